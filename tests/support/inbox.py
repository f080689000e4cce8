"""The events that a Socket.IO client has received, in order, and waiting for further ones."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Received:
    """One event at one client; ``at`` is the time of arrival in epoch seconds."""

    event: str
    args: tuple[Any, ...]
    at: float

    @property
    def body(self) -> dict[str, Any]:
        """The payload: the first argument."""
        body: dict[str, Any] = self.args[0]
        return body


@dataclass
class Inbox:
    """A list of events that another thread fills."""

    name: str
    _events: list[Received] = field(default_factory=list)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def put(self, event: str, args: tuple[Any, ...], at: float) -> None:
        """Add an event and wake the waiting threads."""
        with self._arrived:
            self._events.append(Received(event, args, at))
            self._arrived.notify_all()

    def __len__(self) -> int:
        with self._arrived:
            return len(self._events)

    def events(self, name: str | None = None, *, since: int = 0) -> list[Received]:
        """Return the events, all or those called ``name``, from index ``since`` on."""
        with self._arrived:
            return [received for received in self._events[since:] if name in (None, received.event)]

    def wait_for(
        self,
        name: str,
        predicate: Callable[[Received], bool] = lambda _: True,
        *,
        timeout: float = TIMEOUT_SECONDS,
        since: int = 0,
    ) -> Received:
        """Return the first matching event ``name`` from index ``since`` on; fail if none arrives in time."""
        deadline = time.monotonic() + timeout
        seen = since
        with self._arrived:
            while True:
                for received in self._events[seen:]:
                    if received.event == name and predicate(received):
                        return received
                seen = len(self._events)
                left = deadline - time.monotonic()
                if left <= 0 or (not self._arrived.wait(left) and time.monotonic() >= deadline):
                    came = [f"{e.event} {str(e.args)[:200]}" for e in self._events[-12:]]
                    raise AssertionError(f"{self.name}: no {name} within {timeout} s; last came {came}")

    def wait_until(self, condition: Callable[[list[Received]], bool], *, timeout: float = TIMEOUT_SECONDS) -> None:
        """Wait until ``condition`` is true for the list of all events; fail if it is not in time."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: condition(self._events), timeout):
                came = [f"{e.event} {str(e.args)[:200]}" for e in self._events[-12:]]
                raise AssertionError(f"{self.name}: not within {timeout} s; {len(self._events)} came, last {came}")
