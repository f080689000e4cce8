"""Steps of the laboratory's work through REST: records of the catalogue, appointments and results."""

import itertools
from typing import Any

from tests.support.rest import Api

# Makes names and codes unique within the process, and sorted by age.
numbers = itertools.count(1)


def create_record(rest: Api, noun: str, **values: Any) -> dict[str, Any]:
    """Create a record of ``exams``, ``packages``, ``categories`` or ``locations`` as an administrator.

    An exam gets a category of its own unless ``categoryId`` is given; a package needs ``examIds``.
    """
    number = next(numbers)
    body: dict[str, Any] = {"name": f"Registro {number:04}"}
    if noun in ("exams", "packages"):
        body |= {"code": f"R{number:04}", "price": "10.00"}
    if noun == "exams" and "categoryId" not in values:
        body["categoryId"] = create_record(rest, "categories")["id"]
    created: dict[str, Any] = rest.post(f"/api/admin/{noun}", body | values)
    return created


def book_appointment(rest: Api, **values: Any) -> dict[str, Any]:
    """Book exam 1 at location 1: as an administrator where ``patientId`` is given, else as the patient."""
    path = "/api/admin/appointments" if "patientId" in values else "/api/appointments"
    booked: dict[str, Any] = rest.post(path, {"locationId": 1, "examIds": [1]} | values)
    return booked


def order_result(
    rest: Api, appointment: int, exam: int, *, content: bytes | None = None, released: bool = False
) -> dict[str, Any]:
    """Order a result as an administrator, attach ``content`` and release it where asked for; return the result."""
    result: dict[str, Any] = rest.post("/api/admin/results", {"appointmentId": appointment, "examId": exam})
    path = f"/api/admin/results/{result['id']}"
    if content is not None:
        result = rest.upload(f"{path}/file", content)
    if released:
        result = rest.post(f"{path}/release")
    return result
