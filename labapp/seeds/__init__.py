"""Demo data for an empty database: a laboratory in the middle of its month, all of it in one transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from labapp.auth.passwords import hash_password
from labapp.clock import now
from labapp.errors import Conflict, ErrorCode
from labapp.identity import Identity, Role
from labapp.models import EventCounter, User
from labapp.seeds import history, people_data, rows, visits
from labapp.unit_of_work import reading, unit_of_work

ACCOUNTS = (
    (people_data.ADMIN[0], people_data.ADMIN[2]),
    (people_data.DOCTORS[0][0], people_data.DOCTORS[0][2]),
    (people_data.PATIENTS[0][0], people_data.PATIENT_PASSWORD),
)


def present_accounts() -> list[tuple[str, str]]:
    """Return e-mail and password of the demo accounts that are in the database."""
    with reading() as session:
        there = set(session.scalars(select(User.email).where(User.email.in_([email for email, _ in ACCOUNTS]))))
    return [(email, password) for email, password in ACCOUNTS if email in there]


def _check_empty(session: Session) -> None:
    if session.scalar(select(User.id).limit(1)) is not None:
        raise Conflict("La base de datos ya tiene datos.", code=ErrorCode.NOT_EMPTY)


def seed_demo() -> dict[str, int]:
    """Fill an empty database and return how many rows of each kind were made.

    Raises Conflict (``not_empty``) where there is an account already; then nothing is changed.
    """
    with reading() as session:
        _check_empty(session)
    # What takes CPU comes first: inside of the transaction nothing may yield.
    passwords = {people_data.ADMIN[2], people_data.PATIENT_PASSWORD, *(one[2] for one in people_data.DOCTORS)}
    hashes = {password: hash_password(password) for password in passwords}
    planned, moment = visits.with_files(), now()
    with unit_of_work() as work:
        session = work.session
        # Of two that seed at once on PostgreSQL, the second waits here and then finds the accounts of the first.
        session.execute(select(EventCounter).with_for_update())
        _check_empty(session)
        people = rows.add_people(session, hashes, moment)
        catalogue = rows.add_catalogue(session)
        appointments = rows.add_appointments(session, planned, people, catalogue)
        results = rows.add_results(session, planned, appointments, catalogue)
        messages = rows.add_messages(session, people.admin, moment)
        # The history is that of an administrator who did not exist when the transaction began.
        work.by = Identity(people.admin.id, Role.ADMIN, session_id="", expires_at=0)
        work.record(*history.of(people, catalogue, appointments, results, messages))
    return {
        "users": len(people.everybody),
        "categories": len(catalogue.categories),
        "exams": len(catalogue.exams),
        "packages": len(catalogue.packages),
        "locations": len(catalogue.locations),
        "appointments": len(appointments),
        "results": len(results),
        "messages": len(messages),
    }
