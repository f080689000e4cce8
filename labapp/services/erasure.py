"""The erasure of a patient's data (GDPR, article 17).

The account keeps a number and nothing else: its row is what visits and results refer to. What law obliges to keep,
visits and results with their files, is sealed: nobody reads it but by ``sealed_records``, and it is deleted when its
time has come. The log loses its contents about the person; that is recorded in it (``events/redaction.py``).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from labapp import queries
from labapp.auth import throttle
from labapp.clock import iso, now
from labapp.config import current_settings
from labapp.contract.erasure_facts import ErasureDetails
from labapp.contract.events import AppointmentUpdate, UserUpdate
from labapp.contract.facts import FactName
from labapp.contract.records import dump
from labapp.errors import Conflict, ErrorCode, InvalidPayload, Unavailable
from labapp.events import redaction
from labapp.events.log import Fact
from labapp.identity import Identity, Role
from labapp.locale import LOCALES, N_
from labapp.mail import letters, mail_sender_of, post
from labapp.models import (
    Appointment,
    AuthSession,
    ErasureRequest,
    OutgoingMail,
    PasskeyChallenge,
    PasswordLink,
    RecoveryCode,
    Result,
    SecondFactor,
    User,
)
from labapp.models.appointments import OPEN
from labapp.queries.appointments import ordering_doctor
from labapp.services import appointments, recent_proof
from labapp.unit_of_work import UnitOfWork, unit_of_work

# What exists only for the account. ``tests/rest/test_erasure.py`` finds tables that are missing here.
FORGOTTEN = (AuthSession, SecondFactor, RecoveryCode, PasskeyChallenge, PasswordLink, OutgoingMail)
NAME = "Persona suprimida"
_NOTICE_LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Erased:
    """An erased account: its number and new name, and what was sealed, cancelled and redacted."""

    id: int
    name: str
    sealed_appointments: int
    sealed_results: int
    cancelled_appointments: int
    redacted_entries: int


def check_patient(session: Session, user: User) -> None:
    """Raise Conflict (``not_a_patient``) for an account that works here, or did: its acts concern others."""
    if user.role != Role.PATIENT:
        raise Conflict(
            "Solo se suprimen los datos de pacientes. Las demás cuentas se desactivan.", code=ErrorCode.NOT_A_PATIENT
        )
    if queries.erasure.was_staff(session, user.id):
        raise Conflict(
            "Esta cuenta fue del personal, y la auditoría la necesita. Desactívela.", code=ErrorCode.NOT_A_PATIENT
        )


def erase(user_id: int, *, by: Identity | None, name: str | None = None, version: int | None = None) -> Erased:
    """Erase the data of a patient, which cannot be undone.

    An administrator gives the ``name`` of the account; ``by`` is None on the command line. Raises NotFound,
    InvalidPayload for another name, Conflict (``not_a_patient``, ``stale``), and ReauthenticationRequired.
    """
    with unit_of_work(by) as work:
        recent_proof.require(work)
        session = work.session
        # Before the account: who creates a result holds the lock of its visit, and needs the account.
        session.execute(select(Appointment.id).where(Appointment.patient_id == user_id).with_for_update())
        user = work.get(User, user_id, lock=True, version=version)
        check_patient(session, user)
        if by is not None and name != user.name:
            raise InvalidPayload(errors={"name": [N_("No es el nombre de esta cuenta.")]})
        email, greeting = user.email, user.name
        entries = queries.erasure.personal_entries(session, user)
        _forget(session, user)
        session.flush()
        cancelled, sealed = _seal_visits(work, user)
        results = _seal_results(session, user)
        session.flush()
        redaction.lock(session)
        # Once more, with what was added until the log was locked.
        entries = sorted({*entries, *queries.erasure.entries_about(session, user.id)})
        redactions = list(redaction.redact(session, entries, user_id=user.id))
        done = Erased(user.id, user.name, sealed, results, cancelled, sum(map(_count, redactions)))
        # First, so that the sockets of the person are closed before the rest.
        work.facts[:0] = [_fact(user, done)]
        work.record(*redactions)
        _send_notice(work, user.id, email, greeting)
    throttle.forget(email)
    return done


def _send_notice(work: UnitOfWork, number: int, email: str, name: str) -> None:
    """Have the person told, by the last mail, unless too many mails wait; the staff have the number as well."""
    if not mail_sender_of(current_app).enabled:
        return
    years = current_settings().record_retention_years
    content = letters.erased_content(to=email, name=name, number=number, years=years, locale=LOCALES[0])
    with suppress(Unavailable):
        post(work, letters.ERASED, content, expires_at=now() + _NOTICE_LIFETIME)


def _forget(session: Session, user: User) -> None:
    for table in FORGOTTEN:
        session.execute(delete(table).where(table.user_id == user.id))
    request = session.get(ErasureRequest, user.id)
    if request is not None:
        request.status, request.decided_at, request.reason = "done", now(), None
    user.name, user.email = f"{NAME} {user.id}", f"suprimida-{user.id}@invalid"
    user.document_number = user.proposed_document_number = user.document_proposed_at = user.phone = None
    # Not a hash: no password matches it.
    user.password_hash, user.token_version, user.inbox_read_to = "!", user.token_version + 1, 0
    user.password_expires_at = None
    user.active, user.deleted_at = False, now()


def _seal_visits(work: UnitOfWork, user: User) -> tuple[int, int]:
    """Cancel what is ahead, which frees its places, and hide all. Return the numbers of cancelled and sealed visits."""
    query = select(Appointment).where(Appointment.patient_id == user.id, Appointment.deleted_at.is_(None))
    visits = list(work.session.scalars(query.order_by(Appointment.id).with_for_update(of=Appointment)))
    cancelled = 0
    for visit in visits:
        visit.notes = ""
        if visit.status in OPEN and visit.scheduled_at > now():
            work.session.flush()
            before, visit.status = dump(visit), "cancelled"
            appointments.record(work, visit, before, "cancelled")
            cancelled += 1
        else:
            # Without the record: those who see it fetch it again, and it is gone.
            payload = AppointmentUpdate(
                appointment_id=visit.id, patient_id=user.id, action="updated", timestamp=iso(now())
            )
            work.record(Fact(FactName.APPOINTMENT_SEALED, visit.id, payload=payload, doctor_id=ordering_doctor(visit)))
        visit.deleted_at = now()
    return cancelled, len(visits)


def _seal_results(session: Session, user: User) -> int:
    query = select(Result).where(Result.patient_id == user.id, Result.deleted_at.is_(None))
    results = list(session.scalars(query.order_by(Result.id).with_for_update(of=Result)))
    for result in results:
        # The name that the laboratory gave the file can contain that of the person.
        result.file_name = f"resultado-{result.id}.pdf" if result.has_file else None
        result.deleted_at = now()
    return len(results)


def _count(redaction_fact: Fact) -> int:
    return len((redaction_fact.after or {})["entries"])


def _fact(user: User, done: Erased) -> Fact:
    details = ErasureDetails(
        sealed_appointments=done.sealed_appointments,
        sealed_results=done.sealed_results,
        cancelled_appointments=done.cancelled_appointments,
        redacted_entries=done.redacted_entries,
    ).wire()
    return Fact(
        FactName.USER_ERASED,
        user.id,
        payload=UserUpdate(type="erasure", action="erased", timestamp=iso(now())),
        subject_id=user.id,
        data={"entityName": user.name, "role": user.role},
        after=details,
    )
