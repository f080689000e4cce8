"""Results in the dashboard: upload by drop or choice, refusals in words, live release and delivery."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, Response, expect

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.chromium import Console, launched
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, expect_live
from tests.support.pdf_files import encrypted_pdf, make_pdf
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, create_record, numbers, order_result
from tests.support.texts import amount, says

pytestmark = pytest.mark.presented


@dataclass(frozen=True, slots=True)
class Order:
    """A result without a file, and its patient."""

    id: int
    exam: str
    patient: Account
    name: str
    visit: int

    @property
    def path(self) -> str:
        return f"/admin/results/{self.id}"

    @property
    def api(self) -> str:
        return f"/api/admin/results/{self.id}"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that shows PDFs."""
    with launched(playwright, viewer=True) as running:
        yield running


@pytest.fixture
def visit(lab: Lab, rest: Api) -> Callable[[], dict[str, Any]]:
    """Book a confirmed appointment of a new patient for a new exam."""

    def make() -> dict[str, Any]:
        number = next(numbers)
        patient = lab.account(Role.PATIENT, name=f"Paciente Resultado {number}")
        exam = create_record(rest, "exams", code=f"RES{number}", name=f"Análisis {number}")
        booked = book_appointment(
            rest,
            patientId=patient.id,
            locationId=rest.get("/api/locations")["items"][0]["id"],
            scheduledAt=(datetime.now(UTC) + timedelta(hours=number)).isoformat(),
            examIds=[exam["id"]],
        )
        rest.post(f"/api/admin/appointments/{booked['id']}/confirm")
        return {
            "appointment": booked["id"],
            "exam": exam,
            "patient": patient,
            "name": f"Paciente Resultado {number}",
        }

    return make


@pytest.fixture
def order(rest: Api, visit: Callable[[], dict[str, Any]]) -> Callable[[], Order]:
    """Order a result of a new patient."""

    def make() -> Order:
        made = visit()
        result = order_result(rest, made["appointment"], made["exam"]["id"])
        return Order(result["id"], made["exam"]["name"], made["patient"], made["name"], made["appointment"])

    return make


def drop(page: Page, target: Locator, *files: tuple[str, str, bytes]) -> None:
    """Drop files onto ``target`` as a file manager does: name, media type, content."""
    given = [{"name": name, "type": kind, "data": base64.b64encode(data).decode()} for name, kind, data in files]
    transfer = page.evaluate_handle(
        """given => {
            const transfer = new DataTransfer();
            for (const { name, type, data } of given) {
                const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
                transfer.items.add(new File([bytes], name, { type }));
            }
            return transfer;
        }""",
        given,
    )
    target.dispatch_event("dragenter", {"dataTransfer": transfer})
    target.dispatch_event("dragover", {"dataTransfer": transfer})
    target.dispatch_event("drop", {"dataTransfer": transfer})


def pdf_file(name: str, content: bytes) -> tuple[str, str, bytes]:
    return name, "application/pdf", content


def row_of(page: Page, order: Order) -> Locator:
    return page.locator(f"#result-{order.id}")


def test_a_pdf_dropped_on_its_row_is_attached_and_a_colleague_sees_it_at_once(
    dashboard: OpenDashboard, rest: Api, order: Callable[[], Order]
) -> None:
    mine, other = order(), order()
    page, colleague = dashboard("/admin/results"), dashboard("/admin/results?stage=missing")
    expect(row_of(colleague, mine)).to_be_visible()
    content = make_pdf()
    drop(page, row_of(page, mine).get_by_role("link").first, pdf_file("Informe ñ.pdf", content))
    expect(page.locator("#toasts")).to_contain_text(says("{name} quedó adjunto.", name="Informe ñ.pdf"))
    expect(row_of(page, mine).locator("[data-file]")).to_contain_text("Informe ñ.pdf")
    expect(row_of(page, mine).get_by_role("button")).to_contain_text(says("Reemplazar"))
    saved = rest.get(mine.api)
    assert (saved["fileName"], saved["sha256"]) == ("Informe ñ.pdf", hashlib.sha256(content).hexdigest())
    # It has left the colleague's list of results without a file; the others stay.
    expect(row_of(colleague, mine)).to_have_count(0)
    expect(row_of(colleague, other)).to_be_visible()
    assert not rest.get(other.api)["hasFile"]


