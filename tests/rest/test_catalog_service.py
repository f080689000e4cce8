"""The catalogue service: each change records its event, and each refusal records none."""

from decimal import Decimal

import pytest
from flask import Flask

from labapp import queries
from labapp.errors import Conflict, InvalidPayload, LabError, NotFound
from labapp.models import Category, Exam, Package
from labapp.services import catalog
from tests.support.event_log import names
from tests.support.exams import ADMIN, make_exam


def test_a_life_of_an_exam(app: Flask) -> None:
    exam = make_exam()
    catalog.update(Exam, exam.id, {"price": Decimal("12.50")}, by=ADMIN)
    catalog.update(Exam, exam.id, {"price": Decimal("12.50")}, by=ADMIN)
    catalog.update(Exam, exam.id, {"name": "Glucosa", "price": Decimal("13.00")}, by=ADMIN)
    catalog.delete(Exam, exam.id, by=ADMIN)
    assert names() == ["category.created", "exam.created", "exam.price_changed", "exam.updated", "exam.deleted"]
    with pytest.raises(NotFound):
        queries.catalog.get(Exam, exam.id)


def test_refusals_change_nothing(app: Flask) -> None:
    exam = make_exam()
    other = make_exam("COL", group="Grupo de GLU")
    package = catalog.create(
        Package, {"code": "P1", "name": "Perfil", "price": Decimal(15), "exam_ids": [exam.id]}, by=ADMIN
    )
    before = names()
    refusals: list[tuple[str, LabError]] = []
    for code, action in (
        ("code_taken", lambda: make_exam()),
        ("code_taken", lambda: catalog.update(Exam, other.id, {"code": "GLU"}, by=ADMIN)),
        ("name_taken", lambda: catalog.create(Category, {"name": "Grupo de GLU"}, by=ADMIN)),
        ("stale", lambda: catalog.update(Exam, exam.id, {"name": "x"}, by=ADMIN, version=99)),
        ("in_use", lambda: catalog.delete(Exam, exam.id, by=ADMIN)),
        ("in_use", lambda: catalog.delete(Category, exam.category_id, by=ADMIN)),
    ):
        with pytest.raises(Conflict) as refusal:
            action()
        refusals.append((code, refusal.value))
    assert [code for code, _ in refusals] == [refusal.code for _, refusal in refusals]
    with pytest.raises(InvalidPayload):
        catalog.update(Package, package.id, {"exam_ids": [999]}, by=ADMIN)
    assert names() == before


def test_prices_change_all_or_nothing(app: Flask) -> None:
    first, second = make_exam(), make_exam("COL", group="Grupo de GLU")
    with pytest.raises(InvalidPayload) as refusal:
        catalog.reprice([(first.id, Decimal(1)), (999, Decimal(1)), (first.id, Decimal(2))], by=ADMIN)
    assert set(refusal.value.errors or ()) == {"changes.1.examId", "changes.2.examId"}
    assert queries.catalog.get(Exam, first.id).price == Decimal("10.00")
    assert catalog.reprice([(first.id, Decimal("10.00")), (second.id, Decimal("11.00"))], by=ADMIN) == 1
    assert names()[-1] == "exam.price_changed"
