"""Accounts in the dashboard: search, create, change, deactivate, and a new password shown once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from labapp.identity import Role
from tests.support.accounts import PASSWORD, Account
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, answer_confirmation, expect_live
from tests.support.rest import Api
from tests.support.texts import says

GENERATED = re.compile(r"^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$")
STRONG = "Una-clave-bien-larga-7"


def person_of(rest: Api, name: str, **values: Any) -> dict[str, Any]:
    """Create an account through REST."""
    address = f"p{datetime.now(UTC).timestamp():.6f}@correo.example"
    body = {"name": name, "email": address, "role": "Paciente", "password": STRONG} | values
    made: dict[str, Any] = rest.post("/api/admin/users", body)
    return made


def signs_in(rest: Api, email: str, password: str) -> bool:
    """Whether this is the password of an active account; one that the staff set leads to the choice of another."""
    answer = requests.post(f"{rest.url}/api/auth/login", json={"email": email, "password": password}, timeout=30)
    assert answer.status_code in (200, 401), answer.text
    return answer.status_code == 200 or answer.json()["code"] == "new_password_required"


def names(page: Page) -> list[str]:
    return page.locator("#list tbody a").all_inner_texts()


def password_box(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Contraseña provisional")


def test_accounts_are_searched_filtered_and_sorted(dashboard: OpenDashboard, rest: Api) -> None:
    for name, role in (("Zeta Buscada", "Paciente"), ("Alfa Buscada", "Medico"), ("Beta Buscada", "Paciente")):
        person_of(rest, name, role=role)
    page = dashboard("/admin/people")
    page.get_by_label("Buscar").fill("buscada")
    expect(page.locator("#list tbody tr")).to_have_count(3)
    assert names(page) == ["Alfa Buscada", "Beta Buscada", "Zeta Buscada"]
    page.get_by_role("link", name="Alta").click()
    expect(page.locator("#list th[aria-sort=ascending]")).to_contain_text("Alta")
    assert names(page) == ["Zeta Buscada", "Alfa Buscada", "Beta Buscada"]
    page.get_by_label("Todos los roles").select_option("Paciente")
    expect(page.locator("#list tbody tr")).to_have_count(2)
    page.get_by_label("Activas e inactivas").select_option("false")
    expect(page.locator("#list")).to_contain_text("Ninguna cuenta coincide con la búsqueda.")
    expect(page).to_have_url(re.compile(r"q=buscada.*role=Paciente.*active=false"))


def test_the_list_is_paged(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/people?perPage=5")
    first = names(page)
    assert len(first) == 5
    page.get_by_role("link", name="Siguiente").click()
    expect(page.locator("#list .pagination .active")).to_contain_text("2 /")
    assert not set(first) & set(names(page))
    page.get_by_role("link", name="Anterior").click()
    expect(page.locator("#list .pagination .active")).to_contain_text("1 /")
    assert names(page) == first


def test_an_account_that_a_colleague_opens_and_changes_shows_in_place(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard("/admin/people?q=viva")
    expect(page.locator("#list")).to_contain_text("Ninguna cuenta coincide con la búsqueda.")
    made = person_of(rest, "Persona Viva")
    row = page.locator(f"#user-{made['id']}")
    expect(row).to_contain_text("Activa")
    rest.post(f"/api/admin/users/{made['id']}/deactivate")
    expect(row).to_contain_text("Inactiva")
    rest.patch(f"/api/admin/users/{made['id']}", {"role": "Medico"})
    expect(row).to_contain_text("Médico")


def test_a_new_account_gets_a_generated_password_that_is_shown_once(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard("/admin/people/new", permissions=["clipboard-read", "clipboard-write"])
    address = f"nueva{datetime.now(UTC).timestamp():.6f}@correo.example"
    page.locator("#f-role").select_option("Medico")
    page.get_by_label("Nombre").fill("Dra. Recién Llegada")
    page.get_by_label("Correo").fill(address)
    page.get_by_role("button", name="Generar una segura").click()
    expect(page.locator("[data-generated]")).to_contain_text("Generada")
    page.get_by_role("button", name="Crear").click()
    password = password_box(page).locator("[data-password]").inner_text()
    assert GENERATED.match(password)
    password_box(page).get_by_role("button", name="Copiar").click()
    expect(password_box(page)).to_contain_text("Copiada.")
    assert page.evaluate("navigator.clipboard.readText()") == password
    page.keyboard.press("Escape")
    expect(password_box(page)).to_be_visible()
    password_box(page).get_by_role("button", name="Ya la guardé").click()
    expect(page).to_have_url(re.compile(r"/admin/people/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Dra. Recién Llegada")
    expect(page.locator("#f-role")).to_have_value("Medico")
    assert password not in page.content()
    assert signs_in(rest, address, password)


def test_a_typed_password_is_not_shown(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard("/admin/people/new")
    address = f"tecleada{datetime.now(UTC).timestamp():.6f}@correo.example"
    page.get_by_label("Nombre").fill("Clave Tecleada")
    page.get_by_label("Correo").fill(address)
    page.get_by_role("button", name="Generar una segura").click()
    page.locator("#f-password").fill(STRONG)
    page.get_by_role("button", name="Crear").click()
    expect(page).to_have_url(re.compile(r"/admin/people/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Clave Tecleada")
    assert signs_in(rest, address, STRONG)


@pytest.mark.presented
def test_faults_of_a_new_account_are_shown_at_their_fields(
    dashboard: OpenDashboard, rest: Api, console: Console
) -> None:
    console.allow("422", "409")
    taken = person_of(rest, "Correo Ocupado")
    page = dashboard("/admin/people/new")
    page.get_by_label(says("Correo")).fill("esto no es un correo")
    page.locator("#f-password").fill("corta")
    page.get_by_role("button", name=says("Crear")).click()
    for field in ("name", "email", "password"):
        expect(page.locator(f"#e-{field}")).not_to_be_empty()
        expect(page.locator(f"#f-{field}")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-name")).to_be_focused()
    page.get_by_label(says("Nombre")).fill("Segundo")
    page.get_by_label(says("Correo")).fill(taken["email"])
    page.locator("#f-password").fill(STRONG)
    page.get_by_role("button", name=says("Crear")).click()
    expect(page.get_by_role("alert")).to_contain_text(says("Ya hay una cuenta con este correo."))
    expect(page.locator("#e-email")).to_have_text(says("Ya hay una cuenta con este correo."))
    expect(page.locator("#f-email")).to_be_focused()
    assert rest.get("/api/admin/users", q="Segundo")["total"] == 0


def test_a_profile_is_edited_and_a_colleague_sees_it(dashboard: OpenDashboard, rest: Api) -> None:
    made = person_of(rest, "Antes del Cambio", documentNumber="DOC-1")
    page, colleague = dashboard(f"/admin/people/{made['id']}"), dashboard(f"/admin/people/{made['id']}")
    page.locator("#f-name").fill("Después del Cambio")
    page.get_by_label("Documento").fill("")
    page.get_by_role("button", name="Guardar").click()
    expect(page).to_have_url(f"{rest.url}/admin/people")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Después del Cambio")
    expect(colleague.get_by_label("Documento")).to_have_value("")
    expect(colleague.locator("#history")).to_contain_text("cambió los datos de Después del Cambio")
    assert rest.get(f"/api/admin/users/{made['id']}")["documentNumber"] is None


@pytest.mark.presented
def test_an_account_that_changed_under_the_question_is_not_deactivated(
    dashboard: OpenDashboard, rest: Api, console: Console
) -> None:
    console.allow("409")
    made = person_of(rest, "Bajo la Pregunta")
    page = dashboard(f"/admin/people/{made['id']}")
    page.get_by_role("button", name=says("Desactivar")).click()
    rest.patch(f"/api/admin/users/{made['id']}", {"phone": "555-123456"})
    page.locator("#confirm [data-yes]").click()
    changed = page.get_by_role("dialog", name=says("No se hizo nada: el registro cambió mientras usted decidía"))
    expect(changed).to_contain_text("555-123456")
    assert rest.get(f"/api/admin/users/{made['id']}")["active"]


def test_who_saves_second_sees_both_versions(dashboard: OpenDashboard, rest: Api, console: Console) -> None:
    console.allow("409")
    made = person_of(rest, "Disputada")
    page = dashboard(f"/admin/people/{made['id']}")
    page.get_by_label("Teléfono").fill("555-1111")
    rest.patch(f"/api/admin/users/{made['id']}", {"phone": "555-2222"})
    expect(page.locator("#person")).to_contain_text("Otra persona acaba de cambiar este registro.")
    expect(page.get_by_label("Teléfono")).to_have_value("555-1111")
    page.get_by_role("button", name="Guardar").click()
    row = page.locator("#conflict tr[data-field=phone]")
    expect(row).to_contain_text("555-1111")
    expect(row).to_contain_text("555-2222")
    page.get_by_role("button", name="Guardar lo mío").click()
    expect(page).to_have_url(f"{rest.url}/admin/people")
    assert rest.get(f"/api/admin/users/{made['id']}")["phone"] == "555-1111"


def test_a_change_of_role_asks_first_and_ends_the_sessions(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    patient = lab.account(Role.PATIENT, name="Cambia de Rol")
    page = dashboard(f"/admin/people/{patient.id}")
    page.locator("#f-role").select_option("Medico")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#confirm")).to_contain_text(
        "¿Cambiar el rol de Cambia de Rol? Se cerrarán todas sus sesiones."
    )
    answer_confirmation(page, yes=False)
    assert rest.get(f"/api/admin/users/{patient.id}")["role"] == "Paciente"
    assert lab.api(patient).request("GET", "/api/auth/me").status_code == 200
    page.get_by_role("button", name="Guardar").click()
    answer_confirmation(page)
    expect(page).to_have_url(f"{rest.url}/admin/people")
    assert rest.get(f"/api/admin/users/{patient.id}")["role"] == "Medico"
    assert lab.api(patient).request("GET", "/api/auth/me").status_code == 401


def test_an_account_is_shut_out_and_let_in_again(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    patient = lab.account(Role.PATIENT, name="Entra y Sale")
    page, colleague = dashboard(f"/admin/people/{patient.id}"), dashboard("/admin/people?q=entra+y+sale")
    page.get_by_role("button", name="Desactivar").click()
    answer_confirmation(page, yes=False)
    assert signs_in(rest, patient.email, PASSWORD)
    page.get_by_role("button", name="Desactivar").click()
    answer_confirmation(page)
    expect(page.locator("#person [data-active]")).to_have_text("Inactiva")
    expect(page.locator("#history")).to_contain_text("desactivó la cuenta de Entra y Sale")
    expect(colleague.locator(f"#user-{patient.id}")).to_contain_text("Inactiva")
    assert lab.api(patient).request("GET", "/api/auth/me").status_code == 401
    assert not signs_in(rest, patient.email, PASSWORD)
    page.get_by_role("button", name="Activar", exact=True).click()
    answer_confirmation(page)
    expect(page.locator("#person [data-active]")).to_have_text("Activa")
    assert signs_in(rest, patient.email, PASSWORD)


def test_an_action_on_what_a_colleague_just_changed_is_refused(
    dashboard: OpenDashboard, rest: Api, console: Console
) -> None:
    console.allow("409")
    made = person_of(rest, "Cambiada en Medio")
    page = dashboard(f"/admin/people/{made['id']}")
    # An edited form keeps its input and its version.
    page.get_by_label("Teléfono").fill("1")
    rest.patch(f"/api/admin/users/{made['id']}", {"phone": "555-002"})
    expect(page.locator("#person")).to_contain_text("Otra persona acaba de cambiar este registro.")
    page.get_by_role("button", name="Desactivar").click()
    answer_confirmation(page)
    expect(page.get_by_role("dialog", name="No se hizo nada")).to_contain_text("555-002")
    assert rest.get(f"/api/admin/users/{made['id']}")["active"] is True
    page.get_by_role("dialog").get_by_role("button", name="Revisar").click()
    page.get_by_label("Teléfono").fill("")


def test_a_new_password_is_seen_once_and_is_the_only_one_that_opens(dashboard: OpenDashboard, rest: Api) -> None:
    made = person_of(rest, "Olvidó la Clave")
    page = dashboard(f"/admin/people/{made['id']}")
    page.get_by_role("button", name="Contraseña provisional").click()
    expect(page.locator("#confirm")).to_contain_text("¿Poner una contraseña provisional a Olvidó la Clave?")
    answer_confirmation(page, yes=False)
    assert signs_in(rest, made["email"], STRONG)
    page.get_by_role("button", name="Contraseña provisional").click()
    answer_confirmation(page)
    expect(password_box(page)).to_be_visible()
    # The event of the page's own change must not remove the password.
    expect(page.locator("#history")).to_contain_text("cambió la contraseña de Olvidó la Clave")
    password = password_box(page).locator("[data-password]").inner_text()
    assert GENERATED.match(password)
    assert signs_in(rest, made["email"], password)
    assert not signs_in(rest, made["email"], STRONG)
    with page.expect_navigation():
        password_box(page).get_by_role("button", name="Ya la guardé").click()
    expect(password_box(page)).to_be_hidden()
    expect_live(page)
    assert password not in page.content()


def test_the_last_administrator_stays(dashboard: OpenDashboard, account: Account, rest: Api, console: Console) -> None:
    console.allow("409")
    for one in rest.get("/api/admin/users", role="Administrador", active="true", perPage=200)["items"]:
        if one["id"] != account.id:
            rest.post(f"/api/admin/users/{one['id']}/deactivate")
    page = dashboard(f"/admin/people/{account.id}", account=account)
    page.get_by_role("button", name="Desactivar").click()
    expect(page.locator("#confirm")).to_contain_text("¿Desactivar su propia cuenta?")
    answer_confirmation(page)
    expect(page.locator("#toasts [data-kind=error]")).to_contain_text("Es el último administrador activo.")
    page.locator("#f-role").select_option("Paciente")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#confirm")).to_contain_text("¿Cambiar su propio rol?")
    answer_confirmation(page)
    expect(page.locator("#person [data-alert]")).to_contain_text("Es el último administrador activo.")
    assert rest.get(f"/api/admin/users/{account.id}")["role"] == "Administrador"
    page.locator("#f-role").select_option("Administrador")


@pytest.mark.parametrize("how", ["deactivated", "demoted", "new password"])
def test_an_administrator_who_is_no_longer_one_is_at_the_door_at_once(
    dashboard: OpenDashboard, lab: Lab, rest: Api, console: Console, how: str
) -> None:
    console.allow("401", "403")
    leaving = lab.account(Role.ADMIN)
    page = dashboard("/admin/exams?q=gluc", account=leaving)
    match how:
        case "deactivated":
            rest.post(f"/api/admin/users/{leaving.id}/deactivate")
        case "demoted":
            rest.patch(f"/api/admin/users/{leaving.id}", {"role": "Paciente"})
        case _:
            rest.post(f"/api/admin/users/{leaving.id}/password", {"newPassword": STRONG})
    expect(page).to_have_url(re.compile(r"/admin/sign-in\?next=%2Fadmin%2Fexams%3Fq%3Dgluc(&ended=1)?$"), timeout=2_000)
    expect(page.get_by_label("Contraseña")).to_be_visible()


def test_a_patients_appointments_and_results_follow(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    patient = lab.account(Role.PATIENT, name="Con Citas")
    page = dashboard(f"/admin/people/{patient.id}")
    expect(page.locator("#appointments")).to_contain_text("Todavía no tiene citas.")
    expect(page.locator("#results")).to_contain_text("Todavía no tiene resultados.")
    exam = rest.get("/api/exams")["items"][0]
    location = rest.get("/api/locations")["items"][0]
    when = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    body = {"locationId": location["id"], "examIds": [exam["id"]], "scheduledAt": when}
    booked = lab.api(patient).post("/api/appointments", body)
    row = page.locator(f'#appointments [data-key="a{booked["id"]}"]')
    expect(row).to_contain_text(location["name"])
    expect(row).to_contain_text("Pendiente")
    rest.post(f"/api/admin/appointments/{booked['id']}/confirm")
    expect(row).to_contain_text("Confirmada")
    rest.post("/api/admin/results", {"appointmentId": booked["id"], "examId": exam["id"]})
    expect(page.locator("#results")).to_contain_text(exam["name"])


def test_there_is_no_such_person(dashboard: OpenDashboard, console: Console) -> None:
    console.allow("404")
    page = dashboard("/admin/people/999999", live=False)
    expect(page.locator("[data-code=not_found]")).to_be_visible()