def test_a_pdf_is_chosen_with_the_keyboard_alone_also_on_a_phone(
    dashboard: OpenDashboard, rest: Api, order: Callable[[], Order], tmp_path: Path
) -> None:
    mine = order()
    page = dashboard("/admin/results")
    file = tmp_path / "elegido.pdf"
    file.write_bytes(make_pdf())
    button = page.get_by_role(
        "button",
        name=says(
            "Adjuntar el PDF de %(what)s", what=says("%(exam)s de %(patient)s", exam=mine.exam, patient=mine.name)
        ),
    )
    with page.expect_file_chooser() as chooser:
        # This round trip makes sure that the page intercepts the file chooser; key presses do not wait for that.
        button.focus()
        page.keyboard.press("Enter")
    assert not chooser.value.is_multiple()
    chooser.value.set_files(file)
    expect(row_of(page, mine).locator("[data-file]")).to_contain_text("elegido.pdf")
    assert rest.get(mine.api)["fileName"] == "elegido.pdf"


def test_several_files_and_files_beside_the_rows_are_refused_in_words(
    dashboard: OpenDashboard, rest: Api, order: Callable[[], Order]
) -> None:
    mine = order()
    page = dashboard("/admin/results")
    pair = pdf_file("uno.pdf", make_pdf("uno")), pdf_file("dos.pdf", make_pdf("dos"))
    drop(page, page.locator("#list thead"), *pair)
    expect(page.locator("#toasts")).to_contain_text(
        says("No se subió nada: suelte cada PDF sobre la fila de su resultado, de uno en uno.")
    )
    drop(page, row_of(page, mine).locator("td").first, *pair)
    expect(row_of(page, mine).get_by_role("alert")).to_have_text(
        says("Un resultado tiene un solo PDF: suelte un archivo a la vez.")
    )
    # The page was not left, and nothing was sent.
    expect(page).to_have_url(f"{rest.url}/admin/results")
    assert not rest.get(mine.api)["hasFile"]
    rest.upload(mine.api + "/file", make_pdf())
    rest.post(mine.api + "/release")
    expect(row_of(page, mine)).to_contain_text(says("Listo"))
    drop(page, row_of(page, mine).locator("td").first, pair[0])
    expect(page.locator("#toasts")).to_contain_text(
        says("Este resultado ya está publicado: su PDF no se puede cambiar.")
    )


@pytest.mark.parametrize(
    ("name", "kind", "content", "status", "words"),
    [
        ("foto.png", "image/png", b"\x89PNG\r\n", 415, "Se espera un archivo application/pdf."),
        ("falso.pdf", "application/pdf", b"esto no es un PDF", 422, "No es un PDF que se pueda abrir."),
        ("cerrado.pdf", "application/pdf", encrypted_pdf("secreta"), 422, "No es un PDF que se pueda abrir."),
        ("grande.pdf", "application/pdf", make_pdf(size=10 * 1024**2 + 1), 413, "El archivo supera los 10 MiB."),
    ],
    ids=["not declared a PDF", "no PDF", "encrypted", "too large"],
)
def test_what_is_no_acceptable_pdf_is_refused_where_it_was_dropped(
    dashboard: OpenDashboard,
    rest: Api,
    order: Callable[[], Order],
    console: Console,
    name: str,
    kind: str,
    content: bytes,
    status: int,
    words: str,
) -> None:
    console.allow(str(status))
    mine = order()
    page = dashboard(mine.path)
    zone = page.locator("#drop")
    drop(page, zone, (name, kind, content))
    expect(zone.get_by_role("alert")).to_contain_text(f"{name}: ")
    expect(zone.get_by_role("alert")).to_contain_text(says(words))
    assert rest.get(mine.api) == rest.get(mine.api) | {"hasFile": False, "status": "pending", "fileName": None}
    # The message stays while the page follows other changes, and disappears with the next file.
    rest.patch(f"/api/admin/appointments/{mine.visit}", {"notes": "otra cosa"})
    expect(zone.get_by_role("alert")).to_contain_text(says(words))
    drop(page, zone, pdf_file("bueno.pdf", make_pdf()))
    expect(page.locator("#file-data")).to_contain_text("bueno.pdf")
    expect(zone.get_by_role("alert")).to_have_text("")


