"""Random histories: people whose rights to see visits and results begin and end, through the services."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from labapp.clock import now
from labapp.errors import LabError
from labapp.identity import Role
from labapp.services import appointments, catalog, erasure, messages, results, users
from tests.support.accounts import Account, create_account
from tests.support.appointments import Catalogue
from tests.support.changes import prices
from tests.support.pdf_files import make_pdf

PDF = make_pdf()
Action = tuple[Any, ...]
ROLES = (Role.PATIENT, Role.PATIENT, Role.DOCTOR, Role.DOCTOR, Role.ADMIN)
person, nth = st.integers(0, len(ROLES) - 1), st.integers(0, 3)
# Those who are patients and doctors at first; their roles change.
a_patient, a_doctor = st.integers(0, 1), st.integers(2, 3)
ACTIONS = st.one_of(
    st.tuples(st.just("book"), a_patient, a_doctor),
    st.tuples(st.just("reassign"), nth, st.none() | a_doctor),
    st.tuples(st.just("change_role"), person, st.sampled_from(list(Role))),
    st.tuples(st.just("change_name"), person, st.sampled_from("abc")),
    st.tuples(st.just("order"), nth, nth),
    st.tuples(st.just("release"), nth, nth),
    st.tuples(st.just("send"), st.none() | st.sampled_from(list(Role)), nth),
    st.tuples(st.just("reprice"), nth, nth),
)
# An erasure removes events about the person, and those who come back from before it must reload.
ERASURES = st.tuples(st.just("erase"), a_patient)


@dataclass
class History:
    """People whose roles, appointments and results change through the services; refused actions change nothing."""

    admin: Account
    catalogue: Catalogue
    people: list[Account]
    visits: list[int] = field(default_factory=list)
    results: list[int] = field(default_factory=list)

    def book(self, patient: int, doctor: int) -> None:
        visit = appointments.book(
            location_id=self.catalogue.center,
            scheduled_at=now() + timedelta(days=1),
            exam_ids=[self.catalogue.blood],
            patient_id=self.people[patient].id,
            doctor_id=self.people[doctor].id,
            by=self.admin.identity,
        )
        self.visits.append(visit.id)

    def reassign(self, visit: int, doctor: int | None) -> None:
        to = None if doctor is None else self.people[doctor].id
        appointments.update(self.visits[visit % len(self.visits)], {"doctor_id": to}, by=self.admin.identity)

    def change_role(self, who: int, role: Role) -> None:
        users.update(self.people[who].id, values={}, role=role, by=self.admin.identity)

    def change_name(self, who: int, name: str) -> None:
        users.update(self.people[who].id, values={"name": name}, by=self.admin.identity)

    def order(self, visit: int, _number: int) -> None:
        made = results.create(
            appointment_id=self.visits[visit % len(self.visits)], exam_id=self.catalogue.blood, by=self.admin.identity
        )
        self.results.append(made.id)

    def release(self, result: int, _number: int) -> None:
        result_id = self.results[result % len(self.results)]
        results.attach(result_id, content=PDF, file_name="a.pdf", by=self.admin.identity)
        results.release(result_id, by=self.admin.identity)

    def reprice(self, _exam: int, _number: int) -> None:
        price = Decimal(next(prices))
        catalog.reprice(
            [(exam, price) for exam in (self.catalogue.blood, self.catalogue.urine)], by=self.admin.identity
        )

    def erase(self, who: int) -> None:
        erasure.erase(self.people[who].id, by=None)

    def send(self, role: Role | None, _number: int) -> None:
        messages.send(type="info", message="m", target_role=role, by=self.admin.identity)

    def apply(self, actions: list[Action]) -> None:
        """Take actions one after the other; those that are refused change nothing."""
        for name, *values in actions:
            with suppress(LabError, ZeroDivisionError):
                getattr(self, name)(*values)


def new_history(catalogue: Catalogue) -> History:
    """Return a history with people of its own; needs an app context."""
    return History(create_account(Role.ADMIN), catalogue, [create_account(role) for role in ROLES])
