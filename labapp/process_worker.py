"""The loop of a worker process of ``process_pool``, and the form of its messages.

It needs only the standard library: a worker starts fast, is small, and holds no secret of the server.
A message is a JSON object and bytes, after the length of each.
"""

import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

HEADER = struct.Struct("!IQ")
MEMORY_EXHAUSTED = 77
_CHUNK_BYTES = 1 << 20
_PARENT_CHECK_SECONDS = 1.0

# ``Any``: each kind of job has its own fields.
Json = dict[str, Any]
Handler = Callable[[Json, bytes], tuple[Json, bytes]]


def encode(message: Mapping[str, Any], content: bytes) -> bytes:
    """Return the first part of a message; ``content`` follows it."""
    text = json.dumps(message).encode()
    return HEADER.pack(len(text), len(content)) + text


def _read(connection: socket.socket, size: int) -> bytes:
    """Read exactly ``size`` bytes. Ends the process when the parent has closed the connection."""
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(min(size - len(parts), _CHUNK_BYTES))
        if not part:
            os._exit(0)
        parts += part
    return bytes(parts)


def _end_with(parent: int) -> None:
    """End this process within a second after ``parent``, even in the middle of a job."""

    def check(_number: int, _frame: FrameType | None) -> None:
        if os.getppid() != parent:
            os._exit(0)

    signal.signal(signal.SIGALRM, check)
    signal.setitimer(signal.ITIMER_REAL, _PARENT_CHECK_SECONDS, _PARENT_CHECK_SECONDS)


def _limit_cpu(seconds: int) -> None:
    """Let this process use ``seconds`` more of CPU time. Beyond that, SIGXCPU ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def serve(handlers: Mapping[str, Handler]) -> None:
    """Answer jobs on standard input, a socket, until the parent closes it.

    A job names its handler in ``kind``. A handler that raises is answered by ``failed``, the name of the exception. Too
    much memory ends the process with ``MEMORY_EXHAUSTED``, too much CPU time with SIGXCPU.
    """
    parent, memory_bytes, cpu_seconds = (int(argument) for argument in sys.argv[1:4])
    # Some hosts send these to every process of the group. The parent decides when its workers end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _end_with(parent)
    # The server and its sockets come first.
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    connection = socket.socket(fileno=os.dup(0))
    # The parent made it for its event loop.
    connection.setblocking(True)
    connection.sendall(encode({"ready": True}, b""))
    # Errors of the start are in the server's log. Later ones could contain parts of a file.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    while True:
        text_size, content_size = HEADER.unpack(_read(connection, HEADER.size))
        job: Json = json.loads(_read(connection, text_size))
        _limit_cpu(cpu_seconds)
        try:
            answer, output = handlers[job["kind"]](job, _read(connection, content_size))
        except MemoryError:
            os._exit(MEMORY_EXHAUSTED)
        except Exception as error:
            answer, output = {"failed": type(error).__name__}, b""
        connection.sendall(encode(answer, output))
        connection.sendall(output)
