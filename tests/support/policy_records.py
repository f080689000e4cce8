"""The people and records of the policy tables: people by their relation to a record, records by their state."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from labapp.clock import now
from labapp.identity import Role
from labapp.models import Appointment, Exam, Package, Result, ResultFile
from tests.support.accounts import Account, create_account
from tests.support.appointments import MISSING
from tests.support.databases import writing
from tests.support.pdf_files import make_pdf
from tests.support.results import insert_appointment

PEOPLE = ("owner", "other", "ordering", "colleague", "admin")


@dataclass(frozen=True, slots=True)
class PolicyRecords:
    """Accounts by name, and ids of records by kind and state."""

    people: dict[str, Account]
    rows: dict[str, int]


def insert_policy_records() -> PolicyRecords:
    """Insert the people and one record of each kind and state; needs an app context."""
    people = {
        "owner": create_account(Role.PATIENT),
        "other": create_account(Role.PATIENT),
        "ordering": create_account(Role.DOCTOR),
        "colleague": create_account(Role.DOCTOR),
        "admin": create_account(Role.ADMIN),
    }
    ordered = insert_appointment(people["owner"], people["ordering"])
    content = make_pdf()
    with writing() as session:
        exam = session.get_one(Exam, ordered.exam)
        gone = Exam(code="GONE", name="Retirado", category_id=exam.category_id, price=Decimal(1), deleted_at=now())
        package = session.scalars(select(Package).order_by(Package.id.desc())).first()
        assert package is not None
        location = session.get_one(Appointment, ordered.appointment).location_id
        appointment = {"appointment_id": ordered.appointment, "patient_id": people["owner"].id, "created_at": now()}
        pending = Result(exam_id=ordered.packaged, exam_name="Glucosa", status="pending", **appointment)
        ready = Result(
            exam_id=exam.id,
            exam_name=exam.name,
            status="ready",
            file_name="resultado.pdf",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            released_at=now() - timedelta(hours=1),
            **appointment,
        )
        session.add_all([gone, pending, ready])
        session.flush()
        session.add(ResultFile(result_id=ready.id, content=content))
        session.flush()
        rows = {
            "exam": exam.id,
            "gone exam": gone.id,
            "category": exam.category_id,
            "package": package.id,
            "location": location,
            "appointment": ordered.appointment,
            "ready result": ready.id,
            "pending result": pending.id,
            "missing": MISSING,
        }
    return PolicyRecords(people, rows | {f"user {name}": account.id for name, account in people.items()})
