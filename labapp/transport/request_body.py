"""The body of an HTTP request, read strictly and within a deadline.

pywsgi limits only the time of a single read, so that a client could send a byte now and then for ever. Here the time
that the server waits for a body is limited as a whole, and grows with the size of the body.
"""

from __future__ import annotations

import contextlib
import io
import re
import time
from typing import TYPE_CHECKING, NamedTuple

from labapp.eventloop import checkpoint
from labapp.transport.request_head import RequestRefused, malformed, parse_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import WriteableBuffer
    from gevent.socket import socket as GeventSocket

EAGER_BYTES = 64 * 1024
"""A body of this size is read before the application is called, which then never sees a malformed or partial one."""
DISCARD_BYTES = 16 << 20
"""How much of a body is read that the application did not read. A longer rest ends the connection."""
# A client can declare any size. Beyond this one, only bytes that have arrived extend the deadline.
_MAX_DECLARED_BYTES = 16 << 20
_MAX_LINE_BYTES = 1024
_MAX_TRAILERS = 100
_READ_BYTES = 16 * 1024
_PIECES_PER_CHECKPOINT = 64
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:[ \t]*;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n")


class BodyDeadline(NamedTuple):
    """How long the server waits for a body: ``seconds``, and one more for each ``bytes_per_second`` of its size.

    A single read may take ``idle_seconds``. Time in which the application does not read does not count.
    """

    seconds: float
    bytes_per_second: float
    idle_seconds: float


class Body(io.RawIOBase):
    """The body of one request. ``length`` is None for a chunked body.

    Reading raises RequestRefused for a body that is malformed, ends early, or misses its deadline.
    """

    def __init__(
        self,
        rfile: io.BufferedReader,
        sock: GeventSocket,
        length: int | None,
        deadline: BodyDeadline,
        *,
        expects_continue: bool = False,
    ) -> None:
        self._rfile = rfile
        self._sock = sock
        self._is_chunked = length is None
        # Of the body, or of the current chunk.
        self._left = length or 0
        self._deadline = deadline
        self._credit = min(length or 0, _MAX_DECLARED_BYTES)
        self._waited = 0.0
        self._arrived = 0
        self._pieces = 0
        self._eager = b""
        self.expects_continue = expects_continue
        """Whether the client waits for a 100 before it sends the body."""
        self.is_complete = False
        self.is_broken = False

    # --- for the application -----------------------------------------------------------------

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read into ``buffer``, and return how many bytes; 0 is the end of the body. Raises RequestRefused."""
        view = memoryview(buffer).cast("B")
        if self._eager:
            piece, self._eager = self._eager[: len(view)], self._eager[len(view) :]
        else:
            piece = self._next_piece(len(view))
        view[: len(piece)] = piece
        return len(piece)

    # --- for the server ----------------------------------------------------------------------

    def open(self) -> io.BufferedIOBase:
        """Read a body up to EAGER_BYTES, and return the stream for the application. Raises RequestRefused."""
        if self._is_chunked or self._left <= EAGER_BYTES:
            eager = self._read_up_to(EAGER_BYTES)
            if self.is_complete:
                return io.BytesIO(eager)
            self._eager = eager
        return io.BufferedReader(self, _READ_BYTES)

    def _discard(self) -> None:
        """Read what the application did not read. pywsgi calls this after the response. Never raises."""
        if self.is_complete or self.is_broken or self.expects_continue:
            return
        # The application does not want this body: only what arrives extends the deadline now.
        self._credit = 0
        left = DISCARD_BYTES
        with contextlib.suppress(RequestRefused):
            while left > 0 and (piece := self._next_piece(min(left, _READ_BYTES))):
                left -= len(piece)

    def will_end_connection(self) -> bool:
        """Whether the rest of the body is too long to be discarded, or will not come."""
        if self.is_complete:
            return False
        return self.is_broken or self.expects_continue or self._left > DISCARD_BYTES

    def _read_up_to(self, size: int) -> bytes:
        pieces = []
        while size > 0 and (piece := self._next_piece(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _next_piece(self, size: int) -> bytes:
        """Return at most ``size`` bytes of the body; none at its end."""
        if self.is_complete or size == 0:
            return b""
        if self.is_broken:
            raise malformed("the body is broken")
        try:
            return self._read_chunked(size) if self._is_chunked else self._read_sized(size)
        except BaseException:
            self.is_broken = True
            raise

    def _read_sized(self, size: int) -> bytes:
        piece = self._receive(min(size, self._left)) if self._left else b""
        self._left -= len(piece)
        self.is_complete = not self._left
        return piece

    def _read_chunked(self, size: int) -> bytes:
        if not self._left:
            head = _CHUNK_SIZE.fullmatch(self._read_line())
            if head is None:
                raise malformed("the size of a chunk is malformed")
            self._left = int(head[1], 16)
            if not self._left:
                self._skip_trailers()
                self.is_complete = True
                return b""
        piece = self._receive(min(size, self._left))
        self._left -= len(piece)
        if not self._left and self._read_line() != b"\r\n":
            raise malformed("a chunk does not end with CRLF")
        return piece

    def _skip_trailers(self) -> None:
        for _ in range(_MAX_TRAILERS):
            line = self._read_line()
            if line == b"\r\n":
                return
            parse_field(line)
        raise malformed("there are too many trailers")

    def _read_line(self) -> bytes:
        """Return one line, or its first part if it is too long."""
        line = b""
        while not line.endswith(b"\n") and len(line) < _MAX_LINE_BYTES:
            seen = self._timed(self._rfile.peek, 1)
            end = seen.find(b"\n") + 1
            # These bytes are buffered: reading them does not wait.
            taken = self._rfile.read(end or len(seen))
            self._arrived += len(taken)
            line += taken
        return line

    def _receive(self, size: int) -> bytes:
        data = self._timed(self._rfile.read1, min(size, _READ_BYTES))
        self._arrived += len(data)
        return data

    def _timed(self, read: Callable[[int], bytes], size: int) -> bytes:
        """Call ``read``, which waits for the client at most once. Raises RequestRefused at the deadline."""
        deadline = self._deadline
        self._pieces += 1
        if not self._pieces % _PIECES_PER_CHECKPOINT:
            checkpoint()
        left = deadline.seconds + max(self._credit, self._arrived) / deadline.bytes_per_second - self._waited
        if left <= 0:
            raise _late()
        self._sock.settimeout(min(left, deadline.idle_seconds))
        began = time.monotonic()
        try:
            if self.expects_continue:
                self.expects_continue = False
                self._sock.sendall(_CONTINUE)
            data = read(size)
        except TimeoutError:
            raise _late() from None
        except OSError:
            raise malformed("the connection was lost") from None
        finally:
            self._waited += time.monotonic() - began
            self._sock.settimeout(deadline.idle_seconds)
        if not data:
            raise malformed("the connection ended before the body did")
        return data


def _late() -> RequestRefused:
    return RequestRefused("408 Request Timeout", "the body did not arrive in time")
