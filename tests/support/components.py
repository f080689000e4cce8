"""Components that tests need: detection, a skip where one is missing, and ports for servers."""

import os
import pwd
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest


def missing(component: str) -> NoReturn:
    """Skip the test, or fail it where LAB_TESTS_COMPLETE=1 promises that everything is installed."""
    if os.environ.get("LAB_TESTS_COMPLETE") == "1":
        pytest.fail(f"{component} is not installed, and LAB_TESTS_COMPLETE=1", pytrace=False)
    pytest.skip(f"{component} is not installed")


class Port:
    """A TCP port reserved for one server, over all its restarts: no other process gets ``number`` before ``close``.

    A bound socket that does not listen reserves it. With SO_REUSEADDR the server can bind it as well, but the kernel
    assigns it to nobody as an ephemeral port. Connections are refused while the server is down.
    """

    def __init__(self) -> None:
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind(("0.0.0.0", 0))
        self.number: int = self._reserved.getsockname()[1]

    def __enter__(self) -> "Port":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the port."""
        self._reserved.close()


def unprivileged_user() -> str | None:
    """Return the user for a server that refuses to run as root, or None if this process is not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise LookupError("no unprivileged user")


def postgresql_binaries() -> Path | None:
    """Return the directory with ``initdb`` and ``postgres``, or None if PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for directory in candidates:
        if (directory / "initdb").exists() and (directory / "postgres").exists():
            return directory
    return None
