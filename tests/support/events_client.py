"""The events client under Node, as a page runs it: the files that the server serves, driven over a pipe."""

import itertools
import os
import shutil
from pathlib import Path
from typing import Any

from tests.support.accounts import Account
from tests.support.inbox import TIMEOUT_SECONDS, Inbox, Received
from tests.support.node import FAST_RECONNECT, SOURCE, NodeDriver
from tests.support.processes import REPOSITORY


class Page(NodeDriver):
    """A Node process that provides a page's environment to many clients."""

    def __init__(self) -> None:
        self._clients: list[EventsClient] = []
        super().__init__()

    def _place(self, directory: Path) -> Path:
        self.folder = directory / f"page-{os.getpid()}"
        for part in ("js", "vendor/socket.io-client"):
            shutil.copytree(REPOSITORY / "static" / part, self.folder / "static" / part, dirs_exist_ok=True)
        for script in ("events.mjs", "hook.mjs", "catalog-hook.mjs"):
            shutil.copy(SOURCE / script, self.folder)
        return self.folder / "events.mjs"

    def connect(
        self,
        url: str,
        account: Account,
        *,
        expires_in: float = 900,
        token: str | None = None,
        store: str | None = None,
        npm: bool = False,
        io_options: dict[str, Any] | None = None,
        **options: Any,
    ) -> "EventsClient":
        """Open an events client with the account's session; ``expires_in`` is the lifetime of its first token."""
        inbox = self.inbox()
        session = {
            "accessToken": token or account.token,
            "refreshToken": account.refresh_token,
            "expiresIn": expires_in,
        }
        options |= {"ioOptions": io_options or FAST_RECONNECT}
        self.send(
            {"do": "open", "client": inbox.name, "url": url, "session": session, "store": store, "npm": npm}
            | {"options": options}
        )
        client = EventsClient(self, inbox)
        self._clients.append(client)
        return client

    def store(self, store: str, key: str, value: str) -> None:
        """Put a value into a store before a client reads it."""
        self.send({"do": "put", "client": "", "store": store, "key": key, "value": value})

    def close_clients(self) -> None:
        """Close every client that is still open."""
        clients, self._clients = self._clients, []
        for client in clients:
            client.close()

    def browser(self, event: str, **state: bool) -> None:
        """Dispatch an event of the browser to the page."""
        self.send({"do": "browser", "client": "", "event": event} | state)

    def close(self) -> None:
        """End the process and remove the page."""
        super().close()
        shutil.rmtree(self.folder)


class EventsClient:
    """One events client; its inbox holds the calls of its callbacks."""

    def __init__(self, page: Page, inbox: Inbox) -> None:
        self.inbox = inbox
        self.events = inbox.events
        self.wait_for = inbox.wait_for
        self._page = page
        self._asked = itertools.count(1)

    def __len__(self) -> int:
        return len(self.inbox)

    def _do(self, what: str, **more: Any) -> None:
        self._page.send({"do": what, "client": self.inbox.name} | more)

    def _ask(self, what: str, kind: str, **more: Any) -> Any:
        number = next(self._asked)
        self._do(what, id=number, **more)
        return self.wait_for(f"{kind}:{number}", timeout=TIMEOUT_SECONDS + 5).args[0]

    def wait_status(self, status: str, *, since: int = 0, timeout: float = 20) -> Received:
        """Wait until the flag is ``status``, from index ``since`` on."""
        return self.wait_for("status", lambda r: bool(r.body["status"] == status), since=since, timeout=timeout)

    def wait_number(self, number: int, name: str = "catalog:update") -> None:
        """Wait until the change with this number was delivered."""
        wanted = (name, number)
        self.wait_for("event", lambda r: (r.body["name"], r.body["eventId"]) == wanted, timeout=20)

    def pairs(self, *, since: int = 0) -> list[tuple[str, int]]:
        """Return name and number of each delivered change, in order."""
        return [(r.body["name"], r.body["eventId"]) for r in self.events("event", since=since)]

    def emit(self, event: str, *args: Any) -> dict[str, Any]:
        """Send a message and return the outcome of its promise: the acknowledgement, or ``{error, type}``."""
        answer: dict[str, Any] = self._ask("emit", "ack", event=event, args=args)
        return answer

    def state(self) -> dict[str, Any]:
        """Return the client's flag, position and transport."""
        state: dict[str, Any] = self._ask("state", "state")
        return state

    def stored(self, store: str) -> dict[str, Any]:
        """Return the contents of a store."""
        items: dict[str, Any] = self._ask("stored", "stored", store=store)
        return items

    def cut(self) -> None:
        """Destroy the TCP connection, as a lost network does."""
        self._do("cut")

    def change_session(self, **changes: Any) -> None:
        """Change the session as the application sees it: its tokens, or whether it is ``reachable``."""
        self._do("session", changes=changes)

    def close(self) -> None:
        """Close the client and wait until it is closed; a second call does nothing."""
        if self.events("closed"):
            return
        since = len(self)
        self._do("close")
        self.wait_for("closed", since=since)
        self._page.forget(self.inbox)