def test_a_far_too_large_file_is_refused_in_words_and_not_as_a_broken_connection(
    dashboard: OpenDashboard, order: Callable[[], Order], console: Console, tmp_path: Path
) -> None:
    console.allow("413")
    page = dashboard(order().path)
    file = tmp_path / "enorme.pdf"
    with file.open("wb") as target:
        target.write(b"%PDF-1.4\n")
        target.truncate(60 * 1024**2)
    page.locator("#drop input[type=file]").set_input_files(file)
    expect(page.locator("#drop").get_by_role("alert")).to_contain_text(says("El archivo supera los 10 MiB."))


def test_the_progress_of_a_slow_upload_is_shown_while_the_page_goes_on(
    dashboard: OpenDashboard, rest: Api, order: Callable[[], Order]
) -> None:
    mine, other = order(), order()
    page = dashboard("/admin/results")
    line = page.context.new_cdp_session(page)
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 150_000},
    )
    drop(page, row_of(page, mine), pdf_file("lento.pdf", make_pdf(size=700_000)))
    row = row_of(page, mine)
    expect(row.get_by_role("progressbar")).to_be_visible()
    expect(row.locator("[data-progress]")).to_have_text(
        re.compile(says("Subiendo {name}: {percent} %", name=r"lento\.pdf", percent=r"[1-9]\d?"))
    )
    expect(row.get_by_role("button")).to_be_disabled()
    # Another row changes meanwhile; this one keeps its message.
    rest.upload(other.api + "/file", make_pdf(), "vecino.pdf")
    expect(row_of(page, other)).to_contain_text("vecino.pdf")
    expect(row.get_by_role("progressbar")).to_be_visible()
    expect(row).to_contain_text(f"lento.pdf {amount('683.6')} KiB")
    expect(row.get_by_role("progressbar")).to_be_hidden()
    expect(row.get_by_role("button")).to_be_enabled()


def test_a_file_for_a_version_that_a_colleague_has_replaced_is_refused(
    dashboard: OpenDashboard, rest: Api, order: Callable[[], Order], console: Console
) -> None:
    console.allow("409")
    mine = order()
    page = dashboard(mine.path)
    # The page still has the old version while the colleague's event is on its way.
    stale = page.locator("#file-card").get_attribute("data-version")
    rest.upload(mine.api + "/file", make_pdf("del colega"), "colega.pdf")
    expect(page.locator("#file-data")).to_contain_text("colega.pdf")
    page.locator("#file-card").evaluate("(card, version) => { card.dataset.version = version; }", stale)
    drop(page, page.locator("#drop"), pdf_file("mio.pdf", make_pdf("mío")))
    expect(page.locator("#drop").get_by_role("alert")).to_contain_text(
        says("Otra persona cambió este resultado mientras tanto.")
    )
    assert rest.get(mine.api)["fileName"] == "colega.pdf"
    # The page has the current version again, so a second attempt replaces the file.
    expect(page.locator("#file-card")).not_to_have_attribute("data-version", str(stale))
    drop(page, page.locator("#drop"), pdf_file("mio.pdf", make_pdf("mío")))
    expect(page.locator("#file-data")).to_contain_text("mio.pdf")
    assert rest.get(mine.api)["fileName"] == "mio.pdf"


