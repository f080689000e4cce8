"""Exams created by the services, as an administrator."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from labapp.identity import Identity, Role
from labapp.models import Category, Exam
from labapp.services import catalog
from labapp.unit_of_work import reading

ADMIN = Identity(1, Role.ADMIN, "session", 0.0, "127.0.0.1")


def make_exam(code: str = "GLU", price: str = "10.00", *, group: str | None = None, **values: Any) -> Exam:
    """Create an exam in the category ``group``, which is created where it is missing; by default one for each code."""
    name = group or f"Grupo de {code}"
    with reading() as session:
        category = session.scalars(select(Category).where(Category.name == name)).first()
    category = category or catalog.create(Category, {"name": name}, by=ADMIN)
    given = {"code": code, "name": f"Examen {code}", "category_id": category.id, "price": Decimal(price)}
    return catalog.create(Exam, given | values, by=ADMIN)
