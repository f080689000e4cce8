"""Long requests yield the event loop: other requests are answered meanwhile."""

import threading
from decimal import Decimal

from labapp.identity import Role
from labapp.models import Category, Exam
from tests.support.databases import writing
from tests.support.lab import Lab, MakeLab

MANY = 5_000
# With checkpoints many requests are answered meanwhile; without, two or three, at the start and the end.
ANSWERS = 20


def exams(lab: Lab) -> list[int]:
    """Insert the maximum number of exams of one price change, and return their ids."""
    with lab.app.app_context(), writing() as session:
        category = Category(name="De todo")
        session.add(category)
        session.flush()
        made = [
            Exam(code=f"E{number}", name=f"Examen {number}", category_id=category.id, price=Decimal("10.00"))
            for number in range(MANY)
        ]
        session.add_all(made)
        session.flush()
        ids = [exam.id for exam in made]
    return ids


def test_while_very_many_prices_change_others_are_answered(make_lab: MakeLab) -> None:
    lab = make_lab()
    changes = [{"examId": one, "price": "12.50"} for one in exams(lab)]
    admin, other = lab.api(lab.account(Role.ADMIN)), lab.api()
    answers: list[int] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            answers.append(other.request("GET", "/health").status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        before = len(answers)
        assert admin.post("/api/admin/prices", {"changes": changes}) == {"changed": MANY}
        during = len(answers) - before
    finally:
        done.set()
        asking.join()
    assert during >= ANSWERS
    assert set(answers) == {200}
