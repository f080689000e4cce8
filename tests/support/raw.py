"""An Engine.IO and Socket.IO client written by hand, to send packets that no library would."""

import json
from types import TracebackType
from typing import Any

import websocket


class RawSocket:
    """A WebSocket to a server, after its Engine.IO OPEN packet."""

    def __init__(self, port: int, *, timeout: float = 10.0) -> None:
        url = f"ws://localhost:{port}/socket.io/?EIO=4&transport=websocket"
        self.ws = websocket.create_connection(url, timeout=timeout)
        self.open = json.loads(self.read()[1:])

    def __enter__(self) -> "RawSocket":
        return self

    def __exit__(self, _t: type[BaseException] | None, _v: BaseException | None, _tb: TracebackType | None) -> None:
        self.ws.close()
        self.ws.shutdown()

    def send(self, text: str) -> None:
        """Send one text frame."""
        self.ws.send(text)

    def read(self) -> str:
        """Return the next packet, and answer pings. Raises WebSocketConnectionClosedException at the end."""
        while True:
            frame = self.ws.recv()
            if frame == "" or isinstance(frame, bytes):
                raise websocket.WebSocketConnectionClosedException("closed")
            if frame == "2":
                self.ws.send("3")
                continue
            if frame == "1":
                # Engine.IO's CLOSE; the end of the connection follows.
                continue
            return str(frame)

    def join(self, token: Any, **auth: Any) -> str:
        """Send CONNECT and return the response."""
        self.send("40/events," + json.dumps({"token": token} | auth))
        return self.read()

    def emit(self, *event: Any, ack: int | None = None) -> None:
        """Send an event."""
        self.send(f"42/events,{'' if ack is None else ack}{json.dumps(event)}")

    def until(self, name: str) -> list[str]:
        """Return the packets up to and including the event ``name``."""
        seen: list[str] = []
        while True:
            packet = self.read()
            seen.append(packet)
            if packet.startswith(f'42/events,["{name}"'):
                return seen

    def until_closed(self) -> list[str]:
        """Return the packets until the server closes the connection."""
        seen: list[str] = []
        try:
            while True:
                seen.append(self.read())
        except (websocket.WebSocketConnectionClosedException, OSError):
            return seen
