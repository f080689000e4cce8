"""Reconnecting clients: a complete replay, in order and without duplicates, or the instruction to reload."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from labapp.clock import now
from labapp.extensions import db
from labapp.identity import Role
from tests.support.changes import (
    assert_ordered_and_once,
    body_of,
    changes_at,
    head,
    reprice,
    reprice_by_rest,
    settled,
    wait_for_number,
)
from tests.support.lab import Lab, MakeLab
from tests.support.node import FAST_RECONNECT, NodeClient

CHANGES = 500


@contextlib.contextmanager
def away(client: NodeClient) -> Iterator[int]:
    """Cut the client's connection and let it reconnect only after the block; yield the length of its inbox."""
    since = len(client)
    client.cut()
    client.wait_for("disconnect", since=since)
    yield since


@pytest.mark.parametrize("seen_before", [True, False], ids=["had seen events", "had seen none"])
def test_five_hundred_changes_while_the_line_is_cut(lab: Lab, seen_before: bool) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    # Long enough to commit before they reconnect; the block below checks that they had not.
    slowly = {"reconnectionDelay": 4000, "randomizationFactor": 0}
    clients = [lab.connect(patient, **slowly), lab.connect(admin, **slowly)]
    if seen_before:
        reprice_by_rest(lab, admin, range(1, 4))
        for client in clients:
            wait_for_number(client, head(lab).seq)
    before = head(lab).seq
    marks = []
    for client in clients:
        marks.append(len(client))
        client.cut()
        client.wait_for("disconnect", since=marks[-1])
    reprice_by_rest(lab, admin, range(1, CHANGES + 1))
    for client, mark in zip(clients, marks, strict=True):
        assert client.events("connect", since=mark) == [], "it was back before the changes were committed"
    for client, mark in zip(clients, marks, strict=True):
        done = client.wait_for("replay:complete", since=mark, timeout=20)
        expected = {"fromEventId": before, "toEventId": before + CHANGES, "count": CHANGES, "truncated": False}
        assert done.body == expected
        assert client.events("connect", since=mark)[0].body["recovered"] is True
        assert client.events("connected", since=mark)[0].body["recovered"] is True
    reprice_by_rest(lab, admin, range(CHANGES + 1, CHANGES + 3))
    patient_client, admin_client = clients
    for client, mark in zip(clients, marks, strict=True):
        wait_for_number(client, before + CHANGES + 2)
        # Replayed, then live, without a gap or a duplicate between the two.
        assert changes_at(client, since=mark) == list(range(before + 1, before + CHANGES + 3))
        assert_ordered_and_once(client)
    assert changes_at(admin_client, "admin:event", since=marks[1]) == list(range(before + 1, before + CHANGES + 3))
    assert patient_client.events("admin:event") == []


def test_a_client_comes_back_while_changes_go_on(lab: Lab) -> None:
    """Clients reach the transition from replay to live delivery at different moments."""
    admin = lab.account(Role.ADMIN)
    watchers = [lab.connect(lab.account(Role.PATIENT), **FAST_RECONNECT) for _ in range(6)]
    before = head(lab).seq
    for number in range(30):
        watchers[number % len(watchers)].cut()
        reprice_by_rest(lab, admin, range(1, 6))
    last = before + 30 * 5
    for watcher in watchers:
        wait_for_number(watcher, last)
        assert changes_at(watcher) == list(range(before + 1, last + 1))
        assert all(connect.body["recovered"] for connect in watcher.events("connect")[1:])


def test_a_reloaded_page_says_its_last_number(lab: Lab) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    start = head(lab)
    with settled(lab):
        reprice_by_rest(lab, admin, range(1, 8))
    auth = {"token": patient.token, "lastEventId": start.seq, "epoch": start.epoch}
    client = lab.open(auth=auth)
    done = client.wait_for("replay:complete").body
    assert done == {"fromEventId": start.seq, "toEventId": start.seq + 7, "count": 7, "truncated": False}
    assert changes_at(client) == list(range(start.seq + 1, start.seq + 8))
    # A reload creates a new client, which has no state to recover.
    assert [received.event for received in client.events()][:2] == ["connect", "connected"]
    assert client.connected()["recovered"] is True


def test_python_recovers_by_number_and_its_handlers_get_one_argument(lab: Lab) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    start = head(lab)
    reprice_by_rest(lab, admin, range(1, 4))
    client = lab.connect_python(patient, lastEventId=start.seq, epoch=start.epoch)
    client.wait_for("replay:complete")
    reprice_by_rest(lab, admin, range(1, 2))
    client.wait_for("catalog:update", lambda received: received.body["eventId"] == start.seq + 4)
    assert [r.body["eventId"] for r in client.events("catalog:update")] == list(range(start.seq + 1, start.seq + 5))
    assert {len(r.args) for r in client.events() if r.event not in ("connect", "disconnect")} == {1}


