"""The process that others are forked from: it has imported the application and made none of it.

Started as a script. It reads a line of JSON for each process on its standard input, and answers with a process id
on its standard output; it ends with its input. ``processes.py`` is the other end.
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
# Where ``python wsgi.py`` and ``python -m flask`` look first.
sys.path[0] = str(REPOSITORY)

import flask.cli  # noqa: E402, F401
from gevent.os import fork_gevent  # noqa: E402

import labapp  # noqa: E402

# All that a start would import, and not the entry point, which makes the application.
for _module in pkgutil.walk_packages(labapp.__path__, "labapp."):
    if _module.name.split(".")[1] not in ("migrations", "gunicorn_conf"):
        importlib.import_module(_module.name)
gc.collect()
gc.freeze()

_read, _write = os.fdopen(os.dup(0), "rb", buffering=0), os.dup(1)


def _line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        if not (part := _read.readline()):
            raise SystemExit
        line += part
    return line


def _next_job() -> dict[str, Any]:
    """Fork one process for each line; return what it is to run in the forked one only."""
    while True:
        job: dict[str, Any] = json.loads(_line())
        told, tell = os.pipe()
        if between := fork_gevent():
            os.close(tell)
            answer = os.read(told, 32)
            os.close(told)
            # Once the one between has gone, the new one is a child of the tests, which can wait for it.
            os.waitpid(between, 0)
            os.write(_write, answer)
            continue
        if forked := fork_gevent():
            os.write(tell, f"{forked}\n".encode())
            os._exit(0)
        os.close(told)
        os.close(tell)
        return job


def _become(job: dict[str, Any]) -> None:
    """Make of this process what ``python`` with the job's arguments would be before its first line."""
    _read.close()
    os.close(_write)
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
    """Serve until the input ends; a forked process runs its script or module, and ends as that does."""
    job = _next_job()
    _become(job)
    first, *rest = job["arguments"]
    if first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [first, *rest]
        runpy.run_path(str(REPOSITORY / first), run_name="__main__")


if __name__ == "__main__":
    main()
