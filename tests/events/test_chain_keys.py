"""The key of the hash chain: what control of the database alone cannot forge, the change-over, and rotation."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from labapp.config import current_settings
from labapp.contract.facts import FactName
from labapp.events import chain, log
from labapp.events.chain import GENESIS, chain_hash
from labapp.events.keys import Keyring, UnknownKey, keyring
from labapp.events.log import Fact
from labapp.models import EventCounter, EventEntry
from labapp.unit_of_work import reading, unit_of_work
from tests.support.command import SECRETS
from tests.support.databases import writing
from tests.support.event_log import append_without_key, entries, record

OLD, NEW, NEWEST = SECRETS["AUDIT_KEY"], "b" * 32, "c" * 32


def note(number: int) -> None:
    record(*(Fact(FactName.EXAM_UPDATED, n, after={"n": n, "text": "Ñandú"}) for n in range(number)))


def without_key(number: int) -> None:
    with writing() as session:
        append_without_key(session, number)


def forge(session: Session, seq: int, key: Any = None) -> None:
    """Rewrite an entry, and all hashes from it on, as far as control of the database and of ``key`` goes."""
    session.execute(update(EventEntry).where(EventEntry.seq == seq).values(entity_id=666))
    previous = session.scalar(select(EventEntry.hash).where(EventEntry.seq == seq - 1)) or GENESIS
    rows = session.execute(select(EventEntry.__table__).where(EventEntry.seq >= seq).order_by(EventEntry.seq)).all()
    for row in rows:
        entry = dict(row._mapping) | {"previous_hash": previous}
        entry["hash"] = previous = chain_hash(entry, key)
        session.execute(
            update(EventEntry)
            .where(EventEntry.seq == entry["seq"])
            .values(previous_hash=entry["previous_hash"], hash=entry["hash"])
        )
    session.execute(update(EventCounter).values(head_hash=previous))


def verify() -> chain.ChainVerification:
    with reading() as session:
        return chain.verify(session)


def first_altered() -> int | None:
    return verify().altered


def install() -> int | None:
    with unit_of_work() as work:
        return log.install_key(work.connection)


def rotate(app: Flask, current: str, *previous: str) -> None:
    settings = current_settings()
    app.config["LAB_SETTINGS"] = settings.model_copy(update={"audit_key": current, "audit_key_previous": previous})


def test_a_new_log_has_a_key_from_its_first_entry_on(app: Flask) -> None:
    assert verify().current_key
    note(3)
    note(2)
    found = verify()
    assert (found.last, found.altered, found.keyed_from, found.current_key) == (5, None, 1, True)
    with reading() as session:
        assert chain.first_altered(session, Keyring(OLD)) is None


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_chain_that_was_recomputed_without_the_key_is_found(app: Flask, seq: int) -> None:
    note(5)
    with writing() as session:
        forge(session, seq)
    assert first_altered() == seq


def test_a_log_without_a_key_continues_without_until_one_is_installed(app: Flask) -> None:
    without_key(3)
    note(2)
    found = verify()
    assert (found.altered, found.keyed_from, found.current_key) == (None, None, False)
    head = entries()[-1].hash
    assert install() == 6
    assert install() is None
    note(2)
    found = verify()
    assert (found.last, found.altered, found.keyed_from, found.current_key) == (8, None, 6, True)
    installed = entries()[5]
    assert (installed.name, installed.previous_hash) == ("audit.key_installed", head)
    assert installed.after == {"key": keyring().current.id}


def move_to_the_end(session: Session) -> None:
    """Remove the entry of the change-over and rewrite what was before it, so that the next entry is the first keyed."""
    session.execute(delete(EventEntry).where(EventEntry.seq >= 4))
    session.execute(update(EventCounter).values(value=3))
    forge(session, 1)


def hide(session: Session) -> None:
    """Hide the entry of the change-over among those without a key."""
    session.execute(update(EventEntry).where(EventEntry.seq == 4).values(name="exam.updated", entity_type="exam"))
    forge(session, 1)


@pytest.mark.parametrize(
    ("forgery", "expected"),
    [
        (lambda session: forge(session, 2), 4),
        (lambda session: forge(session, 4), 4),
        (lambda session: forge(session, 6), 6),
        (lambda session: session.execute(text("UPDATE event_counter SET key_id = NULL")), 7),
        # Nothing is left that says from where on there is a key, but the counter.
        (hide, 1),
        (move_to_the_end, 1),
        (lambda session: session.execute(text("DELETE FROM event_log WHERE seq = 4")), 4),
    ],
    ids=["before", "at", "after", "in the counter", "hidden", "at the end", "removed"],
)
def test_the_change_over_can_neither_be_moved_nor_undermined(
    app: Flask, forgery: Callable[[Session], None], expected: int
) -> None:
    without_key(3)
    install()
    note(2)
    with writing() as session:
        session.execute(text("DELETE FROM event_audience"))
        forgery(session)
    assert first_altered() == expected
    # The application does not confirm the forgery by its next entry.
    note(1)
    assert first_altered() == expected


def test_a_log_whose_key_was_stripped_is_not_taken_for_intact(app: Flask) -> None:
    without_key(2)
    install()
    note(3)
    with writing() as session:
        session.execute(text("DELETE FROM event_audience"))
        session.execute(text("DELETE FROM event_log WHERE seq = 3"))
        session.execute(text("UPDATE event_log SET seq = seq - 1 WHERE seq > 3"))
        session.execute(text("UPDATE event_counter SET value = 5, key_id = NULL"))
        forge(session, 1)
    for _ in range(2):
        found = verify()
        assert (found.altered, found.keyed_from, found.current_key) == (None, None, False)
        note(1)


def test_rotation(app: Flask) -> None:
    note(2)
    rotate(app, NEW, OLD)
    # The old key is used until the new one is installed.
    note(1)
    found = verify()
    assert (found.altered, found.current_key) == (None, False)
    assert install() == 4
    note(1)
    rotate(app, NEWEST, NEW, OLD)
    assert install() == 6
    note(1)
    found = verify()
    assert (found.last, found.altered, found.keyed_from, found.current_key) == (7, None, 1, True)
    assert [part.first for part in found.ranges] == [1, 4, 6]


@pytest.mark.parametrize("lost", [[3], [5], [7], [3, 5], [5, 7], [3, 5, 7]])
def test_a_missing_change_over_is_named(app: Flask, lost: list[int]) -> None:
    without_key(2)
    install()
    note(1)
    rotate(app, NEW, OLD)
    install()
    note(1)
    rotate(app, NEWEST, NEW, OLD)
    install()
    with writing() as session:
        session.execute(text("DELETE FROM event_audience"))
        session.execute(delete(EventEntry).where(EventEntry.seq.in_(lost)))
    found = verify()
    assert (found.altered, found.lost_change) == (lost[0], lost[0])
    with writing() as session:
        # What was altered before it is found all the same.
        session.execute(update(EventEntry).where(EventEntry.seq == 1).values(entity_id=666))
    assert first_altered() == 1


def test_another_missing_entry_is_no_change_over(app: Flask) -> None:
    without_key(2)
    install()
    note(4)
    with writing() as session:
        session.execute(text("DELETE FROM event_audience"))
        session.execute(delete(EventEntry).where(EventEntry.seq == 5))
    found = verify()
    assert (found.altered, found.lost_change) == (5, None)


def test_an_earlier_key_in_the_wrong_hands_rewrites_nothing(app: Flask) -> None:
    note(2)
    rotate(app, NEW, OLD)
    install()
    note(2)
    leaked = Keyring(NEW, [OLD]).find(Keyring(OLD).current.id)
    assert leaked is not None
    with writing() as session:
        forge(session, 2, leaked)
    assert first_altered() == 3
    # Back to the earlier key, as if it had been installed after the newer one.
    with writing() as session:
        back = {"key": leaked.id}
        installed = {"name": "audit.key_installed", "entity_type": "audit", "after": back}
        session.execute(update(EventEntry).where(EventEntry.seq == 5).values(installed))
        session.execute(update(EventCounter).values(key_id=leaked.id))
        forge(session, 5, leaked)
    with reading() as session:
        assert chain.begin(session).misplaced == 5


def test_a_missing_key_is_named_and_nothing_is_written_with_another(app: Flask) -> None:
    note(2)
    key = keyring().current.id
    rotate(app, NEW)
    with reading() as session, pytest.raises(UnknownKey) as missing:
        chain.begin(session)
    assert missing.value.key_id == key
    for write in (lambda: note(1), install):
        with pytest.raises(UnknownKey):
            write()
    assert len(entries()) == 2
    with unit_of_work() as work:
        assert log.install_key(work.connection, previous_lost=True) == 3
    note(1)
    with pytest.raises(UnknownKey):
        verify()
    rotate(app, NEW, OLD)
    found = verify()
    assert (found.altered, found.current_key) == (None, True)


def install_forged(after: Any) -> None:
    with writing() as session:
        installed = {"name": "audit.key_installed", "entity_type": "audit", "after": after}
        session.execute(update(EventEntry).where(EventEntry.seq == 2).values(installed))
        forge(session, 2)


@pytest.mark.parametrize("after", [None, [], {}, {"key": None}, "text"])
def test_an_installation_without_a_key_is_refused(app: Flask, after: Any) -> None:
    note(2)
    install_forged(after)
    assert first_altered() == 1


@pytest.mark.parametrize("key", [1, ["x"], "x"])
def test_an_installation_of_an_unknown_key_is_named(app: Flask, key: Any) -> None:
    note(2)
    install_forged({"key": key})
    with pytest.raises(UnknownKey) as unknown:
        first_altered()
    assert unknown.value.key_id == str(key)
