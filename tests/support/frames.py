"""WebSocket frames of a client, valid and not."""

import os
import struct
import zlib

from labapp.transport.frames import CLOSE, PING, TEXT, unmasked

LIMIT = 65_536


def client_frame(opcode: int, payload: bytes, *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    """Return one frame of a client, masked as the protocol requires unless ``masked`` is False."""
    head = bytes(((0x80 if fin else 0) | rsv | opcode,))
    length, bit = len(payload), 0x80 if masked else 0
    if length < 126:
        head += bytes((bit | length,))
    elif length < 0x10000:
        head += struct.pack("!BH", bit | 126, length)
    else:
        head += struct.pack("!BQ", bit | 127, length)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + unmasked(payload, mask)


def compressed(payload: bytes) -> bytes:
    """Return a payload as permessage-deflate compresses it."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


VIOLATIONS = {
    "unmasked": (client_frame(TEXT, b"x", masked=False), 1002),
    "8 GiB declared": (struct.pack("!BBQ", 0x81, 0xFF, 8 << 30), 1009),
    "one byte over": (client_frame(TEXT, b"x" * (LIMIT + 1)), 1009),
    "fragments over": (client_frame(TEXT, b"x" * 40_000, fin=False) + client_frame(0, b"x" * 40_000), 1009),
    "many fragments": (client_frame(TEXT, b"", fin=False) + client_frame(0, b"", fin=False) * 200, 1009),
    "RSV1 without deflate": (client_frame(TEXT, b"x", rsv=0x40), 1002),
    "RSV2": (client_frame(TEXT, b"x", rsv=0x20), 1002),
    "RSV3": (client_frame(TEXT, b"x", rsv=0x10), 1002),
    "reserved opcode": (client_frame(3, b"x"), 1002),
    "reserved control opcode": (client_frame(0xB, b""), 1002),
    "continuation of nothing": (client_frame(0, b"x"), 1002),
    "new message inside another": (client_frame(TEXT, b"x", fin=False) + client_frame(TEXT, b"y"), 1002),
    "fragmented ping": (client_frame(PING, b"", fin=False), 1002),
    "long ping": (client_frame(PING, b"x" * 126), 1002),
    "not UTF-8": (client_frame(TEXT, b"\xff\xfe"), 1007),
    "surrogate": (client_frame(TEXT, b"\xed\xa0\x80"), 1007),
    "close of one byte": (client_frame(CLOSE, b"x"), 1002),
    "close with a forbidden code": (client_frame(CLOSE, struct.pack("!H", 1005)), 1002),
    "close reason not UTF-8": (client_frame(CLOSE, struct.pack("!H", 1000) + b"\xff"), 1007),
}
