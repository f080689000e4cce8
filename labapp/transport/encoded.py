"""Encoded events: the bytes of an event are made once and shared by all of its recipients."""

from engineio import packet as eio_packet

from labapp.transport.frames import TEXT, deflated, frame
from labapp.transport.websocket import WebSocket

# Smaller messages gain nothing from compression.
COMPRESS_FROM = 1024


class EncodedEvent:
    """One encoded event and its WebSocket frames. The compressed frame is made when the first socket needs it."""

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

    def frame_for(self, ws: WebSocket) -> bytes:
        """Return the bytes for this WebSocket."""
        if not (self.compresses and ws.deflates):
            return self.frame
        if self._compressed is None:
            shorter = deflated(("4" + self._text).encode())
            self._compressed = self.frame if shorter is None else frame(TEXT, shorter, compressed=True)
        return self._compressed


class EncodedBatch:
    """Events that some sockets receive together. Their frames are joined once, plain and compressed."""

    __slots__ = ("_compressed", "compresses", "events", "plain")

    def __init__(self, events: list[EncodedEvent]) -> None:
        self.events = events
        self.plain = events[0].frame if len(events) == 1 else b"".join(event.frame for event in events)
        self.compresses = any(event.compresses for event in events)
        self._compressed: bytes | None = None

    def compressed_for(self, ws: WebSocket) -> bytes:
        """Return all frames for a WebSocket that accepts compressed ones."""
        if self._compressed is None:
            self._compressed = b"".join(event.frame_for(ws) for event in self.events)
        return self._compressed