def test_the_pdf_is_previewed_in_the_page_once_and_again_when_it_is_replaced(
    dashboard: OpenDashboard, rest: Api, order: Callable[[], Order]
) -> None:
    mine = order()
    content = make_pdf()
    rest.upload(mine.api + "/file", content, "primero.pdf")
    page = dashboard()
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one) if one.url.split("?")[0].endswith("/file") else None)
    with page.expect_response(lambda one: one.url.split("?")[0].endswith(f"/{mine.id}/file")):
        page.goto(mine.path)
    expect_live(page)
    frame = page.locator("#preview iframe")
    expect(frame).to_have_attribute("title", says("Vista previa de %(name)s", name="primero.pdf"))
    expect(page.locator("#file-data")).to_contain_text(hashlib.sha256(content).hexdigest())
    expect(page.get_by_role("link", name=says("Abrir en otra pestaña"))).to_be_visible()
    # Changes of other results do not reload it.
    shown = frame.get_attribute("src")
    frame.evaluate("frame => { frame.dataset.same = 'yes'; }")
    rest.post(mine.api + "/release")
    expect(page.locator("#state-card")).to_contain_text(says("Listo"))
    expect(frame).to_have_attribute("data-same", "yes")
    expect(page.locator("#readings [data-name]", has_text=says("abrió el PDF"))).to_have_count(1)
    expect(page.locator("#readings [data-name]", has_text=says("vio los datos"))).to_have_count(1)
    entries = rest.get("/api/admin/events", entityType="result", entityId=mine.id)["items"]
    assert sorted(one["after"]["part"] for one in entries if one["name"] == "result.read") == ["detail", "file"]
    # Chromium's viewer reads from the first response, and reports it twice.
    assert {one.status for one in answers} == {200}
    headers = answers[0].all_headers()
    assert headers["content-type"] == "application/pdf"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'self'"
    # A replaced file is loaded again.
    again = order()
    rest.upload(again.api + "/file", content, "uno.pdf")
    page.goto(again.path)
    first = frame.get_attribute("src")
    rest.upload(again.api + "/file", make_pdf("otro"), "dos.pdf")
    expect(frame).to_have_attribute("title", says("Vista previa de %(name)s", name="dos.pdf"))
    expect(frame).not_to_have_attribute("src", str(first))
    assert shown != first


