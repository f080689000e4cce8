"""One encoded event, and the bytes that sockets get of it: made once, for all of them."""

from typing import Any

from engineio import packet as eio_packet

from labapp.transport.frames import TEXT, deflated, frame

COMPRESS_FROM = 1024


class Message:
    """One encoded event, and its frames, each made when the first socket needs it."""

    __slots__ = ("_compressed", "_text", "compresses", "frame")

    def __init__(self, text: str, *, compresses: bool) -> None:
        body = ("4" + text).encode()
        self._text = text
        self.frame = frame(TEXT, body)
        self.compresses = compresses and len(body) >= COMPRESS_FROM
        self._compressed: bytes | None = None

    def packet(self) -> eio_packet.Packet:
        """Return the packet for a polling client."""
        return eio_packet.Packet(eio_packet.MESSAGE, self._text)

    def frame_for(self, ws: Any) -> bytes:
        """Return the bytes for this WebSocket."""
        if not (self.compresses and ws.deflates):
            return self.frame
        if self._compressed is None:
            shorter = deflated(("4" + self._text).encode())
            self._compressed = self.frame if shorter is None else frame(TEXT, shorter, compressed=True)
        return self._compressed


class Joined:
    """Messages that some sockets get together, joined once for plain and once for compressing sockets."""

    __slots__ = ("_compressed", "compresses", "messages", "plain")

    def __init__(self, messages: list[Message]) -> None:
        self.messages = messages
        self.plain = messages[0].frame if len(messages) == 1 else b"".join(message.frame for message in messages)
        self.compresses = any(message.compresses for message in messages)
        self._compressed: bytes | None = None

    def compressed_for(self, ws: Any) -> bytes:
        """Return all frames for a WebSocket that takes compressed ones."""
        if self._compressed is None:
            self._compressed = b"".join(message.frame_for(ws) for message in self.messages)
        return self._compressed
