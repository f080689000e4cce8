"""Thousands of clients in one thread: raw sockets and epoll. A client only counts the bytes it receives."""

import contextlib
import json
import os
import re
import resource
import select
import socket
import time
from collections.abc import Sequence
from pathlib import Path

_REQUEST = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n{more}\r\n"
)
_AT_ONCE = 64
CONNECTED = b'42/events,["connected"'
_PID = re.compile(rb'"pid":"([^"]+)"')
# The same for all servers: each message is compressed by itself. Otherwise Node would compress even the first event.
_DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_max_window_bits\r\n"


def raise_descriptor_limit() -> None:
    """Raise the limit of open sockets of this process to the maximum."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def client_text(text: str, mask: bytes = b"\0\0\0\0") -> bytes:
    """Return a masked text frame; by default the mask is zero, which costs the server the same."""
    body = text.encode()
    length = len(body)
    if length < 126:
        head = bytes((0x81, 0x80 | length))
    elif length < 1 << 16:
        head = b"\x81\xfe" + length.to_bytes(2, "big")
    else:
        head = b"\x81\xff" + length.to_bytes(8, "big")
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(body))


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, user and system, over all its threads, to the nanosecond."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def rss(pid: int) -> int:
    """Return the resident memory of a process, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


HEARTBEAT, _PONG = b"\x81\x012", client_text("3")


