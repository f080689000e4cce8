"""The memory of live sessions saves statements, and no right outlives its end by it."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from labapp import services
from labapp.auth.session_memory import LiveSession, SessionMemory, session_memory
from labapp.auth.tokens import authenticate
from labapp.clock import now
from labapp.errors import Unauthorized
from labapp.events.tail import Tail
from labapp.identity import Role, SessionKind
from labapp.models import AuthSession
from labapp.unit_of_work import unit_of_work
from tests.support.accounts import Account
from tests.support.event_log import entries, statements
from tests.support.lab import MakeLab


@pytest.fixture
def database_kind() -> str:
    """What is under test does not depend on the database."""
    return "sqlite"


@pytest.fixture
def memory(app: Flask) -> SessionMemory:
    """The memory of the app, which is trusted as in a process whose tail has just read the log."""
    found = session_memory(app)
    found.trust(lambda: True)
    return found


def test_the_database_is_asked_once(app: Flask, memory: SessionMemory, patient: Account) -> None:
    with statements() as seen:
        first = authenticate(patient.token)
    assert len(seen) == 1
    with statements() as seen:
        assert authenticate(patient.token) == first
    assert seen == []


def test_without_a_tail_the_database_is_always_asked(app: Flask, patient: Account) -> None:
    for _ in range(2):
        with statements() as seen:
            authenticate(patient.token)
        assert len(seen) == 1
    tail = Tail(app)
    session_memory(app).trust(tail.follows)
    authenticate(patient.token)
    tail.start()
    for count in (1, 0):
        with statements() as seen:
            authenticate(patient.token)
        # The tail reads on its own.
        assert len([one for one in seen if "auth_session" in one]) == count
    tail.read_at -= 2
    with statements() as seen:
        authenticate(patient.token)
    assert len([one for one in seen if "auth_session" in one]) == 1
    tail.stop()


ENDS: dict[str, Callable[[Account, Account], object]] = {
    "signed out": lambda patient, _: services.sessions.sign_out(by=patient.identity),
    "signed out everywhere": lambda patient, _: services.sessions.sign_out_everywhere(by=patient.identity),
    "deactivated": lambda patient, admin: services.users.deactivate(patient.id, by=admin.identity),
    "another role": lambda patient, admin: services.users.update(
        patient.id, values={}, role=Role.DOCTOR, by=admin.identity
    ),
    "erased": lambda patient, _: services.erasure.erase(patient.id, by=None),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
@pytest.mark.parametrize("where", ["here", "in another process"])
def test_a_right_that_ends(
    app: Flask,
    memory: SessionMemory,
    patient: Account,
    admin: Account,
    end: Callable[[Account, Account], object],
    where: str,
) -> None:
    authenticate(patient.token)
    kept = memory.find(patient.id, patient.identity.session_id)
    assert kept is not None
    end(patient, admin)
    assert memory.find(patient.id, patient.identity.session_id) is None
    if where == "in another process":
        # Where the commit was another process's, the session is still known until the entries are read.
        memory.keep(patient.identity.session_id, kept, version=memory.version)
        tail = Tail(app, on_read=memory.on_entries)
        tail.drain()
    with pytest.raises(Unauthorized):
        authenticate(patient.token)


def test_entries_end_rights_before_they_are_delivered(app: Flask, patient: Account) -> None:
    services.sessions.sign_out(by=patient.identity)
    order: list[str] = []
    tail = Tail(app, on_read=lambda read: order.extend(entry.name for entry in read))
    original = tail._send
    tail._send = lambda entry, rooms: (order.append("delivered"), original(entry, rooms))[1]  # type: ignore[method-assign]
    tail.drain()
    assert order == [*(entry.name for entry in entries()), *["delivered"] * len(entries())]


def test_a_session_that_was_extended_is_not_refused_by_memory(memory: SessionMemory, patient: Account) -> None:
    authenticate(patient.token)
    kept = memory.find(patient.id, patient.identity.session_id)
    assert kept is not None
    over = LiveSession(kept.user_id, kept.role, 0, SessionKind.APP, now() - timedelta(seconds=1), False)
    memory.keep(patient.identity.session_id, over, version=memory.version)
    assert authenticate(patient.token).session_ends_at > time.time()


def test_a_session_that_is_over_is_refused(memory: SessionMemory, patient: Account) -> None:
    authenticate(patient.token)
    with unit_of_work() as work:
        work.session.get_one(AuthSession, patient.identity.session_id).expires_at = now() - timedelta(seconds=1)
    memory.clear()
    with pytest.raises(Unauthorized):
        authenticate(patient.token)


def test_what_was_read_before_an_end_is_not_kept_after(memory: SessionMemory, patient: Account) -> None:
    version = memory.version
    authenticate(patient.token)
    kept = memory.find(patient.id, patient.identity.session_id)
    assert kept is not None
    services.sessions.sign_out(by=patient.identity)
    memory.keep(patient.identity.session_id, kept, version=version)
    assert memory.find(patient.id, patient.identity.session_id) is None


def test_the_memory_is_bounded() -> None:
    memory = SessionMemory(max_users=3)
    memory.trust(lambda: True)
    for user_id in range(1, 6):
        session = LiveSession(user_id, Role.PATIENT, 0, SessionKind.APP, now() + timedelta(days=1), False)
        memory.keep("a", session, version=memory.version)
    assert [memory.find(user_id, "a") is not None for user_id in range(1, 6)] == [False, False, True, True, True]


def test_an_end_on_one_instance_acts_on_the_other_within_a_second(make_lab: MakeLab) -> None:
    """Without Redis: the other one polls the log each second."""
    lab = make_lab("sqlite")
    first, second = lab.start_pair()
    patient = lab.account(Role.PATIENT)
    here, there = lab.api(patient, first), lab.api(patient, second)
    for api in (here, there, here, there):
        assert api.get("/api/auth/me")["id"] == patient.id
    with lab.app.app_context():
        services.sessions.sign_out(by=patient.identity)
    began = time.monotonic()
    for server in (first, second):
        while lab.api(patient, server).session.get(f"{server.url}/api/auth/me").status_code == 200:
            assert time.monotonic() - began < 2.5
            time.sleep(0.02)


def test_an_end_over_rest_acts_with_the_response(make_lab: MakeLab) -> None:
    lab = make_lab("sqlite")
    server = lab.start()
    for _ in range(5):
        patient = lab.account(Role.PATIENT)
        session = lab.api(patient).session
        for _ in range(3):
            assert session.get(f"{server.url}/api/auth/me").status_code == 200
        assert session.post(f"{server.url}/api/auth/logout").status_code < 300
        assert session.get(f"{server.url}/api/auth/me").status_code == 401
