"""Demo data for an empty database: a laboratory in operation, written in one transaction."""

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
    """Return e-mail address and password of the demo accounts that exist in the database."""
    with reading() as session:
        existing = set(session.scalars(select(User.email).where(User.email.in_([email for email, _ in ACCOUNTS]))))
    return [(email, password) for email, password in ACCOUNTS if email in existing]


def _check_empty(session: Session) -> None:
    if session.scalar(select(User.id).limit(1)) is not None:
        raise Conflict("La base de datos ya tiene datos.", code=ErrorCode.NOT_EMPTY)


def seed_demo() -> dict[str, int]:
    """Fill an empty database, and return the number of created rows of each kind.

    Raises Conflict (``not_empty``), without any change, where an account exists.
    """
    with reading() as session:
        _check_empty(session)
    # CPU work comes first, since it yields and the transaction must not.
    passwords = {
        people_data.ADMIN[2],
        people_data.PATIENT_PASSWORD,
        *(password for _, _, password in people_data.DOCTORS),
    }
    hashes = {password: hash_password(password) for password in passwords}
    plan, moment = visits.plan_with_files(), now()
    with unit_of_work() as work:
        session = work.session
        # On PostgreSQL, of two concurrent calls the second waits here and then finds the accounts of the first.
        session.execute(select(EventCounter).with_for_update())
        _check_empty(session)
        people = rows.add_people(session, hashes, moment)
        catalogue = rows.add_catalogue(session)
        appointments = rows.add_appointments(session, plan, people, catalogue)
        results = rows.add_results(session, plan, appointments, catalogue)
        messages = rows.add_messages(session, people.admin, moment)
        # The acting administrator of the history did not exist when the transaction began.
        work.by = Identity(people.admin.id, Role.ADMIN, session_id="", expires_at=0)
        work.record(*history.facts(people, catalogue, appointments, results, messages))
        # After the history, which has no actions of patients.
        rows.add_proposals(session, people, moment)
    return {
        "users": len(people.accounts),
        "categories": len(catalogue.categories),
        "exams": len(catalogue.exams),
        "packages": len(catalogue.packages),
        "locations": len(catalogue.locations),
        "appointments": len(appointments),
        "results": len(results),
        "messages": len(messages),
    }
