"""Everything about one person that the person may see, read in one transaction, in chunks."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TypeVar

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from labapp.contract.base import View
from labapp.contract.facts import READINGS, FactName
from labapp.contract.inbox import NoticeView
from labapp.contract.own_data import (
    ExportedAccount,
    ExportedAppointment,
    ExportedEvent,
    ExportedResult,
    ExportedSession,
)
from labapp.contract.results import AccessView
from labapp.contract.second_factors import SecondFactorView
from labapp.errors import NotFound
from labapp.eventloop import checkpoint
from labapp.files.pdf import safe_name
from labapp.identity import Identity, Role
from labapp.models import Appointment, AuthSession, EventEntry, Exam, Package, Result, ResultFile, SecondFactor, User
from labapp.policy.visibility import events_as_party, visible_to
from labapp.queries import access_log, inbox

# Takes a few milliseconds to read and to encode.
_CHUNK = 50
# Failed attempts may be somebody else's.
_NOT_THEIRS = (*READINGS, FactName.SESSION_REFUSED, FactName.SESSION_ATTACKED)
# Recorded before there is an acting user: the address is that of the person.
_SELF_MADE = frozenset({FactName.SESSION_OPENED, FactName.USER_CREATED})
# Other events of a doctor are about patients.
_OF_ANY_ROLE = ("user:update", "system:message")

Row = TypeVar("Row")


def _as_patient(user_id: int) -> Identity:
    """Return the identity whose rights decide on records: people keep their own data when their role changes."""
    return Identity(user_id, Role.PATIENT, session_id="", expires_at=0)


class OwnData:
    """The data of one account, as ``session`` sees it; the caller gives a session with one snapshot.

    The iterators yield views in chunks, with a checkpoint after each. Raises NotFound for no such account.
    """

    def __init__(self, session: Session, user_id: int) -> None:
        found = session.get(User, user_id)
        if found is None or found.deleted_at is not None:
            raise NotFound()
        self.user = found
        self._session = session
        self._patient = _as_patient(user_id)

    def _chunks(self, query: Select[*tuple[Row, ...]]) -> Iterator[list[Row]]:
        rows = self._session.scalars(query.execution_options(yield_per=_CHUNK))
        for part in rows.partitions():
            yield list(part)
            checkpoint()

    def account(self) -> ExportedAccount:
        """Return the account."""
        return ExportedAccount.model_validate(self.user)

    def appointments(self) -> Iterator[list[View]]:
        """Yield the appointments of the person as a patient, oldest first."""
        # The catalogue is small beside what refers to it.
        exams = {row.id: row.name for row in self._session.execute(select(Exam.id, Exam.name))}
        packages = {row.id: row.name for row in self._session.execute(select(Package.id, Package.name))}
        query = select(Appointment).where(visible_to(self._patient, Appointment)).order_by(Appointment.id)
        for part in self._chunks(query.options(joinedload(Appointment.location))):
            yield [_appointment(row, exams, packages) for row in part]

    def results(self) -> Iterator[list[View]]:
        """Yield the results that the person may see as a patient, oldest first."""
        query = select(Result).where(visible_to(self._patient, Result)).order_by(Result.id)
        for part in self._chunks(query):
            names = (file_name_of(row) if row.has_file else None for row in part)
            yield [
                ExportedResult.model_validate({**_values(row, ExportedResult, "file"), "file": name})
                for row, name in zip(part, names, strict=True)
            ]

    def inbox(self) -> Iterator[list[View]]:
        """Yield the notices of the inbox, oldest first."""
        by = Identity(self.user.id, Role(self.user.role), session_id="", expires_at=0)
        query = inbox.addressed_to(by, self.user).order_by(EventEntry.seq)
        if by.role is not Role.PATIENT:
            query = query.where(EventEntry.event.in_(_OF_ANY_ROLE))
        for part in self._chunks(query):
            yield [NoticeView.model_validate(inbox.notice_of(row, by, self.user)) for row in part]

    def sessions(self) -> Iterator[list[View]]:
        """Yield the sessions, oldest first."""
        query = select(AuthSession).where(AuthSession.user_id == self.user.id)
        for part in self._chunks(query.order_by(AuthSession.created_at, AuthSession.id)):
            yield [ExportedSession.model_validate(row) for row in part]

    def second_factors(self) -> Iterator[list[View]]:
        """Yield the second factors, without their secrets, oldest first."""
        query = select(SecondFactor).where(SecondFactor.user_id == self.user.id).order_by(SecondFactor.id)
        for part in self._chunks(query):
            yield [SecondFactorView.model_validate(row) for row in part]

    def accesses(self) -> Iterator[list[View]]:
        """Yield the readings of the results by others, oldest first."""
        query = access_log.of_patient(self.user.id).order_by(EventEntry.seq)
        rows = self._session.execute(query.execution_options(yield_per=_CHUNK))
        for part in rows.partitions():
            yield [AccessView.model_validate(asdict(access_log.access_of(*row))) for row in part]
            checkpoint()

    def events(self) -> Iterator[list[View]]:
        """Yield the entries about the account, its appointments and its results, oldest first."""
        of_account = and_(
            EventEntry.entity_type.in_(("user", "session")),
            EventEntry.entity_id == self.user.id,
            EventEntry.name.not_in(_NOT_THEIRS),
        )
        of_records = and_(EventEntry.event.is_not(None), events_as_party(self._patient))
        query = select(EventEntry).where(or_(of_account, of_records)).order_by(EventEntry.seq)
        for part in self._chunks(query):
            yield [self._event(row) for row in part]

    def _event(self, row: EventEntry) -> ExportedEvent:
        is_self_made = row.user_id is None and row.name in _SELF_MADE and row.address is not None
        by_you = row.user_id == self.user.id or is_self_made
        return ExportedEvent(
            event_id=row.seq,
            at=row.created_at,
            name=row.name,
            entity_type=row.entity_type,
            entity_id=row.entity_id,
            by_you=by_you,
            address=row.address if by_you else None,
            event=row.event,
            payload=row.payload,
        )

    def files(self) -> list[Result]:
        """Return the results whose files belong to the export."""
        query = select(Result).where(visible_to(self._patient, Result), Result.sha256.is_not(None)).order_by(Result.id)
        return list(self._session.scalars(query))


def file_of(session: Session, result_id: int, user_id: int) -> bytes | None:
    """Return the file of a result of a person, or None where the person may not see it (any more)."""
    visible = visible_to(_as_patient(user_id), Result)
    query = select(ResultFile.content).join(Result, Result.id == ResultFile.result_id)
    return session.scalar(query.where(Result.id == result_id, visible))


def file_name_of(row: Result) -> str:
    """Return the name of the file of a result in an export; unique by the id of the result."""
    return f"resultados/{row.id}-{safe_name(row.exam_name)}"


def _values(row: object, view: type[View], *more: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in view.model_fields if name not in more}


def _appointment(row: Appointment, exams: dict[int, str], packages: dict[int, str]) -> ExportedAppointment:
    names = {
        "location_name": row.location.name,
        "exam_names": [exams[exam_id] for exam_id in row.exam_ids],
        "package_names": [packages[package_id] for package_id in row.package_ids],
    }
    return ExportedAppointment.model_validate(_values(row, ExportedAppointment, *names) | names)
