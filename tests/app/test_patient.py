"""A patient's way through the app, from sign-up to the result, on a phone and a desktop."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from labapp.identity import Role
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp, close_notices, expect_live
from tests.support.pdf_files import make_pdf
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, numbers, order_result
from tests.support.texts import says

pytestmark = pytest.mark.presented


@pytest.fixture(scope="module")
def locations_have_hours() -> bool:
    return True


def go(page: Page, name: str) -> None:
    """Follow a link of the navigation."""
    page.get_by_role("navigation").get_by_role("link", name=says(name)).click()


def choose_time(page: Page, place: int = 0) -> str:
    """Choose a location, its second open day, and the first free time."""
    page.locator("[name=location]").nth(place).check()
    page.locator("[name=day]:enabled").nth(1).check()
    time = page.locator("[name=time]:enabled").first
    time.check()
    return str(time.get_attribute("value"))


def appointment_of(rest: Api, patient_id: int) -> dict[str, Any]:
    """Return a patient's only appointment."""
    (found,) = rest.get("/api/admin/appointments", patientId=patient_id)["items"]
    return dict(found)


def free_time(lab: Lab, *, days: int, location: int = 1) -> str:
    """Return the time of an unused slot, in ``days`` days or later."""
    day = (datetime.now(UTC) + timedelta(days=days)).date()
    for ahead in range(7):
        slots = lab.api().get(f"/api/locations/{location}/slots", date=str(day + timedelta(days=ahead)))["slots"]
        for slot in slots:
            if slot["free"] == slot["capacity"]:
                return str(slot["startsAt"])
    raise AssertionError("nothing is free")


