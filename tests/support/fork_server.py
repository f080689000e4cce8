"""A process that has imported the application and forks others from itself; see ``processes.py`` for its client.

It runs as a script. Each line of JSON on its standard input describes one process to start; the answer on its
standard output is the process id. It exits when its input ends. The application's object is not created here.
"""

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402

gc.disable()

import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import pkgutil  # noqa: E402
import runpy  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
# ``python wsgi.py`` and ``python -m flask`` look here first.
sys.path[0] = str(REPOSITORY)

import flask.cli  # noqa: E402, F401
from gevent.os import fork_gevent  # noqa: E402

import labapp  # noqa: E402

# Import every module that a start would import, but not the entry point, which creates the application.
for _module in pkgutil.walk_packages(labapp.__path__, "labapp."):
    if _module.name.split(".")[1] not in ("migrations", "gunicorn_conf"):
        importlib.import_module(_module.name)
gc.collect()
gc.freeze()

_requests, _replies = os.fdopen(os.dup(0), "rb", buffering=0), os.dup(1)


def _read_line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        if not (part := _requests.readline()):
            raise SystemExit
        line += part
    return line


def _serve() -> dict[str, Any]:
    """Fork one process for each request. Returns only in a forked process, with the request it is to carry out."""
    while True:
        job: dict[str, Any] = json.loads(_read_line())
        pid_reader, pid_writer = os.pipe()
        if intermediate := fork_gevent():
            os.close(pid_writer)
            reply = os.read(pid_reader, 32)
            os.close(pid_reader)
            # When the intermediate process has exited, the new one is adopted by the test process, which can wait
            # for it.
            os.waitpid(intermediate, 0)
            os.write(_replies, reply)
            continue
        if forked := fork_gevent():
            os.write(pid_writer, f"{forked}\n".encode())
            os._exit(0)
        os.close(pid_reader)
        os.close(pid_writer)
        return job


def _become_fresh(job: dict[str, Any]) -> None:
    """Give this process the files and the environment of a new ``python`` with the job's arguments."""
    _requests.close()
    os.close(_replies)
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, (path, flags) in enumerate(
        [(os.devnull, os.O_RDONLY), (job["output"], append), (job["errors"], append)]
    ):
        opened = os.open(path, flags, 0o666)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(job["environment"])
    tempfile.tempdir = None
    gc.enable()


def main() -> None:
    """Serve until the input ends; a forked process runs its script or module, and exits as that does."""
    job = _serve()
    _become_fresh(job)
    first, *rest = job["arguments"]
    if first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [first, *rest]
        runpy.run_path(str(REPOSITORY / first), run_name="__main__")


if __name__ == "__main__":
    main()
