"""A database that takes the place of another and lacks its last entries: everybody loads again what they show."""

import pytest
from sqlalchemy import text

from labapp.contract.facts import FactName
from labapp.extensions import db
from labapp.identity import Role
from tests.support.changes import changes_at, head, reprice_by_rest, wait_for_number
from tests.support.event_log import entries
from tests.support.lab import Lab, MakeLab
from tests.support.node import FAST_RECONNECT

LOST = 3


def lose_the_end(lab: Lab) -> None:
    """Remove the last entries, as if a copy that lagged behind had become the database."""
    with lab.app.app_context(), db.engine.begin() as connection:
        last = connection.scalar(text("SELECT value FROM event_counter")) - LOST
        for statement in (
            "DELETE FROM event_audience WHERE seq > :last",
            "DELETE FROM event_log WHERE seq > :last",
            "UPDATE event_counter SET value = :last, head_hash = (SELECT hash FROM event_log WHERE seq = :last)",
        ):
            connection.execute(text(statement), {"last": last})


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("grows", [False, True], ids=["at rest", "growing past it"])
def test_the_clients_of_all_instances_load_again(make_lab: MakeLab, kind: str, grows: bool) -> None:
    lab = make_lab(kind)
    servers = [lab.start(), lab.start()]
    admin = lab.account(Role.ADMIN)
    clients = [
        lab.connect(lab.account(Role.PATIENT), server=server, **FAST_RECONNECT) for server in servers for _ in range(2)
    ]
    reprice_by_rest(lab, admin, range(1, 6))
    for client in clients:
        wait_for_number(client, 5)
    before = head(lab).epoch
    marks = [len(client) for client in clients]
    lose_the_end(lab)
    if grows:
        # Numbers that were delivered, now of other changes.
        reprice_by_rest(lab, admin, range(10, 10 + 2 * LOST))
    for client, mark in zip(clients, marks, strict=True):
        assert client.wait_for("replay:complete", since=mark, timeout=20).body["truncated"] is True
    # One instance renewed the epoch, once.
    after = head(lab)
    assert after.epoch != before
    assert {client.events("connected")[-1].body["epoch"] for client in clients} == {after.epoch}
    with lab.app.app_context():
        renewals = [entry for entry in entries() if entry.name == FactName.AUDIT_EPOCH_RENEWED]
    assert [entry.after for entry in renewals] == [{"epoch": after.epoch}]
    marks = [len(client) for client in clients]
    reprice_by_rest(lab, admin, range(1, 4))
    last = head(lab)
    assert last.epoch == after.epoch
    for client, mark in zip(clients, marks, strict=True):
        client.wait_for("catalog:update", lambda one: one.body["eventId"] == last.seq, since=mark)
        assert changes_at(client, since=mark) == list(range(after.seq + 1, last.seq + 1))