def released(rest: Api, appointment: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Confirm an appointment as the laboratory, and release the result of its exam."""
    if appointment["status"] == "pending":
        rest.post(f"/api/admin/appointments/{appointment['id']}/confirm")
    return order_result(rest, appointment["id"], appointment["examIds"][0], content=content, released=True)


def test_from_signing_up_to_the_result(app_page: OpenApp, rest: Api, downloads: Path) -> None:
    page = app_page("/registro")
    email = f"{uuid4().hex}@lab.example"
    for name, value in {"name": "Rosa Díaz Ñaupari", "email": email, "password": "Una-clave-larga-1"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name=says("Crear una cuenta")).click()
    expect_live(page)
    expect(page).to_have_url(re.compile("/citas$"))
    expect(page.get_by_text(says("No hay citas próximas."))).to_be_visible()
    (patient,) = rest.get("/api/admin/users", q=email)["items"]

    exam = rest.get("/api/exams")["items"][3]
    go(page, "Catálogo")
    page.get_by_role("searchbox").fill(exam["code"])
    page.get_by_role("link", name=f"{says('Agendar')} {exam['name']}").click()
    expect(page.locator(f"[name=exam][value='{exam['id']}']")).to_be_checked()
    expect(page.get_by_role("button", name=says("Reservar"))).to_be_disabled()
    starts_at = choose_time(page)
    expect(page.locator("#total")).to_contain_text(exam["price"])
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page).to_have_url(re.compile("/citas$"))
    appointment = appointment_of(rest, patient["id"])
    assert (appointment["scheduledAt"], appointment["examIds"]) == (starts_at, [exam["id"]])
    card = page.locator(f"#appointment-{appointment['id']}")
    expect(card).to_contain_text(says("Pendiente"))
    # The user's own action is announced once, and is not in the inbox.
    expect(page.locator("#toasts [data-kind]")).to_have_text(re.compile(says("La cita está reservada.")))

    content = make_pdf("Resultado de Rosa")
    result = released(rest, appointment, content)
    expect(card).to_contain_text(says("Confirmada"))
    expect(page.locator("#toasts")).to_contain_text(says("Resultado listo: {exam}", exam=exam["name"]))
    expect(page.get_by_role("link", name=says("Avisos"))).to_contain_text(re.compile(says("{n} sin leer", n=r"\d+")))
    go(page, "Resultados")
    mine = page.locator(f"#result-{result['id']}")
    expect(mine).to_contain_text(says("Listo"))
    expect(mine).to_contain_text(says("Nuevo"))
    close_notices(page)
    mine.get_by_role("button", name=says("Descargar")).click()
    expect(mine).to_contain_text(says("El archivo llegó completo y sin cambios."))
    expect(mine).to_contain_text(says("Entregado"))
    expect(mine).not_to_contain_text("Nuevo")
    # The change is the user's own.
    expect(mine).to_have_class("card")
    with page.expect_download() as saving:
        mine.get_by_role("link", name=says("Guardar")).click()
    saving.value.save_as(downloads / "saved.pdf")
    assert (downloads / "saved.pdf").read_bytes() == content

    go(page, "Avisos")
    expect(page.get_by_text(says("Resultado listo: {exam}", exam=exam["name"])).first).to_be_visible()
    expect(page.get_by_role("link", name=says("Avisos"))).not_to_contain_text(
        re.compile(says("{n} sin leer", n=r"\d+"))
    )
    go(page, "Cuenta")
    expect(page.locator("[data-session]")).to_have_count(1)
    page.get_by_role("button", name=says("Salir"), exact=True).click()
    expect(page.get_by_role("alert").filter(has_text=says("Ha salido de su cuenta."))).to_be_visible()
    page.goto("/citas")
    expect(page.get_by_role("button", name=says("Entrar"))).to_be_visible()
    expect(page.locator("[id^=appointment-]")).to_have_count(0)


def test_an_appointment_is_moved_and_called_off(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    patient = lab.account(Role.PATIENT)
    booked = book_appointment(lab.api(patient), locationId=1, scheduledAt=free_time(lab, days=10))
    page = app_page("/citas", account=patient)
    card = page.locator(f"#appointment-{booked['id']}")
    card.get_by_role("link", name=says("Mover")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(says("Mover la cita"))
    starts_at = choose_time(page, place=1)
    page.get_by_role("button", name=says("Mover la cita")).click()
    expect(page).to_have_url(re.compile("/citas$"))
    moved = appointment_of(rest, patient.id)
    assert (moved["locationId"], moved["scheduledAt"]) != (booked["locationId"], booked["scheduledAt"])
    assert moved["scheduledAt"] == starts_at
    expect(card.locator("time")).to_have_attribute("datetime", starts_at)
    card.get_by_role("button", name=says("Cancelar")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=says("No")).click()
    expect(dialog).to_have_count(0)
    card.get_by_role("button", name=says("Cancelar")).click()
    dialog.get_by_role("button", name=says("Sí, cancelar la cita")).click()
    expect(card).to_contain_text(says("Cancelada"))
    assert appointment_of(rest, patient.id)["status"] == "cancelled"


def test_what_the_laboratory_changes_shows_at_once(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    patient = lab.account(Role.PATIENT)
    booked = book_appointment(lab.api(patient), locationId=1, scheduledAt=free_time(lab, days=20))
    page = app_page("/citas", account=patient)
    card = page.locator(f"#appointment-{booked['id']}")
    other = free_time(lab, days=24)
    rest.patch(f"/api/admin/appointments/{booked['id']}", {"scheduledAt": other})
    expect(card.locator("time")).to_have_attribute("datetime", other)
    expect(card).to_contain_text(says("Acaba de cambiar"))
    expect(page.locator("#toasts")).to_contain_text(says("Cita cambiada"))
    rest.post(f"/api/admin/appointments/{booked['id']}/cancel")
    expect(card).to_contain_text(says("Cancelada"))
    expect(page.locator("#toasts")).to_contain_text(says("Cita cancelada"))


def only_place(rest: Api, name: str) -> dict[str, Any]:
    """Create a location with one place at a time, open every day."""
    hours = {day: [["08:00", "10:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    body = {"name": f"{name} {next(numbers)}", "schedule": hours, "slotMinutes": 30, "slotCapacity": 1}
    return dict(rest.post("/api/admin/locations", body))


def choose_at(page: Page, place: dict[str, Any]) -> str:
    page.locator(f"[name=location][value='{place['id']}']").check()
    page.locator("[name=day]:enabled").nth(2).check()
    time = page.locator("[name=time]:enabled").first
    time.check()
    page.locator("[name=exam]").first.check()
    return str(time.get_attribute("value"))


def test_a_time_that_somebody_else_takes_is_taken_before_ones_eyes(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    place = only_place(rest, "Sede de un lugar")
    page = app_page("/citas/nueva", account=lab.account(Role.PATIENT))
    starts_at = choose_at(page, place)
    expect(page.get_by_role("button", name=says("Reservar"))).to_be_enabled()
    other = book_appointment(lab.api(lab.account(Role.PATIENT)), locationId=place["id"], scheduledAt=starts_at)
    time = page.locator(f"[name=time][value='{starts_at}']")
    expect(time).to_be_disabled()
    expect(page.locator("#toasts")).to_contain_text(says("Ese horario se acaba de ocupar. Elija otro."))
    expect(page.get_by_role("button", name=says("Reservar"))).to_be_disabled()
    rest.post(f"/api/admin/appointments/{other['id']}/cancel")
    expect(time).to_be_enabled()


def test_who_comes_second_to_the_last_place_is_told(app_page: OpenApp, lab: Lab, rest: Api, console: Console) -> None:
    console.allow("409")
    place = only_place(rest, "Sede del último lugar")
    patient = lab.account(Role.PATIENT)
    page = app_page("/citas/nueva", account=patient)
    starts_at = choose_at(page, place)

    def too_late(route: Route) -> None:
        # Between the click and the arrival of its request.
        book_appointment(lab.api(lab.account(Role.PATIENT)), locationId=place["id"], scheduledAt=starts_at)
        route.continue_()

    page.route("**/api/appointments", too_late, times=1)
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page.get_by_role("alert").filter(has_text=re.compile("\\w"))).to_be_visible()
    expect(page.locator(f"[name=time][value='{starts_at}']")).to_be_disabled()
    page.locator("[name=time]:enabled").first.check()
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page).to_have_url(re.compile("/citas$"))
    assert appointment_of(rest, patient.id)["scheduledAt"] != starts_at


def test_a_download_goes_on_after_a_cut(app_page: OpenApp, lab: Lab, rest: Api, downloads: Path) -> None:
    patient = lab.account(Role.PATIENT)
    content = make_pdf("Grande", size=3_000_000)
    result = released(
        rest, book_appointment(lab.api(patient), locationId=1, scheduledAt=free_time(lab, days=30)), content
    )
    sent: list[list[int]] = []

    def cut(socket: WebSocketRoute) -> None:
        """Drop the connection once, after some chunks."""
        server = socket.connect_to_server()
        sizes: list[int] = []
        sent.append(sizes)

        def forward(message: str | bytes) -> None:
            if isinstance(message, bytes):
                sizes.append(len(message))
            if len(sent) == 1 and len(sizes) == 20:
                socket.close(code=3001)
                server.close()
            elif len(sent) > 1 or len(sizes) < 20:
                socket.send(message)

        server.on_message(forward)

    page = app_page(
        "/resultados", account=patient, prepare=lambda page: page.route_web_socket(re.compile("/socket.io/"), cut)
    )
    mine = page.locator(f"#result-{result['id']}")
    mine.get_by_role("button", name=says("Descargar")).click()
    expect(mine).to_contain_text(says("El archivo llegó completo y sin cambios."), timeout=30_000)
    assert len(sent) == 2
    # The second connection carried the remaining chunks.
    assert sum(sent[1]) < len(content) - 15 * 48 * 1024
    with page.expect_download() as saving:
        mine.get_by_role("link", name=says("Guardar")).click()
    saving.value.save_as(downloads / "saved.pdf")
    assert hashlib.sha256((downloads / "saved.pdf").read_bytes()).digest() == hashlib.sha256(content).digest()


def test_a_doctor_reads_what_he_ordered_and_changes_nothing(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    doctor, patient = lab.account(Role.DOCTOR), lab.account(Role.PATIENT, name="Rosa Díaz")
    booked = book_appointment(lab.api(patient), locationId=1, scheduledAt=free_time(lab, days=40), doctorId=doctor.id)
    foreign = book_appointment(lab.api(lab.account(Role.PATIENT)), locationId=1, scheduledAt=free_time(lab, days=41))
    page = app_page("/citas", account=doctor)
    card = page.locator(f"#appointment-{booked['id']}")
    expect(card).to_be_visible()
    expect(card).to_contain_text(says("Paciente: {name}", name="Rosa Díaz"))
    expect(page.locator(f"#appointment-{foreign['id']}")).to_have_count(0)
    expect(page.get_by_role("link", name=says("Nueva cita"))).to_have_count(0)
    expect(card.get_by_role("button")).to_have_count(0)
    result = released(rest, booked, make_pdf())
    expect(card).to_contain_text(says("Confirmada"))
    expect(page.locator("#toasts")).to_contain_text(f"· {says('Paciente: {name}', name='Rosa Díaz')}")
    page.goto("/citas/nueva")
    expect(page).to_have_url(re.compile("/citas$"))
    go(page, "Resultados")
    mine = page.locator(f"#result-{result['id']}")
    expect(mine).to_contain_text(says("Paciente: {name}", name="Rosa Díaz"))
    close_notices(page)
    mine.get_by_role("button", name=says("Descargar")).click()
    expect(mine).to_contain_text(says("El archivo llegó completo y sin cambios."))
    # A doctor's notices name the patient, those of this page and those of the inbox.
    go(page, "Avisos")
    expect(page.locator(".entry").first).to_contain_text(says("Paciente: {name}", name="Rosa Díaz"))
    expect(page.locator(".entry").first.locator("time")).to_have_text(re.compile(r" \d\d:\d\d$"))
    # Only the patient sees that the doctor has read the result.
    theirs = app_page("/cuenta", account=patient)
    expect(theirs.locator("section[aria-labelledby=accesses]")).to_contain_text(
        says("Abrió el archivo de {exam}", exam="")
    )


def test_staff_is_shown_the_way_to_their_pages(app_page: OpenApp, lab: Lab) -> None:
    page = app_page("/citas", account=lab.account(Role.ADMIN))
    expect(page.get_by_role("link", name=says("Ir al panel"))).to_have_attribute("href", "/admin")
