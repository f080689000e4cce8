"""From memory or from the database: what a client that comes back receives is the same, packet by packet."""

import json
import random
import re
import time
from contextlib import closing
from typing import Any

import pytest
import requests

from labapp.events import log
from labapp.identity import Role
from labapp.models import User
from labapp.services import erasure, users
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import open_session
from tests.support.appointments import insert_catalogue
from tests.support.changes import head, reprice, reprice_by_rest
from tests.support.histories import History, new_history
from tests.support.lab import Lab, MakeLab
from tests.support.raw import RawSocket
from tests.support.rest_steps import book_appointment
from tests.support.server import Server

LIMIT = 25
Packets = list[str]


def received(server: Server, token: str, auth: dict[str, Any]) -> Packets:
    """Connect as a client that comes back; return all packets up to the end of the replay, without random ids."""
    with RawSocket(server.port) as socket:
        answer = json.loads(socket.join(token, **auth).removeprefix("40/events,"))
        kept = answer["pid"] == auth.get("pid")
        return [f"pid kept: {kept}", *socket.until("replay:complete")]


def caught_up(lab: Lab, server: Server, token: str) -> None:
    """Wait until the tail of a server has reached the head of the log."""
    last = head(lab).seq
    deadline = time.monotonic() + 20
    while True:
        with RawSocket(server.port) as socket:
            socket.join(token)
            connected = json.loads(socket.until("connected")[-1].removeprefix("42/events,"))[1]
        if connected["lastEventId"] >= last:
            return
        assert time.monotonic() < deadline, "the tail did not read the log"


def replays(server: Server) -> dict[str, int]:
    """Return how many gaps the server has found, by source."""
    text = requests.get(f"{server.url}/metrics", timeout=10).text
    found: dict[str, int] = {}
    for source, count in re.findall(r'lab_replays_total\{outcome="\w+",source="(\w+)"\} (\d+)', text):
        found[source] = found.get(source, 0) + int(count)
    return found


def random_actions(rng: random.Random, count: int) -> list[tuple[Any, ...]]:
    """Return a random history; most of it is small changes, and a person is erased now and then."""
    roles = [*Role, None]
    actions: list[tuple[Any, ...]] = []
    for _ in range(count):
        made: dict[str, tuple[Any, ...]] = {
            "book": (rng.randrange(2), rng.randrange(2, 4)),
            "reassign": (rng.randrange(4), rng.choice([None, 2, 3])),
            "change_role": (rng.randrange(5), rng.choice(list(Role))),
            "change_name": (rng.randrange(5), rng.choice("abc")),
            "order": (rng.randrange(4), 0),
            "release": (rng.randrange(4), 0),
            "send": (rng.choice(roles), 0),
            "reprice": (0, 0),
            "erase": (rng.randrange(2),),
        }
        name = rng.choices(list(made), weights=[4, 2, 1, 2, 3, 2, 3, 3, 0.4])[0]
        actions.append((name, *made[name]))
    return actions


def tokens_of(lab: Lab, history: History) -> dict[int, str]:
    """Return a token of a new session of each account that still has one: a changed role ends the others."""
    with lab.app.app_context():
        with reading() as session:
            people = [session.get_one(User, account.id) for account in [history.admin, *history.people]]
        return {user.id: open_session(user.id) for user in people if user.active}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_source_gives_the_same_packets(make_lab: MakeLab, kind: str) -> None:
    lab = make_lab(kind, REPLAY_LIMIT=str(LIMIT))
    with lab.app.app_context():
        offer = insert_catalogue()
    memory, database, little = (lab.start(REPLAY_MEMORY_MB=size) for size in ("16", "0", "0.02"))
    servers = (memory, database, little)
    outcomes: set[str] = set()
    for seed in range(5):
        rng = random.Random(seed)
        with lab.app.app_context():
            history = new_history(offer)
            first = head(lab)
            history.apply(random_actions(rng, 30))
        tokens = tokens_of(lab, history)
        for server in servers:
            caught_up(lab, server, tokens[history.admin.id])
        last = head(lab).seq
        for token in tokens.values():
            for after in {first.seq, last, rng.randint(first.seq, last), rng.randint(max(first.seq, last - 12), last)}:
                auth: dict[str, Any] = {"lastEventId": after, "epoch": first.epoch}
                if rng.random() < 0.5:
                    auth = {"pid": f"{first.epoch}.aa", "offset": str(after)}
                if rng.random() < 0.3:
                    auth |= {"recovery": False}
                reference = received(database, token, auth)
                assert received(memory, token, auth) == reference, (seed, after)
                assert received(little, token, auth) == reference, (seed, after)
                outcomes.add(reference[-1].split('"truncated":')[1])
    assert len(outcomes) == 2, "gaps that are replayed, and gaps that are not"
    assert replays(memory).get("ring", 0) > 50
    assert replays(database)["database"] > 50
    assert min(replays(little).values()) > 5


