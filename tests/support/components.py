"""A component that a test needs and the machine lacks: skipped on a desk, a failure at the gate."""

import os
import pwd
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest


def missing(component: str) -> NoReturn:
    """Skip the test and say why; fail it where LAB_TESTS_COMPLETE=1 promises that everything is installed."""
    if os.environ.get("LAB_TESTS_COMPLETE") == "1":
        pytest.fail(f"{component} is not installed, and LAB_TESTS_COMPLETE=1", pytrace=False)
    pytest.skip(f"{component} is not installed")


def free_port() -> int:
    """Return a TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def unprivileged_user() -> str | None:
    """Return whom to run a server as that refuses to run as root; None where we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise LookupError("no unprivileged user")


def postgresql_binaries() -> Path | None:
    """Return the directory with ``initdb`` and ``postgres``, None where PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for directory in candidates:
        if (directory / "initdb").exists() and (directory / "postgres").exists():
            return directory
    return None
