"""What a browser keeps on its disk of a patient's visit: nothing that names the patient or says what was examined."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Response, expect

from labapp.identity import Role
from tests.support.chromium import open_profile
from tests.support.lab import Lab
from tests.support.pages import expect_live
from tests.support.pdf_files import make_pdf
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, create_record, order_result

NAME, EMAIL, DOCUMENT = "Rosaura Ñaupari Quillca", "rosaura.naupari@lab.example", "DNI-70519283"
PHONE, NOTES, EXAM = "+51 955 777 333", "Alergia al látex, diga Zafiro", "Carga viral Turquesa"
PASSWORD = "Una-clave-larga-1"
# Parts of the values as well: a store may cut them.
PERSONAL = ("Rosaura", "Quillca", "rosaura.naupari", "70519283", "955 777 333", "Zafiro", "Turquesa")
# The browser's own memory of forms, passwords and open tabs, which its user controls: the name of a sign-in.
FORM_MEMORY = re.compile("Default/(Web Data|Login Data|Sessions/.*)")


@contextmanager
def watched_tokens(page: Page) -> Iterator[list[str]]:
    """Collect the access tokens that the page receives."""
    tokens: list[str] = []

    def on_response(response: Response) -> None:
        if response.request.method == "POST" and "/api/session" in response.url and response.ok:
            tokens.append(response.json()["accessToken"])

    page.on("response", on_response)
    yield tokens
    page.remove_listener("response", on_response)


def forms_of(text: str) -> set[bytes]:
    """Return a text as the browser may store it."""
    return {text.encode(coding) for coding in ("utf-8", "utf-16-le", "latin-1")}


def found_in(directory: Path, texts: tuple[str, ...]) -> set[tuple[str, str]]:
    """Return the files of a profile that contain one of ``texts``, with the text."""
    found = set()
    for path in directory.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            name = str(path.relative_to(directory))
            found |= {(name, text) for text in texts for form in forms_of(text) if form in content}
    return found


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=name).click()


def visit(page: Page, result: int) -> None:
    """Sign in and look at everything that is personal."""
    page.goto("/entrar")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect_live(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/citas")
    expect_live(page)
    expect(page.get_by_text("Zafiro")).to_be_visible()
    go(page, "Resultados")
    mine = page.locator(f"#result-{result}")
    expect(mine).to_contain_text("Turquesa")
    mine.get_by_role("button", name="Descargar").click()
    expect(mine).to_contain_text("El archivo llegó completo y sin cambios.")
    with page.expect_download() as saving:
        mine.get_by_role("link", name="Guardar").click()
    saving.value.path()
    go(page, "Avisos")
    expect(page.get_by_text("Turquesa").first).to_be_visible()
    go(page, "Cuenta")
    expect(page.locator("[name=name]")).to_have_value(NAME)


@pytest.fixture(scope="module")
def result(lab: Lab) -> int:
    """A released result of the patient. Its exam is no longer in the public catalogue."""
    rest: Api = lab.api(lab.account(Role.ADMIN))
    body = {"name": NAME, "email": EMAIL, "password": PASSWORD, "documentNumber": DOCUMENT, "phone": PHONE}
    patient = lab.api().post("/api/auth/register", body)
    exam = create_record(rest, "exams", name=EXAM)
    at = datetime.now(UTC) + timedelta(days=3)
    booked = book_appointment(
        rest, patientId=patient["id"], examIds=[exam["id"]], scheduledAt=at.isoformat(), notes=NOTES
    )
    rest.post(f"/api/admin/appointments/{booked['id']}/confirm")
    ordered = order_result(rest, booked["id"], exam["id"], content=make_pdf(EXAM), released=True)
    rest.patch(f"/api/admin/exams/{exam['id']}", {"active": False})
    return int(ordered["id"])


@pytest.mark.parametrize("signs_out", [True, False], ids=["signed out", "only closed"])
def test_the_profile_of_a_browser_holds_nothing_personal(
    lab: Lab, result: int, playwright: Playwright, tmp_path: Path, signs_out: bool
) -> None:
    profile = tmp_path / "profile"
    with open_profile(playwright, profile, lab.server.url) as context:
        page = context.new_page()
        with watched_tokens(page) as tokens:
            visit(page, result)
        if signs_out:
            page.get_by_role("button", name="Salir", exact=True).click()
            expect(page.get_by_role("alert").filter(has_text="Ha salido de su cuenta.")).to_be_visible()
        page.goto("/catalogo")
        expect(page.get_by_role("searchbox")).to_be_visible()
    assert len(tokens) >= 2
    # Texts in the profile are found: the shell is in the storage of the service worker.
    assert any("Service Worker" in name for name, _ in found_in(profile, ("/static/build/app.",)))
    signatures = tuple(token.rsplit(".", 1)[1] for token in tokens)
    found = found_in(profile, PERSONAL + signatures)
    assert {one for one in found if not (FORM_MEMORY.fullmatch(one[0]) and one[1] == "rosaura.naupari")} == set()