def test_nothing_that_was_erased_comes_from_memory(lab: Lab) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    caught_up(lab, lab.server, admin.token)
    start = head(lab)
    with lab.app.app_context():
        users.update(patient.id, values={"name": "Nombre Secreto"}, by=admin.identity)
    caught_up(lab, lab.server, admin.token)
    claim = {"lastEventId": start.seq, "epoch": start.epoch}
    assert "Nombre Secreto" in "".join(received(lab.server, admin.token, claim))
    with lab.app.app_context():
        erasure.erase(patient.id, by=None)
    caught_up(lab, lab.server, admin.token)
    packets = received(lab.server, admin.token, claim)
    assert "Nombre Secreto" not in "".join(packets)
    assert '"truncated":true' in packets[-1]


def test_a_right_that_ends_while_clients_are_away(lab: Lab) -> None:
    """The rights are those of now, although the entries were read before."""
    admin, patient, doctor = lab.account(Role.ADMIN), lab.account(Role.PATIENT), lab.account(Role.DOCTOR)
    rest, start = lab.api(admin), head(lab)
    visit = book_appointment(
        rest, patientId=patient.id, doctorId=doctor.id, scheduledAt="2031-03-03T10:00:00Z", packageIds=[]
    )
    claim = {"lastEventId": start.seq, "epoch": start.epoch}
    caught_up(lab, lab.server, admin.token)
    assert '"count":1' in received(lab.server, doctor.token, claim)[-1]
    rest.patch(f"/api/admin/appointments/{visit['id']}", {"doctorId": None})
    # At once: the rights come from the record, not from the tail.
    assert '"count":0' in received(lab.server, doctor.token, claim)[-1]


def test_a_new_epoch_ends_the_memory_of_a_running_server(make_lab: MakeLab) -> None:
    lab = make_lab("sqlite")
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    start = head(lab)
    reprice_by_rest(lab, admin, range(1, 4))
    caught_up(lab, lab.server, patient.token)
    claim = {"lastEventId": start.seq, "epoch": start.epoch}
    assert '"count":3' in received(lab.server, patient.token, claim)[-1]
    with RawSocket(lab.server.port) as watcher:
        watcher.join(patient.token)
        watcher.until("connected")
        with lab.app.app_context(), unit_of_work() as work:
            epoch = log.renew_epoch(work.connection)
        # Those who are connected come back, and learn that they must reload.
        watcher.until_closed()
    assert '"truncated":true' in received(lab.server, patient.token, claim)[-1]
    reprice_by_rest(lab, admin, range(1, 2))
    caught_up(lab, lab.server, patient.token)
    anew = {"lastEventId": start.seq + 3, "epoch": epoch}
    assert '"count":1' in received(lab.server, patient.token, anew)[-1]


def test_many_come_back_at_once_while_changes_go_on(lab: Lab) -> None:
    """Some finish between two batches, some with a change in between; none misses or doubles an event."""
    admin = lab.account(Role.ADMIN)
    patients = [lab.account(Role.PATIENT) for _ in range(3)]
    start = head(lab)
    reprice_by_rest(lab, admin, range(1, 31))
    sockets: list[RawSocket] = []
    for number in range(24):
        socket = RawSocket(lab.server.port)
        socket.send(
            "40/events,"
            + json.dumps({"token": patients[number % 3].token, "lastEventId": start.seq + number, "epoch": start.epoch})
        )
        sockets.append(socket)
        if number % 4 == 0:
            reprice(lab, admin, range(1, 3))
    reprice_by_rest(lab, admin, range(31, 32))
    last = head(lab).seq
    for number, socket in enumerate(sockets):
        with closing(socket.ws):
            numbers: list[int] = []
            while not numbers or numbers[-1] < last:
                packet = socket.read()
                if packet.startswith('42/events,["catalog:update"'):
                    numbers.append(json.loads(packet.removeprefix("42/events,"))[1]["eventId"])
            assert numbers == list(range(start.seq + number + 1, last + 1))