def test_what_a_patient_missed_of_another_patient_is_not_replayed(lab: Lab) -> None:
    admin = lab.account(Role.ADMIN)
    patient, other = lab.account(Role.PATIENT), lab.account(Role.PATIENT)
    start = head(lab)
    with settled(lab):
        lab.api(admin).patch(f"/api/admin/users/{patient.id}", {"name": "Nombre Nuevo"})
        lab.api(admin).post("/api/admin/messages", {"type": "info", "message": "a", "targetRole": "Medico"})
        lab.api(admin).post("/api/admin/messages", {"type": "info", "message": "b", "targetRole": "Paciente"})
    expected = {patient: ["user:update", "system:message"], other: ["system:message"]}
    for account, events in expected.items():
        auth = {"token": account.token, "lastEventId": start.seq, "epoch": start.epoch}
        client = lab.open(auth=auth)
        assert client.wait_for("replay:complete").body["count"] == len(events)
        numbered = [r.event for r in client.events() if "eventId" in body_of(r)]
        assert numbered == events


SENSELESS: dict[str, dict[str, Any]] = {
    "another epoch": {"lastEventId": 0, "epoch": "00000000-0000-4000-8000-000000000000"},
    "no epoch": {"lastEventId": 0},
    "ahead of the log": {"lastEventId": 10**9},
    "negative": {"lastEventId": -1},
    "huge": {"lastEventId": 10**30},
    "a fraction": {"lastEventId": 1.5},
    "a flag": {"lastEventId": True},
    "a list": {"lastEventId": [1]},
    "an object": {"lastEventId": {"a": 1}},
    "not a number": {"lastEventId": "abc"},
    "code": {"lastEventId": "1; DROP TABLE event_log"},
    "other digits": {"lastEventId": "١٢"},
    "garbage pid": {"pid": "garbage", "offset": "1"},
    "pid of another epoch": {"pid": "00000000-0000-4000-8000-000000000000.aa", "offset": "1"},
    "pid that is no text": {"pid": {"a": 1}, "offset": "1"},
    "long pid": {"pid": "x" * 5000, "offset": "1"},
    "offset that is no text": {"pid": "garbage", "offset": ["1"]},
    "pid without an offset": {"pid": "garbage"},
}


@pytest.mark.parametrize("claim", SENSELESS.values(), ids=SENSELESS.keys())
def test_a_claim_that_makes_no_sense_is_answered_with_reload(lab: Lab, claim: dict[str, Any]) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    with settled(lab):
        reprice_by_rest(lab, admin, range(1, 4))
    if "lastEventId" in claim and "epoch" not in claim and claim != SENSELESS["no epoch"]:
        claim = claim | {"epoch": head(lab).epoch}
    client = lab.open(auth={"token": patient.token} | claim)
    complete = client.wait_for("replay:complete").body
    assert complete["truncated"] is True
    assert complete["count"] == 0
    assert client.connected()["recovered"] is False
    assert client.events("connect")[0].body["recovered"] is False
    reprice_by_rest(lab, admin, range(1, 2))
    wait_for_number(client, head(lab).seq)
    # No partial replay: the first event is a live one.
    assert changes_at(client) == [head(lab).seq]
    assert client.events("connect_error") == []


def test_a_gap_above_the_limit_is_not_replayed_in_part(lab: Lab) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    start = head(lab)
    with settled(lab):
        for _ in range(2):
            reprice(lab, admin, range(1, 501))
    at_the_limit = lab.open(auth={"token": patient.token, "lastEventId": start.seq, "epoch": start.epoch})
    assert at_the_limit.wait_for("replay:complete", timeout=20).body["count"] == 1000
    with settled(lab):
        reprice(lab, admin, range(1, 2))
    above = lab.open(auth={"token": patient.token, "lastEventId": start.seq, "epoch": start.epoch})
    complete = above.wait_for("replay:complete").body
    assert (complete["truncated"], complete["count"]) == (True, 0)
    assert changes_at(above) == []


@pytest.mark.parametrize("memory", ["16", "0"], ids=["from memory", "from the database"])
def test_a_gap_older_than_the_retention_is_not_replayed(make_lab: MakeLab, memory: str) -> None:
    lab = make_lab("sqlite", EVENT_RETENTION_DAYS="3", REPLAY_MEMORY_MB=memory)
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    start = head(lab)
    reprice(lab, admin, range(1, 6))
    old = now() - timedelta(days=3, minutes=1)
    with lab.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE event_log SET created_at = :old WHERE seq <= 2"), {"old": old.isoformat(" ")})
    truncated = []
    for seq in (start.seq, start.seq + 1, start.seq + 2, start.seq + 3):
        client = lab.open(auth={"token": patient.token, "lastEventId": seq, "epoch": start.epoch})
        truncated.append(client.wait_for("replay:complete").body["truncated"])
        assert changes_at(client) == ([] if truncated[-1] else list(range(seq + 1, start.seq + 6)))
    assert truncated == [True, True, False, False]


def test_a_restored_database_is_another_life(make_lab: MakeLab) -> None:
    """The client's number is plausible but belongs to a former epoch."""
    lab = make_lab("sqlite")
    server = lab.start()
    admin = lab.account(Role.ADMIN)
    client = lab.connect(lab.account(Role.PATIENT), **FAST_RECONNECT)
    reprice(lab, admin, range(1, 6))
    wait_for_number(client, 5)
    server.kill9()
    with lab.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE event_counter SET epoch = 'another-life'"))
    since = len(client)
    server.restart()
    assert client.wait_for("replay:complete", since=since, timeout=20).body["truncated"] is True
    assert client.events("connect", since=since)[0].body["recovered"] is False
    # It adopts the new epoch, and recovers within it.
    with away(client) as since:
        pass
    assert client.wait_for("connect", since=since).body["recovered"] is True
