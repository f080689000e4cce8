"""Two at once on PostgreSQL: what is being booked cannot be deleted meanwhile, and only those who may act on it do."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from labapp.clock import now
from labapp.errors import Conflict, Forbidden
from labapp.events import log
from labapp.models import Category, Exam, Location, Package
from labapp.services import appointments, catalog
from tests.support.accounts import Account


def offer(admin: Account) -> dict[type[Any], int]:
    """Make something to book, and return its ids."""
    by = admin.identity
    category = catalog.create(Category, {"name": "Química"}, by=by)
    values = {"name": "Glucosa", "category_id": category.id, "price": 10}
    exam = catalog.create(Exam, values | {"code": "GLU"}, by=by)
    other = catalog.create(Exam, values | {"code": "URE"}, by=by)
    package = catalog.create(Package, {"code": "P", "name": "Perfil", "price": 9, "exam_ids": [other.id]}, by=by)
    return {Exam: exam.id, Package: package.id, Location: catalog.create(Location, {"name": "Centro"}, by=by).id}


def book(ids: dict[type[Any], int], patient: Account, **more: Any) -> Any:
    return appointments.book(
        location_id=ids[Location],
        scheduled_at=now() + timedelta(days=1),
        exam_ids=[ids[Exam]],
        package_ids=[ids[Package]],
        by=patient.identity,
        **more,
    )


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("model", [Exam, Package, Location])
def test_what_is_being_booked_is_in_use(
    app: Flask, admin: Account, patient: Account, monkeypatch: pytest.MonkeyPatch, model: type[Any]
) -> None:
    ids, append = offer(admin), log.append
    written, tried = threading.Event(), threading.Event()

    def held_open(*args: Any, **more: Any) -> int:
        # The booking has written everything but its commit; now somebody deletes what it books.
        if threading.current_thread() is not threading.main_thread():
            written.set()
            tried.wait(1)
        return append(*args, **more)

    monkeypatch.setattr(log, "append", held_open)

    def booking() -> None:
        with app.app_context():
            book(ids, patient)

    with ThreadPoolExecutor(1) as pool:
        booked = pool.submit(booking)
        assert written.wait(10)
        with pytest.raises(Conflict) as refusal:
            catalog.delete(model, ids[model], by=admin.identity)
        tried.set()
        booked.result(10)
    assert refusal.value.code == "in_use"


def test_the_verbs_themselves_know_who_may(app: Flask, admin: Account, patient: Account, doctor: Account) -> None:
    row = book(offer(admin), patient, doctor_id=doctor.id)
    for to in ("confirmed", "cancelled", "completed"):
        with pytest.raises(Forbidden):
            appointments.step(row.id, to, by=doctor.identity)
    for to in ("confirmed", "completed"):
        with pytest.raises(Forbidden):
            appointments.step(row.id, to, by=patient.identity)
    with pytest.raises(Forbidden):
        appointments.update(row.id, {"notes": "x"}, by=doctor.identity)
    assert appointments.get(row.id, by=admin.identity).status == "pending"
    assert appointments.step(row.id, "cancelled", by=patient.identity).status == "cancelled"
