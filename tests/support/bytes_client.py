"""A WebSocket client at the level of bytes: a handshake and frames written by hand, and the server's frames."""

import socket
import struct
from collections.abc import Iterator

SOCKET_PATH = "/socket.io/?EIO=4&transport=websocket"
UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: localhost\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n{more}\r\n"
)


class BytesClient:
    """A TCP connection to a server, upgraded to a WebSocket by hand."""

    def __init__(self, port: int, *, path: str | None = None, extensions: str = "", timeout: float = 10) -> None:
        self.sock = socket.create_connection(("localhost", port), timeout=timeout)
        self._buffer = b""
        more = f"Sec-WebSocket-Extensions: {extensions}\r\n" if extensions else ""
        self.sock.sendall(UPGRADE.format(path=path or SOCKET_PATH, more=more).encode())
        self.head = self._head()

    def __enter__(self) -> "BytesClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def _head(self) -> str:
        while b"\r\n\r\n" not in self._buffer:
            data = self.sock.recv(65_536)
            if not data:
                break
            self._buffer += data
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return head.decode("latin-1")

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            data = self.sock.recv(1 << 20)
            if not data:
                raise EOFError
            self._buffer += data
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def frame(self) -> tuple[int, bytes]:
        """Return the next frame: its first byte and its payload. Raises EOFError at the end."""
        first, length = self._take(2)
        if length == 126:
            (length,) = struct.unpack("!H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._take(8))
        return first, self._take(length)

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Yield the frames until the server ends the connection."""
        try:
            while True:
                yield self.frame()
        except (EOFError, ConnectionError):
            return

    def close_code(self) -> int | None:
        """Return the code of the close frame, or None if the connection ends without one."""
        for first, payload in self.frames():
            if first == 0x88:
                return int.from_bytes(payload[:2], "big") if payload else None
        return None