def test_release_asks_first_and_then_the_patient_has_it_and_fetching_it_shows_everywhere(
    dashboard: OpenDashboard, lab: Lab, rest: Api, order: Callable[[], Order]
) -> None:
    mine = order()
    patient = lab.api(mine.patient)
    content = make_pdf()
    page, colleague, listed = dashboard(mine.path), dashboard(mine.path), dashboard("/admin/results")
    expect(page.get_by_role("button", name=says("Publicar"))).to_have_count(0)
    expect(page.locator("#released")).to_contain_text(says("Todavía no: falta el PDF."))
    page.locator("#drop input[type=file]").set_input_files(
        {"name": "listo.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    for one in (page, colleague):
        expect(one.get_by_role("button", name=says("Publicar"))).to_be_visible()
        expect(one.locator("#file-data")).to_contain_text("listo.pdf")

    page.get_by_role("button", name=says("Publicar")).click()
    expect(page.locator("#confirm")).to_contain_text(
        says("¿Publicar «%(exam)s»? %(patient)s lo verá de inmediato.", exam=mine.exam, patient=mine.name)
    )
    page.locator("#confirm [data-no]").click()
    assert patient.get("/api/results")["items"] == []

    page.get_by_role("button", name=says("Publicar")).click()
    page.locator("#confirm [data-yes]").click()
    for one in (page, colleague):
        expect(one.locator("#state-card [data-state]")).to_have_attribute("data-state", "ready")
        expect(one.locator("#released time")).to_be_visible()
        expect(one.locator("#drop")).to_have_count(0)
        expect(one.get_by_role("button", name=says("Publicar"))).to_have_count(0)
    expect(row_of(listed, mine).locator("[data-state]")).to_have_attribute("data-state", "ready")
    seen = patient.get(f"/api/results/{mine.id}")
    assert (seen["status"], seen["fileName"], seen["sha256"]) == (
        "ready",
        "listo.pdf",
        hashlib.sha256(content).hexdigest(),
    )

    assert patient.request("GET", f"/api/results/{mine.id}/pdf").content == content
    for one in (page, colleague):
        expect(one.locator("#state-card [data-state]")).to_have_attribute("data-state", "delivered")
        expect(one.locator("#delivered time")).to_be_visible()
        expect(one.locator("#readings")).to_contain_text(f"{mine.name} {says('descargó el PDF por primera vez')}")
    expect(row_of(listed, mine).locator("[data-state]")).to_have_attribute("data-state", "delivered")


def test_a_release_that_comes_too_late_says_so(
    dashboard: OpenDashboard, rest: Api, order: Callable[[], Order], console: Console
) -> None:
    console.allow("409")
    mine = order()
    rest.upload(mine.api + "/file", make_pdf(), "informe.pdf")
    page = dashboard(mine.path)
    page.get_by_role("button", name=says("Publicar")).click()
    question = page.locator("#confirm")
    expect(question.locator("dd")).to_contain_text([mine.name, "informe.pdf"])
    expect(question.get_by_role("button")).to_have_text([says("No, volver"), says("Publicar")])
    # The page merges the new file while the question is open; what was asked about is the old one.
    rest.upload(mine.api + "/file", make_pdf("corregido"), "corregido.pdf")
    expect(page.locator("#file-data")).to_contain_text("corregido.pdf")
    page.locator("#confirm [data-yes]").click()
    changed = page.get_by_role("dialog", name=says("No se hizo nada: el registro cambió mientras usted decidía"))
    expect(changed.locator("[data-name='result.file_attached']").first).to_contain_text("corregido.pdf")
    assert rest.get(mine.api)["status"] == "pending"
    changed.get_by_role("button", name=says("Revisar")).click()
    page.get_by_role("button", name=says("Publicar")).click()
    expect(question.locator("dd")).to_contain_text([mine.name, "corregido.pdf"])
    page.locator("#confirm [data-yes]").click()
    expect(page.locator("#state-card [data-state]")).to_have_attribute("data-state", "ready")


def test_the_list_is_searched_and_filtered_in_place_and_its_address_keeps_it(
    dashboard: OpenDashboard, rest: Api, order: Callable[[], Order]
) -> None:
    mine, filed = order(), order()
    rest.upload(filed.api + "/file", make_pdf())
    page = dashboard("/admin/results")
    page.get_by_label(says("Buscar")).fill(mine.name)
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(row_of(page, mine)).to_be_visible()
    page.get_by_label(says("Buscar")).fill("")
    page.get_by_label(says("Por publicar")).check(force=True)
    expect(row_of(page, filed)).to_be_visible()
    expect(row_of(page, mine)).to_have_count(0)
    page.reload()
    expect(page.get_by_label(says("Por publicar"))).to_be_checked()
    expect(row_of(page, filed)).to_be_visible()
    # After a release by a colleague there is nothing left to release.
    rest.post(filed.api + "/release")
    expect(row_of(page, filed)).to_have_count(0)
    page.goto("/admin/results?perPage=5")
    page.get_by_role("link", name=says("Siguiente")).click()
    expect(page.locator("#list")).to_contain_text("6–10")
    page.get_by_label(says("Buscar")).fill("nadie se llama así")
    expect(page.locator("#list")).to_contain_text(says("Ningún resultado coincide con la búsqueda."))


def test_a_result_is_opened_for_a_visit_found_by_its_patients_name(
    dashboard: OpenDashboard, rest: Api, visit: Callable[[], dict[str, Any]]
) -> None:
    booked = visit()
    page, colleague = dashboard("/admin/results"), dashboard("/admin/results?stage=missing")
    page.get_by_role("link", name=says("Resultado nuevo")).click()
    expect_live(page)
    page.get_by_label(says("Buscar")).fill(booked["name"])
    expect(page.locator("#list a")).to_have_count(1)
    page.locator("#list a").click()
    expect_live(page)
    exam = booked["exam"]
    page.get_by_label(says("Examen")).select_option(f"{exam['code']} · {exam['name']}")
    page.get_by_role("button", name=says("Abrir resultado")).click()
    expect(page.locator("#state-card")).to_contain_text(booked["name"])
    made = rest.get(f"/api/admin/results?appointmentId={booked['appointment']}")["items"][0]
    expect(page).to_have_url(f"{rest.url}/admin/results/{made['id']}")
    expect(colleague.locator(f"#result-{made['id']}")).to_be_visible()
    # Each exam of a visit has one result.
    page.goto(f"/admin/results/new?appointmentId={booked['appointment']}")
    expect(page.get_by_text(says("Nada que abrir"))).to_be_visible()
    expect(page.locator("main")).to_contain_text(exam["name"])


def test_a_result_that_was_opened_meanwhile_is_refused_in_the_form(
    dashboard: OpenDashboard, rest: Api, visit: Callable[[], dict[str, Any]], console: Console
) -> None:
    console.allow("409")
    booked = visit()
    page = dashboard(f"/admin/results/new?appointmentId={booked['appointment']}")
    rest.post("/api/admin/results", {"appointmentId": booked["appointment"], "examId": booked["exam"]["id"]})
    page.get_by_role("button", name=says("Abrir resultado")).click()
    expect(page.locator("form [role=alert]")).to_contain_text(says("Ese resultado ya existe."))
