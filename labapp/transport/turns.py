"""The messages of clients are handled in turns, so that a client that sends many of them delays no other."""

import time
from collections.abc import Callable, Iterable

from labapp.eventloop import checkpoint
from labapp.transport.websocket import WebSocket

# Of all clients together. The event loop then serves its sockets, which costs about as much as handling one message.
_TURN_SECONDS = 0.0005


class Turns:
    """Divides the time of the event loop among the clients whose messages are being handled."""

    def __init__(self) -> None:
        self._busy = 0

    def handle(self, messages: Iterable[str], ws: WebSocket, handle: Callable[[str], None]) -> None:
        """Call ``handle`` for each message in order. What it writes to ``ws`` leaves in one write for each turn.

        A turn is half a millisecond, divided by the number of clients that have one, and at least one message.
        """
        clock = time.monotonic
        self._busy += 1
        try:
            ws.hold()
            end = clock() + _TURN_SECONDS / self._busy
            for message in messages:
                if clock() > end:
                    ws.release()
                    checkpoint()
                    ws.hold()
                    end = clock() + _TURN_SECONDS / self._busy
                handle(message)
        finally:
            self._busy -= 1
            ws.release()
