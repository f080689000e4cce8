"""WebSocket frames (RFC 6455) and permessage-deflate (RFC 7692), without input or output.

The declared length of a frame is checked before its payload is kept, so no buffer exceeds the limit of one message.
"""

import struct
import time
import zlib

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
NORMAL, PROTOCOL_ERROR, NOT_UTF8, POLICY, TOO_BIG, RESTART = 1000, 1002, 1007, 1008, 1009, 1012
# Registered with RFC 6455 after it (IANA, WebSocket Close Code Number Registry).
TRY_AGAIN_LATER = 1013
MAX_FRAGMENTS = 128
FRAMES_AT_ONCE = 256
CONTROL_FRAMES_PER_SECOND = 500
_DEFLATE_TAIL = b"\x00\x00\xff\xff"


class Violation(Exception):
    """The peer violated the protocol. ``code`` is the close code to send."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def frame(opcode: int, payload: bytes, *, compressed: bool = False) -> bytes:
    """Return one final, unmasked frame: the form that servers send."""
    first = 0x80 | opcode | (0x40 if compressed else 0)
    length = len(payload)
    if length < 126:
        return bytes((first, length)) + payload
    if length < 0x10000:
        return struct.pack("!BBH", first, 126, length) + payload
    return struct.pack("!BBQ", first, 127, length) + payload


def deflated(payload: bytes) -> bytes | None:
    """Return a message compressed without context take-over, or None if that does not make it smaller."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
    shorter = body[: -len(_DEFLATE_TAIL)]
    return shorter if len(shorter) < len(payload) else None


def close_payload(code: int, reason: str = "") -> bytes:
    """Return the body of a close frame: the code, and a reason that is cut to 123 bytes."""
    return struct.pack("!H", code) + reason.encode()[:123]


