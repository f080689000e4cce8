"""The booking form of the app: what is charged, refusals, and choices that outlive what changes meanwhile."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from labapp.contract.slots import WEEKDAYS
from labapp.identity import Role
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp
from tests.support.rest import Api
from tests.support.rest_steps import create_record
from tests.support.slots import at, in_days, zone_at_noon
from tests.support.texts import says

pytestmark = pytest.mark.presented


@pytest.fixture(scope="module")
def locations_have_hours() -> bool:
    return True


@pytest.fixture
def place(rest: Api) -> dict[str, Any]:
    """A location for one test with two places in each slot, open every day."""
    hours = {day: [["07:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    return create_record(rest, "locations", schedule=hours, slotMinutes=60, slotCapacity=2)


def test_an_exam_of_the_chosen_package_is_said_and_not_charged(
    app_page: OpenApp, lab: Lab, rest: Api, place: dict[str, Any]
) -> None:
    package = rest.get("/api/packages")["items"][0]
    patient = lab.account(Role.PATIENT)
    exam = package["examIds"][0]
    page = app_page(f"/citas/nueva?examen={exam}&paquete={package['id']}", account=patient)
    page.locator(f"[name=location][value='{place['id']}']").check()
    page.locator("[name=day]:enabled").nth(2).check()
    page.locator("[name=time]:enabled").first.check()
    choice = page.locator("label").filter(has=page.locator(f"[name=exam][value='{exam}']"))
    expect(choice).to_contain_text(says("está en un paquete elegido y no se cobra aparte"))
    expect(choice.locator("strong")).to_have_text(says("Incluido"))
    expect(page.locator("#total")).to_contain_text(package["price"])
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page).to_have_url(re.compile("/citas$"))
    (booked,) = rest.get("/api/admin/appointments", patientId=patient.id)["items"]
    assert (booked["examIds"], booked["packageIds"], booked["total"]) == ([], [package["id"]], package["price"])


def test_what_staff_withdraw_meanwhile_is_named_and_left_out(
    app_page: OpenApp, lab: Lab, rest: Api, place: dict[str, Any]
) -> None:
    kept, withdrawn, late = (
        create_record(rest, "exams", name=name, price=price)
        for name, price in (("Ferritina", "12.00"), ("Transferrina", "30.00"), ("Haptoglobina", "7.00"))
    )
    patient = lab.account(Role.PATIENT)
    page = app_page(f"/citas/nueva?examen={withdrawn['id']}&examen={late['id']}", account=patient)
    page.locator(f"[name=location][value='{place['id']}']").check()
    page.locator("[name=day]:enabled").nth(2).check()
    page.locator("[name=time]:enabled").last.check()
    expect(page.locator("#total")).to_contain_text("37.00")
    for exam in (withdrawn, late):
        rest.patch(f"/api/admin/exams/{exam['id']}", {"active": False})
    note = page.locator(".note").filter(
        has_text=says("{name}: ya no se ofrece. No se incluye en la cita.", name="Transferrina")
    )
    expect(note).to_be_visible()
    expect(page.locator("#total")).to_contain_text("0.00")
    expect(page.get_by_text(says("Faltan los exámenes."))).to_be_visible()
    expect(page.get_by_role("button", name=says("Reservar"))).to_be_disabled()
    page.get_by_role("button", name=f"{says('Quitar')} Transferrina").click()
    expect(note).to_have_count(0)
    expect(page.get_by_role("group", name=says("Exámenes y paquetes"))).to_be_focused()
    page.get_by_role("searchbox").fill("Ferritina")
    page.locator(f"[name=exam][value='{kept['id']}']").check()
    expect(page.locator("#total")).to_contain_text("12.00")
    # The other one is still listed, and is not booked.
    expect(
        page.locator(".note").filter(
            has_text=says("{name}: ya no se ofrece. No se incluye en la cita.", name="Haptoglobina")
        )
    ).to_be_visible()
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page).to_have_url(re.compile("/citas$"))
    (booked,) = rest.get("/api/admin/appointments", patientId=patient.id)["items"]
    assert (booked["examIds"], booked["total"]) == ([kept["id"]], "12.00")


def test_a_second_place_in_a_slot_is_refused_and_the_choice_kept(
    app_page: OpenApp, lab: Lab, rest: Api, place: dict[str, Any], console: Console
) -> None:
    console.allow("409")
    patient = lab.account(Role.PATIENT)
    taken, other = at(in_days(2), "10:00"), at(in_days(2), "11:00")
    body = {"locationId": place["id"], "scheduledAt": taken, "examIds": [1]}
    lab.api(patient).post("/api/appointments", body)
    page = app_page("/citas/nueva?examen=1", account=patient)
    page.locator(f"[name=location][value='{place['id']}']").check()
    page.locator(f"[name=day][value='{in_days(2)}']").check()
    page.locator(f"[name=time][value='{taken}']").check()
    page.get_by_label(says("Algo que debamos saber (opcional)")).fill("Uso silla de ruedas")
    page.get_by_role("button", name=says("Reservar")).click()
    expect(
        page.get_by_role("alert").filter(has_text=says("La misma persona ya tiene una cita a esa hora."))
    ).to_be_visible()
    page.locator(f"[name=time][value='{other}']").check()
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page).to_have_url(re.compile("/citas$"))
    booked = rest.get("/api/admin/appointments", patientId=patient.id)["items"]
    assert [one["notes"] for one in booked] == ["Uso silla de ruedas", ""]


def test_today_is_not_offered_after_the_closing_time(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    zone = zone_at_noon()
    hours = {day: [["07:00", "08:00"]] for day in WEEKDAYS}
    place = create_record(rest, "locations", schedule=hours, timezone=zone.key)
    page = app_page("/citas/nueva?examen=1", account=lab.account(Role.PATIENT))
    page.locator(f"[name=location][value='{place['id']}']").check()
    today = datetime.now(zone).date()
    expect(page.locator(f"[name=day][value='{today}']")).to_be_disabled()
    expect(page.locator("label").filter(has=page.locator(f"[name=day][value='{today}']"))).to_contain_text(
        says("cerrado")
    )
    expect(page.locator(f"[name=day][value='{today + timedelta(days=1)}']")).to_be_enabled()
    # A day that is typed is answered, not offered.
    page.get_by_label(says("Otro día")).fill(str(today))
    expect(page.get_by_text(says("No quedan horarios este día."))).to_be_visible()
    expect(page.locator("[name=time]")).to_have_count(0)


class Moving:
    """A visit of a new patient, and the form that moves it, with another time chosen."""

    def __init__(self, app_page: OpenApp, lab: Lab, rest: Api, place: dict[str, Any]) -> None:
        self.rest = rest
        self.place: str = place["name"]
        self.patient = lab.account(Role.PATIENT)
        body = {"locationId": place["id"], "scheduledAt": at(in_days(3), "08:00"), "examIds": [1]}
        self.id: int = lab.api(self.patient).post("/api/appointments", body)["id"]
        self.page = app_page(f"/citas/nueva?mover={self.id}", account=self.patient)
        self.chosen = at(in_days(4), "09:00")
        self.page.locator(f"[name=day][value='{in_days(4)}']").check()
        self.page.locator(f"[name=time][value='{self.chosen}']").check()

    @property
    def visits(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.rest.get("/api/admin/appointments", patientId=self.patient.id)["items"]
        return found

    def submit(self) -> None:
        self.page.get_by_role("button", name=says("Mover la cita")).click()


@pytest.fixture
def moving(app_page: OpenApp, lab: Lab, rest: Api, place: dict[str, Any], console: Console) -> Moving:
    console.allow("409")
    return Moving(app_page, lab, rest, place)


def test_a_visit_that_staff_changed_meanwhile_is_moved_at_the_next_try(moving: Moving) -> None:
    page = moving.page
    moving.rest.post(f"/api/admin/appointments/{moving.id}/confirm")
    moving.rest.patch(f"/api/admin/appointments/{moving.id}", {"scheduledAt": at(in_days(3), "15:00")})
    moving.submit()
    said = says(
        "El laboratorio cambió esta cita mientras tanto. Ahora es: {when}, {place}, {state}. "
        "Su elección sigue marcada: si todavía la quiere, pulse de nuevo.",
        when=".+",
        place=moving.place,
        state=says("Confirmada"),
    )
    expect(page.get_by_role("alert").filter(has_text=re.compile(said))).to_be_visible()
    expect(page.locator(".note").first).to_contain_text("15:00")
    expect(page.locator(f"[name=time][value='{moving.chosen}']")).to_be_checked()
    moving.submit()
    expect(page).to_have_url(re.compile("/citas$"))
    (moved,) = moving.visits
    assert (moved["scheduledAt"], moved["status"]) == (moving.chosen, "confirmed")


def test_for_a_visit_that_was_cancelled_meanwhile_another_is_booked(moving: Moving) -> None:
    page = moving.page
    moving.rest.post(f"/api/admin/appointments/{moving.id}/cancel")
    moving.submit()
    gone = says("La cita del {when} está cancelada y ya no se puede mover.", when=".+")
    alert = page.get_by_role("alert").filter(has_text=re.compile(gone))
    expect(alert).to_be_focused()
    alert.get_by_role("link", name=says("Reservar una nueva")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(says("Nueva cita"))
    expect(page.locator(f"[name=time][value='{moving.chosen}']")).to_be_checked()
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page).to_have_url(re.compile("/citas$"))
    new, old = moving.visits
    assert [(one["scheduledAt"], one["status"], one["examIds"]) for one in (new, old)] == [
        (moving.chosen, "pending", [1]),
        (at(in_days(3), "08:00"), "cancelled", [1]),
    ]
    # The page of a visit that cannot be moved says so at once.
    page.goto(f"/citas/nueva?mover={moving.id}")
    expect(page.get_by_role("alert").filter(has_text=re.compile(gone))).to_be_visible()