class Crowd:
    """Connected clients. ``received`` counts the bytes of each client since the last ``forget``."""

    def __init__(self, port: int, token: str | None, *, deflate: bool = False) -> None:
        self._port, self._token, self._deflate = port, token, deflate
        self._epoll = select.epoll()
        self._buffer = bytearray(1 << 18)
        self.sockets: dict[int, socket.socket] = {}
        self.received: dict[int, int] = {}
        self.pids: dict[int, str] = {}

    def connect(
        self,
        count: int,
        *,
        auths: Sequence[dict[str, object]] | None = None,
        until: bytes = CONNECTED,
        times: int = 1,
        at_once: int = _AT_ONCE,
    ) -> None:
        """Open ``count`` more clients in batches of ``at_once``, and wait until each has received ``until``.

        ``auths`` holds what each client sends besides the token; ``times`` is how often ``until`` must arrive.
        """
        opened = 0
        while opened < count:
            batch = [self._open() for _ in range(min(at_once, count - opened))]
            for number, sock in enumerate(batch, opened):
                self._join(sock, auths[number] if auths else None)
            for sock in batch:
                self._greeted(sock, until, times)
            opened += len(batch)

    def _open(self) -> socket.socket:
        sock = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        if self._token is not None:
            sock.sendall(_REQUEST.format(port=self._port, more=_DEFLATE if self._deflate else "").encode())
        return sock

    def _join(self, sock: socket.socket, auth: dict[str, object] | None) -> None:
        if self._token is None:
            return
        data = b""
        while b'"maxPayload"' not in data:
            if not (more := sock.recv(4096)):
                raise ConnectionError(data[-200:])
            data += more
        sock.sendall(client_text("40/events," + json.dumps({"token": self._token} | (auth or {}))))

    def stuck(self) -> socket.socket:
        """Open one more client, which connects and then never reads."""
        sock = self._open()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._join(sock, None)
        while b'["connected"' not in sock.recv(4096):
            pass
        return sock

    def greeting(self) -> dict[str, object]:
        """Open one client, return the payload of its ``connected``, and close it."""
        sock, data = self._open(), b""
        self._join(sock, None)
        while b'"expiresAt"' not in data:
            data += sock.recv(4096)
        sock.close()
        body = data[data.index(b'["connected"') :].decode(errors="replace")
        found: dict[str, object] = json.JSONDecoder().raw_decode(body)[0][1]
        return found

    def _greeted(self, sock: socket.socket, until: bytes, times: int) -> None:
        data = b""
        while self._token is not None and data.count(until) < times:
            more = sock.recv(65_536)
            if not more or b"44/events" in data:
                raise ConnectionError(data[-200:])
            data += more
        if (found := _PID.search(data)) is not None:
            self.pids[sock.fileno()] = found[1].decode()
        sock.setblocking(False)
        self.sockets[sock.fileno()] = sock
        self.received[sock.fileno()] = 0
        self._epoll.register(sock.fileno(), select.EPOLLIN)

    def forget(self) -> None:
        """Reset the counters."""
        for number in self.received:
            self.received[number] = 0

    def drain(self, quiet: float = 0.2) -> None:
        """Read until nothing arrives for ``quiet`` seconds, and reset the counters."""
        self.drain_counting(quiet)
        self.forget()

    def drain_counting(self, quiet: float = 0.5) -> None:
        """Read until nothing arrives for ``quiet`` seconds."""
        while self.step(quiet):
            pass

    def step(self, timeout: float) -> bool:
        """Read the available data; return whether there was any."""
        events = self._epoll.poll(timeout)
        for number, _ in events:
            with contextlib.suppress(BlockingIOError):
                self._read(number)
        return bool(events)

    def _read(self, number: int) -> None:
        sock = self.sockets[number]
        # One buffer for all clients: the load generator must not dominate the measurement.
        size = sock.recv_into(self._buffer)
        if not size:
            raise ConnectionError("closed by the server")
        self._count(number, sock, size)

    def _count(self, number: int, sock: socket.socket, size: int) -> None:
        pings = self._buffer.count(HEARTBEAT, 0, size) if self._token is not None else 0
        if pings:
            # Heartbeats are answered and not counted.
            sock.send(_PONG * pings)
        self.received[number] += size - pings * len(HEARTBEAT)

    def wait_for(self, size: int, *, timeout: float = 60) -> list[float]:
        """Wait until every client has ``size`` bytes; return the times at which each had them, ascending."""
        missing, at, end = set(self.sockets), [], time.time() + timeout
        missing = {number for number in missing if self.received[number] < size}
        while missing:
            if time.time() > end:
                raise TimeoutError(f"{len(missing)} clients are missing bytes")
            for number, _ in self._epoll.poll(0.5):
                with contextlib.suppress(BlockingIOError):
                    self._read(number)
                if number in missing and self.received[number] >= size:
                    missing.discard(number)
                    at.append(time.time())
        return at

    def size_of_one(self) -> int:
        """Return the bytes that each client received. Raises ValueError if they differ."""
        sizes = set(self.received.values())
        if len(sizes) != 1:
            raise ValueError(f"clients got different amounts: {sorted(sizes)[:5]}")
        return sizes.pop()

    def drop(self) -> None:
        """Reset all connections at once."""
        for sock in self.sockets.values():
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            sock.close()
        self.sockets.clear()
        self.received.clear()
        self.pids.clear()


class MessageCrowd(Crowd):
    """Clients that negotiate compression; ``received`` counts messages, because their bytes differ.

    ``compressed`` is true if any message was compressed; ``last_size`` is the size of the last one on the wire.
    """

    def __init__(self, port: int, token: str | None) -> None:
        super().__init__(port, token, deflate=True)
        self.compressed, self.last_size = False, 0
        self._halves: dict[int, bytes] = {}

    def _count(self, number: int, sock: socket.socket, size: int) -> None:
        data = self._halves.pop(number, b"") + bytes(self._buffer[:size])
        while len(data) >= 2:
            length, header = data[1] & 0x7F, 2
            if length >= 126:
                header = 4 if length == 126 else 10
                length = int.from_bytes(data[2:header], "big")
            if len(data) < header + length:
                break
            whole, data = data[: header + length], data[header + length :]
            if whole == HEARTBEAT:
                sock.send(_PONG)
                continue
            self.received[number] += 1
            self.compressed |= bool(whole[0] & 0x40)
            self.last_size = len(whole)
        if data:
            self._halves[number] = data
