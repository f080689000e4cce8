"""A file as the body of a response (PEP 3333, ``wsgi.file_wrapper``): the kernel copies it to the socket."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from gevent.socket import timeout, wait_write

if TYPE_CHECKING:
    from gevent.socket import socket as GeventSocket

_BLOCK_BYTES = 64 * 1024


class FileBody:
    """The rest of a file. A server that cannot ``send`` it iterates over its blocks."""

    def __init__(self, file: IO[bytes], block_bytes: int = _BLOCK_BYTES) -> None:
        self._file = file
        self._block_bytes = block_bytes

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks."""
        while block := self._file.read(self._block_bytes):
            yield block

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def is_on_disk(self) -> bool:
        """Whether the file has a descriptor. A part of a file, or one in memory, has none."""
        try:
            return self._file.fileno() >= 0
        except (AttributeError, OSError):
            return False

    def send(self, sock: GeventSocket, length: int, idle_seconds: float) -> bool:
        """Send ``length`` bytes, and return whether there were as many.

        Raises OSError if the connection is lost, or if the client reads nothing for ``idle_seconds``.
        """
        start, sent = self._file.tell(), 0
        while sent < length:
            try:
                copied = os.sendfile(sock.fileno(), self._file.fileno(), start + sent, length - sent)
            except BlockingIOError:
                wait_write(sock.fileno(), timeout=idle_seconds, timeout_exc=timeout("timed out"))
                continue
            if copied == 0:
                break
            sent += copied
        return sent == length
