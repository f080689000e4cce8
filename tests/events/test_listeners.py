"""The fan-out of an entry: each aggregate's own steps, in their order, each failure counted once."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from labapp import listeners
from labapp.contract.events import CatalogUpdate
from labapp.contract.facts import Aggregate, FactName
from labapp.events import signals
from labapp.events.log import Fact
from labapp.events.tail import Tail
from labapp.models import EventEntry
from labapp.realtime import realtime_of
from labapp.unit_of_work import unit_of_work
from tests.support.metrics import listener_failures


@pytest.fixture
def database_kind() -> str:
    """What is under test does not depend on the database."""
    return "sqlite"


@pytest.fixture
def tail(app: Flask) -> Tail:
    return Tail(app)


def record(entity_type: str, action: str = "updated", **after: Any) -> None:
    payload = CatalogUpdate(type="exam", action="updated", entity_id=1, timestamp="t")
    with unit_of_work(address="127.0.0.1") as work:
        work.record(Fact(FactName.of(entity_type, action), 1, payload=payload, after=after))


class Calls:
    """The steps that were taken, by the method of the realtime side that each calls."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        realtime = realtime_of(app)
        self.made: list[str] = []
        for part, method in (
            (realtime.gateway, "deliver"),
            (realtime.slot_watch, "enqueue"),
            (realtime.lifecycle, "end_session"),
            (realtime.lifecycle, "close_by_administrator"),
        ):
            monkeypatch.setattr(part, method, self._recording(method))

    def _recording(self, method: str) -> Any:
        def call(*_: Any) -> None:
            self.made.append(method)

        return call


def test_every_declared_signal_of_the_log_has_its_receiver(app: Flask) -> None:
    assert set(signals.BY_ENTITY.values()) == set(signals.CHANGED.values())
    assert set(signals.CHANGED) == set(listeners.RECEIVERS)
    for aggregate, receiver in listeners.RECEIVERS.items():
        assert list(signals.CHANGED[aggregate].receivers_for(app)) == [receiver]
        assert receiver.steps[0] is listeners.deliver


@pytest.mark.parametrize(
    ("entity_type", "action", "steps"),
    [
        ("exam", "updated", ["deliver"]),
        ("category", "updated", ["deliver"]),
        ("package", "updated", ["deliver"]),
        ("location", "updated", ["deliver", "enqueue"]),
        ("appointment", "confirmed", ["deliver", "enqueue"]),
        ("result", "released", ["deliver"]),
        ("message", "sent", ["deliver"]),
        ("user", "updated", ["deliver"]),
        ("user", "deactivated", ["deliver", "end_session"]),
        ("user", "role_changed", ["deliver", "end_session"]),
        ("user", "password_changed", ["deliver", "end_session"]),
        ("session", "opened", ["deliver"]),
        ("session", "revoked", ["deliver", "end_session"]),
        ("connection", "closed", ["deliver", "close_by_administrator"]),
        ("access", "refused", ["deliver"]),
        ("audit", "exported", ["deliver"]),
    ],
)
def test_an_aggregate_has_just_its_steps_delivery_first(
    app: Flask, tail: Tail, monkeypatch: pytest.MonkeyPatch, entity_type: str, action: str, steps: list[str]
) -> None:
    calls = Calls(app, monkeypatch)
    record(entity_type, action, session="one", sid="two")
    tail.drain()
    assert calls.made == steps


def test_an_entry_of_an_unknown_kind_is_delivered(app: Flask, tail: Tail, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls(app, monkeypatch)
    record("location")
    with unit_of_work() as work:
        work.session.execute(update(EventEntry).values(entity_type="from a later version"))
    tail.drain()
    assert calls.made == ["deliver"]


def test_a_failing_delivery_does_not_stop_the_closing_of_sockets(
    app: Flask, tail: Tail, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(app, monkeypatch)

    def fails(*_: Any) -> None:
        raise RuntimeError("delivery")

    monkeypatch.setattr(realtime_of(app).gateway, "deliver", fails)
    record("user", "deactivated")
    tail.drain()
    assert calls.made == ["end_session"]


def test_every_failure_is_counted_once_wherever_it_happened(
    app: Flask, tail: Tail, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = listener_failures()

    def fails(*_: Any) -> None:
        raise RuntimeError("step")

    def receiver(_app: Flask, *, entry: EventEntry, rooms: Any) -> None:
        raise RuntimeError("receiver")

    # A failing step, then a failing receiver, then both in turn: what one counts must not undo what the other did.
    with monkeypatch.context() as patched:
        patched.setattr(realtime_of(app).gateway, "deliver", fails)
        for _ in range(2):
            record("exam")
        tail.drain()
    with signals.CHANGED[Aggregate.CATALOG].connected_to(receiver, app):
        for _ in range(3):
            record("exam")
        tail.drain()
    with monkeypatch.context() as patched, signals.CHANGED[Aggregate.CATALOG].connected_to(receiver, app):
        patched.setattr(realtime_of(app).gateway, "deliver", fails)
        record("exam")
        tail.drain()
    assert listener_failures() - before == 7


def test_the_metric_is_exposed_as_a_counter(client: Any) -> None:
    exposed = client.get("/metrics").get_data(as_text=True)
    assert "# TYPE lab_tail_listener_failures_total counter" in exposed
