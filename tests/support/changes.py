"""Changes made through REST or directly in the database, and their events at a client."""

import contextlib
import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from labapp.events import log
from labapp.identity import Role
from labapp.services import catalog
from labapp.unit_of_work import reading
from tests.support.accounts import Account
from tests.support.inbox import Received
from tests.support.lab import Lab
from tests.support.node import NodeClient

prices = itertools.count(100)


def reprice(lab: Lab, admin: Account, exams: range) -> None:
    """Change the price of each exam through the services of this process; the server reads the entries from the log."""
    price = Decimal(next(prices))
    with lab.app.app_context():
        assert catalog.reprice([(exam, price) for exam in exams], by=admin.identity) == len(exams)


def reprice_by_rest(lab: Lab, admin: Account, exams: range) -> None:
    price = str(next(prices))
    lab.api(admin).post("/api/admin/prices", {"changes": [{"examId": exam, "price": price} for exam in exams]})


@contextlib.contextmanager
def settled(lab: Lab) -> Iterator[None]:
    """Wait after the block until a client connected throughout has received the changes committed in it."""
    watcher = lab.connect(lab.account(Role.ADMIN))
    yield
    last = head(lab).seq
    watcher.wait_until(lambda events: any(body_of(r).get("eventId") == last for r in events), timeout=20)
    watcher.disconnect()


def head(lab: Lab) -> log.LogHead:
    with lab.app.app_context(), reading() as session:
        return log.head(session)


def changes_at(client: NodeClient, name: str = "catalog:update", *, since: int = 0) -> list[int]:
    """Return the numbers of the events ``name`` at a client, in order of arrival."""
    return [received.body["eventId"] for received in client.events(name, since=since)]


def wait_for_number(client: NodeClient, number: int, name: str = "catalog:update") -> None:
    client.wait_for(name, lambda received: received.body["eventId"] == number, timeout=20)


def assert_ordered_and_once(client: NodeClient) -> None:
    """Check that everything a client has received is in order and without duplicates."""
    numbered = [received for received in client.events() if "eventId" in body_of(received)]
    numbers = [received.body["eventId"] for received in numbered]
    assert numbers == sorted(numbers)
    pairs = [(received.event, received.body["eventId"]) for received in numbered]
    assert len(set(pairs)) == len(pairs)


def body_of(received: Received) -> dict[str, Any]:
    return received.args[0] if received.args and isinstance(received.args[0], dict) else {}
