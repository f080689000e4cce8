"""python-socketio's own client, whose handlers take exactly one argument (``auth.recovery: false``)."""

import time
from typing import Any

import socketio

from tests.support.inbox import TIMEOUT_SECONDS, Inbox

NAMESPACE = "/events"


class PythonClient:
    """One socket of python-socketio's client; it connects on creation."""

    def __init__(self, url: str, token: str, **auth: Any) -> None:
        self.inbox = Inbox("python")
        self.events = self.inbox.events
        self.wait_for = self.inbox.wait_for
        self.wait_until = self.inbox.wait_until
        self._client = socketio.Client(handle_sigint=False, reconnection_delay=0.1, reconnection_delay_max=0.5)
        self._client.on("*", self._received, namespace=NAMESPACE)
        self._client.on("connect", lambda: self._put("connect"), namespace=NAMESPACE)
        self._client.on("connect_error", lambda *args: self._put("connect_error", *args), namespace=NAMESPACE)
        self._client.on("disconnect", lambda *args: self._put("disconnect", *args), namespace=NAMESPACE)
        self._client.connect(url, namespaces=[NAMESPACE], auth={"token": token, "recovery": False} | auth)

    def _put(self, event: str, *args: Any) -> None:
        self.inbox.put(event, args, time.time())

    def _received(self, event: str, *args: Any) -> None:
        self._put(event, *args)

    def __len__(self) -> int:
        return len(self.inbox)

    def connected(self, *, since: int = 0, timeout: float = TIMEOUT_SECONDS) -> dict[str, Any]:
        """Wait for ``connected`` and return its body."""
        return self.wait_for("connected", since=since, timeout=timeout).body

    def emit(self, event: str, *args: Any) -> None:
        """Send a message without requesting an acknowledgement."""
        self._client.emit(event, args or None, namespace=NAMESPACE)

    def ask(self, event: str, *args: Any, timeout: float = TIMEOUT_SECONDS) -> Any:
        """Send a message and return its acknowledgement."""
        return self._client.call(event, args or None, namespace=NAMESPACE, timeout=timeout)

    def close(self) -> None:
        """Close the client."""
        self._client.shutdown()
