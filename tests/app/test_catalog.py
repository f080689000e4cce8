"""The app's sign-up, sign-in and catalogue: search, and prices that change live."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from labapp.identity import Role
from tests.support.accounts import PASSWORD
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp, expect_live
from tests.support.presentations import Presentation
from tests.support.rest import Api
from tests.support.texts import says


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


@pytest.mark.presented
def test_somebody_signs_up_and_stays_signed_in(app_page: OpenApp) -> None:
    page = app_page("/registro")
    fill(page, name="Rosa Díaz", email=f"{uuid4().hex}@lab.example", password="Una-clave-larga-1")
    page.get_by_role("button", name=says("Crear una cuenta")).click()
    expect_live(page)
    page.goto("/avisos")
    expect(page.locator(".entry")).to_have_text(re.compile(says("Le damos la bienvenida: su cuenta está lista.")))
    page.reload()
    expect_live(page)
    assert page.evaluate("[localStorage.length, document.cookie.includes('ey')]") == [0, False]
    kept = page.evaluate("Object.values(sessionStorage).join()")
    assert "eyJ" not in kept


@pytest.mark.presented
def test_a_wrong_password_and_a_fault_are_said(app_page: OpenApp, lab: Lab, console: Console) -> None:
    console.allow("401", "409")
    patient = lab.account(Role.PATIENT)
    page = app_page("/entrar")
    fill(page, email=patient.email, password="equivocada-del-todo")
    page.get_by_role("button", name=says("Entrar")).click()
    expect(page.get_by_role("alert").filter(has_text=re.compile("."))).to_be_visible()
    fill(page, email=patient.email, password=PASSWORD)
    page.get_by_role("button", name=says("Entrar")).click()
    expect_live(page)
    other = app_page("/registro")
    fill(other, name="Otra", email=patient.email, password="Una-clave-larga-1")
    other.get_by_role("button", name=says("Crear una cuenta")).click()
    expect(other.get_by_role("alert").filter(has_text=re.compile("."))).to_be_visible()


def test_what_is_wrong_with_a_field_is_said_at_it_in_the_language_of_the_app(
    app_page: OpenApp, console: Console
) -> None:
    console.allow("422")
    page = app_page("/registro", locale="de-DE")
    fill(page, email="nadie", password="corta")
    page.get_by_role("button", name=says("Crear una cuenta")).click()
    expect(page.locator("#name-fault")).to_have_text(says("Es obligatorio."))
    expect(page.locator("#email-fault")).to_have_text(says("No es válido."))
    expect(page.locator("#password-fault")).to_have_text(
        says("Debe tener al menos {min_length} caracteres.", min_length=10)
    )
    expect(page.get_by_label(says("Nombre completo"))).to_be_focused()
    expect(page).to_have_url(re.compile("/registro$"))
    page.get_by_role("link", name=says("Entrar")).last.click()
    page.get_by_role("button", name=says("Entrar")).click()
    expect(page.locator("#email-fault")).to_have_text(says("Es obligatorio."))
    expect(page.locator("#password-fault")).to_have_text(says("Es obligatorio."))


@pytest.mark.presented
def test_the_search_knows_no_accents(app_page: OpenApp) -> None:
    page = app_page("/")
    expect(page).to_have_url(re.compile("/catalogo$"))
    page.get_by_role("searchbox").fill("HEMOGRAMA")
    expect(page.get_by_role("heading", name=re.compile("Hemograma")).first).to_be_visible()
    page.get_by_role("searchbox").fill("quimica")
    expect(page.get_by_role("heading", level=3)).not_to_have_count(0)
    page.get_by_role("searchbox").fill("zzzz nada")
    expect(page.get_by_text(says("Nada coincide con la búsqueda."))).to_be_visible()


def test_a_price_changes_before_ones_eyes(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    page = app_page("/catalogo", account=lab.account(Role.PATIENT))
    exam = rest.get("/api/exams")["items"][0]
    price = page.locator(f"#exam-{exam['id']} .price")
    expect(price).to_contain_text(exam["price"])
    expect(price.locator(".mark")).to_have_count(0)
    rest.patch(f"/api/admin/exams/{exam['id']}/price", {"price": "123.45"})
    expect(price).to_contain_text("123.45")
    expect(price.locator(".mark")).to_contain_text(exam["price"])


@pytest.mark.presented
def test_events_change_what_is_shown_without_a_request(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    patient = lab.account(Role.PATIENT)
    page = app_page("/catalogo", account=patient)
    expect_live(page)
    exam = rest.get("/api/exams")["items"][1]
    shown = page.locator(f"#exam-{exam['id']}")
    expect(shown).to_be_visible()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    rest.patch(f"/api/admin/exams/{exam['id']}/price", {"price": "234.56"})
    expect(shown.locator(".price")).to_contain_text("234.56")
    rest.patch(f"/api/admin/exams/{exam['id']}", {"active": False})
    expect(shown).to_have_count(0)
    # What happened meanwhile is replayed.
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_contain_text(says("Sin conexión"))
    rest.patch(f"/api/admin/exams/{exam['id']}", {"active": True})
    rest.patch(f"/api/admin/exams/{exam['id']}/price", {"price": "345.67"})
    page.context.set_offline(False)
    expect(shown.locator(".price")).to_contain_text("345.67")
    expect_live(page)
    assert [url for url in requests if "/api/catalog" in url] == []


@pytest.mark.presented
def test_a_package_says_what_it_saves(app_page: OpenApp, rest: Api) -> None:
    catalog = rest.get("/api/catalog")
    prices = {exam["id"]: float(exam["price"]) for exam in catalog["exams"]}
    offer = catalog["packages"][0]
    saved = sum(prices[one] for one in offer["examIds"]) - float(offer["price"])
    assert saved > 0
    page = app_page("/catalogo")
    expect(page.locator(f"#package-{offer['id']} .saving")).to_contain_text(f"{saved:.2f}")


@pytest.mark.presented
def test_whoever_is_deactivated_is_told_why(app_page: OpenApp, lab: Lab, rest: Api, console: Console) -> None:
    console.allow("401")
    # The app gives up an attempt to reconnect as soon as it knows.
    console.allow("closed before the connection is established")
    patient = lab.account(Role.PATIENT)
    page = app_page("/catalogo", account=patient)
    rest.post(f"/api/admin/users/{patient.id}/deactivate", None)
    expect(
        page.get_by_role("alert").filter(
            has_text=says("El laboratorio desactivó esta cuenta. Comuníquese con el laboratorio para saber por qué.")
        )
    ).to_be_visible()
    expect(page.locator("#connection")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name=says("Entrar"))).to_be_visible()


@pytest.mark.presented
def test_a_search_survives_back_and_a_link_begins_anew(app_page: OpenApp) -> None:
    page = app_page("/catalogo")
    page.get_by_label(says("Buscar un examen o un paquete")).fill("glucosa")
    expect(page).to_have_url(re.compile(r"/catalogo\?q=glucosa$"))
    found = page.locator("[role=status]").filter(has_text=re.compile(says("{n} en el catálogo", n=r"\d+"))).inner_text()
    page.get_by_role("link", name=says("Entrar")).click()
    expect(page.get_by_role("heading", name=says("Entrar"))).to_be_visible()
    page.go_back()
    expect(page.get_by_label(says("Buscar un examen o un paquete"))).to_have_value("glucosa")
    expect(page.get_by_text(found, exact=True)).to_be_visible()
    page.get_by_role("link", name=says("Catálogo")).click()
    expect(page.get_by_label(says("Buscar un examen o un paquete"))).to_have_value("")


@pytest.mark.presented
def test_an_unknown_address_shows_a_page(app_page: OpenApp, console: Console) -> None:
    console.allow("404")
    page = app_page("/no-existe")
    expect(page.get_by_role("heading", name=says("Esta página no existe"))).to_be_visible()
    page.get_by_role("link", name=says("Ir al catálogo")).click()
    expect(page.get_by_role("heading", name=says("Catálogo"))).to_be_visible()
    page.goto("/cuenta/")
    expect(page).to_have_url(re.compile("/cuenta$"))


@pytest.mark.presented
def test_the_app_is_in_the_language_of_the_browser_at_first(app_page: OpenApp, presentation: Presentation) -> None:
    page = app_page("/catalogo")
    expect(page.get_by_role("heading", name=says("Catálogo"))).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", presentation.language)
