"""A worker process whose jobs go beyond every limit, ``python -m tests.support.stubborn_worker``."""

import os
import signal
import time

from labapp.process_worker import Json, serve


def _echo(job: Json, content: bytes) -> tuple[Json, bytes]:
    return {"given": job["given"]}, content[::-1]


def _compute(_job: Json, _content: bytes) -> tuple[Json, bytes]:
    while True:
        pass


def _sleep(job: Json, _content: bytes) -> tuple[Json, bytes]:
    time.sleep(job["seconds"])
    return {}, b""


def _allocate(job: Json, _content: bytes) -> tuple[Json, bytes]:
    return {"size": len(bytearray(job["size"]))}, b""


def _crash(_job: Json, _content: bytes) -> tuple[Json, bytes]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}, b""


def _close(_job: Json, _content: bytes) -> tuple[Json, bytes]:
    """Close the connection, and go on."""
    os.closerange(0, 100)
    time.sleep(60)
    return {}, b""


def _flood(_job: Json, _content: bytes) -> tuple[Json, bytes]:
    """Answer with more than the server reads."""
    return {"text": "x" * 1_000_000}, b""


def _raise(_job: Json, _content: bytes) -> tuple[Json, bytes]:
    raise ValueError("with data of a patient")


def _environment(_job: Json, _content: bytes) -> tuple[Json, bytes]:
    return {"names": sorted(os.environ)}, b""


if __name__ == "__main__":
    serve(
        {
            "echo": _echo,
            "compute": _compute,
            "sleep": _sleep,
            "allocate": _allocate,
            "crash": _crash,
            "close": _close,
            "flood": _flood,
            "raise": _raise,
            "environment": _environment,
        }
    )