def unmasked(payload: bytes, mask: bytes) -> bytes:
    """Undo the client's masking, as one integer: a Python loop would take 0.1 s for each megabyte."""
    length = len(payload)
    key = (mask * (length // 4 + 1))[:length]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")).to_bytes(length, "little")


def _checked_close(payload: bytes) -> int:
    if not payload:
        return NORMAL
    if len(payload) == 1:
        raise Violation(PROTOCOL_ERROR, "close frame of one byte")
    code = int.from_bytes(payload[:2], "big")
    if code < 1000 or code in (1004, 1005, 1006) or 1015 <= code < 3000 or code >= 5000:
        raise Violation(PROTOCOL_ERROR, "invalid close code")
    try:
        payload[2:].decode()
    except UnicodeDecodeError:
        raise Violation(NOT_UTF8, "close reason is not UTF-8") from None
    return code


class ControlBudget:
    """A limit on the control frames of one client in each second."""

    __slots__ = ("_count", "_since")

    def __init__(self) -> None:
        self._count, self._since = 0, time.monotonic()

    def spend(self) -> None:
        """Count one frame. Raises Violation if it exceeds the limit."""
        now = time.monotonic()
        if now - self._since > 1:
            self._count, self._since = 0, now
        self._count += 1
        if self._count > CONTROL_FRAMES_PER_SECOND:
            raise Violation(POLICY, "too many control frames")


class FrameReader:
    """Parses the bytes of one client into its messages, in order.

    ``limit`` is the largest message in bytes, after reassembly and inflation. After ``feed`` has raised Violation, the
    reader must not be used again. While ``pending`` is true, it holds more complete frames: ``feed(b"")`` returns them.
    """

    __slots__ = ("_buffer", "_compressed", "_fragments", "_inflates", "_limit", "_opcode", "_parts", "_size", "pending")

    def __init__(self, limit: int, *, inflates: bool) -> None:
        self._limit = limit
        self._inflates = inflates
        self._buffer: bytearray | None = None
        self._parts: list[bytes] | None = None
        self._opcode = self._size = self._fragments = 0
        self._compressed = self.pending = False

    def feed(self, data: bytes) -> list[tuple[int, str | bytes]]:
        """Return the frames that ``data`` completes, as pairs of opcode and payload.

        The payload of TEXT is a str, that of CLOSE the code as a str, all others are bytes. One call returns at most
        256 frames, and stops after ``limit`` bytes of payload: a few bytes may inflate to very many. Raises Violation.
        """
        if self._buffer is not None:
            self._buffer += data
            data = bytes(self._buffer)
        done: list[tuple[int, str | bytes]] = []
        position, end = 0, len(data)
        frames, room = FRAMES_AT_ONCE, self._limit
        while frames and room > 0:
            before = len(done)
            consumed = self._parse_one(data, position, end, done)
            if not consumed:
                break
            position += consumed
            frames -= 1
            if len(done) > before:
                room -= len(done[-1][1])
        self.pending = position < end and not (frames and room > 0)
        # An idle client holds no buffer.
        self._buffer = bytearray(data[position:]) if position < end else None
        return done

    def _parse_one(self, data: bytes, start: int, end: int, done: list[tuple[int, str | bytes]]) -> int:
        """Parse the frame at ``start`` into ``done``. Return its length, or 0 if it is incomplete."""
        if end - start < 2:
            return 0
        first, second = data[start], data[start + 1]
        opcode, length, header = first & 0x0F, second & 0x7F, 6
        if not second & 0x80:
            raise Violation(PROTOCOL_ERROR, "unmasked frame")
        if length == 126:
            if end - start < 4:
                return 0
            length, header = int.from_bytes(data[start + 2 : start + 4], "big"), 8
        elif length == 127:
            if end - start < 10:
                return 0
            length, header = int.from_bytes(data[start + 2 : start + 10], "big"), 14
        self._check(first, opcode, length)
        total = header + length
        if end - start < total:
            return 0
        mask = data[start + header - 4 : start + header]
        payload = unmasked(data[start + header : start + total], mask) if length else b""
        if opcode >= CLOSE:
            done.append((opcode, str(_checked_close(payload)) if opcode == CLOSE else payload))
        elif first & 0x80 and self._parts is None:
            done.append(self._message(opcode, payload, bool(first & 0x40)))
        else:
            self._fragment(first, opcode, payload, done)
        return total

    def _check(self, first: int, opcode: int, length: int) -> None:
        """Check the header. Raises Violation before any payload is read."""
        if first & 0x30 or (first & 0x40 and not (self._inflates and opcode in (TEXT, BINARY))):
            raise Violation(PROTOCOL_ERROR, "reserved bits")
        if opcode >= CLOSE:
            if opcode > PONG or not first & 0x80 or length > 125:
                raise Violation(PROTOCOL_ERROR, "malformed control frame")
            return
        if opcode > BINARY or (opcode == CONTINUATION) != (self._parts is not None):
            raise Violation(PROTOCOL_ERROR, "unexpected opcode")
        if self._size + length > self._limit:
            raise Violation(TOO_BIG, "message too big")

    def _fragment(self, first: int, opcode: int, payload: bytes, done: list[tuple[int, str | bytes]]) -> None:
        if self._parts is None:
            self._parts, self._opcode, self._compressed = [], opcode, bool(first & 0x40)
        self._fragments += 1
        if self._fragments > MAX_FRAGMENTS:
            raise Violation(TOO_BIG, "too many fragments")
        self._size += len(payload)
        self._parts.append(payload)
        if first & 0x80:
            whole, self._parts = b"".join(self._parts), None
            self._size = self._fragments = 0
            done.append(self._message(self._opcode, whole, self._compressed))

    def _message(self, opcode: int, payload: bytes, compressed: bool) -> tuple[int, str | bytes]:
        if compressed:
            payload = self._inflate(payload)
        if opcode == BINARY:
            return opcode, payload
        try:
            return opcode, payload.decode()
        except UnicodeDecodeError:
            raise Violation(NOT_UTF8, "text is not UTF-8") from None

    def _inflate(self, payload: bytes) -> bytes:
        decompressor = zlib.decompressobj(-15)
        try:
            body = decompressor.decompress(payload + _DEFLATE_TAIL, self._limit + 1)
        except zlib.error:
            raise Violation(PROTOCOL_ERROR, "malformed deflate") from None
        if len(body) > self._limit:
            raise Violation(TOO_BIG, "message too big")
        return body


def accepts_deflate(offers: str) -> bool:
    """Whether the client's ``Sec-WebSocket-Extensions`` offer the compression that this package uses.

    Compressed frames are the same bytes for every client, so an offer that asks for a smaller window is declined.
    """
    for offer in offers.split(","):
        name, *parameters = (part.strip() for part in offer.split(";"))
        if name != "permessage-deflate":
            continue
        names = [parameter.partition("=")[0].strip() for parameter in parameters]
        known = {"client_max_window_bits", "server_no_context_takeover", "client_no_context_takeover"}
        if len(set(names)) == len(names) and set(names) <= known:
            return True
    return False


DEFLATE_ANSWER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
