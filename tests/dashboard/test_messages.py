"""System messages in the dashboard: preview, confirmation, and delivery to open pages at once."""

from playwright.sync_api import Page, expect

from labapp.identity import Role
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, answer_confirmation
from tests.support.rest import Api

MARKUP = '<img src="x" onerror="document.title=1"><b>negrita</b>'


def send(page: Page, text: str, *, kind: str = "info", to: str = "") -> None:
    """Fill in the form and submit it."""
    page.get_by_label("Tipo").select_option(kind)
    page.get_by_label("Para").select_option(to)
    page.get_by_label("Texto").fill(text)
    page.get_by_role("button", name="Enviar").click()


def test_a_message_is_on_the_others_screens_at_once(dashboard: OpenDashboard, lab: Lab) -> None:
    sender = lab.account(Role.ADMIN, name="Quien Escribe")
    page, colleague = dashboard("/admin/messages", account=sender), dashboard("/admin/exams")
    reader = dashboard("/admin/messages")
    send(page, "Hoy cerramos a las 18:00", kind="warning")
    expect(page.locator("#confirm")).to_contain_text("¿Enviar el mensaje a Todos?")
    answer_confirmation(page)
    expect(page.locator("#toasts [data-kind=success]")).to_contain_text("Mensaje enviado.")
    toast = colleague.locator("#toasts [data-kind=warning]")
    expect(toast).to_contain_text("Hoy cerramos a las 18:00")
    expect(toast).to_contain_text("Aviso del laboratorio")
    row = reader.locator("#list tbody tr").first
    expect(row).to_contain_text("Hoy cerramos a las 18:00")
    expect(row.locator("[data-kind]")).to_have_text("Advertencia")
    expect(row).to_contain_text("Todos")
    expect(row.get_by_role("link", name="Quien Escribe")).to_have_attribute("href", f"/admin/people/{sender.id}")
    expect(page.locator("#list tbody tr").first).to_contain_text("Hoy cerramos a las 18:00")
    expect(page.get_by_label("Texto")).to_have_value("")
    expect(page.locator("#message-length")).to_have_text("0")


def test_the_question_says_how_many_screens_it_reaches(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    page = dashboard("/admin/messages")
    patient = lab.connect(lab.account(Role.PATIENT))
    lab.connect(lab.account(Role.PATIENT))
    counts = page.locator("#reach-counts")
    expect(counts).to_contain_text("Paciente: 2")
    send(page, "Solo para pacientes", kind="success", to="Paciente")
    expect(page.locator("#confirm")).to_contain_text("¿Enviar el mensaje a Paciente? Ahora lo verán 2 pantallas")
    answer_confirmation(page)
    got = patient.wait_for("system:message").body
    assert (got["message"], got["type"], got["targetRole"]) == ("Solo para pacientes", "success", "Paciente")
    lab.close_clients()
    row = page.locator("#list tbody tr").first
    expect(row).to_contain_text("Solo para pacientes")
    expect(row).to_contain_text("Paciente")
    # Administrators are not among the recipients.
    expect(page.locator("#toasts")).not_to_contain_text("Solo para pacientes")


def test_a_message_that_is_not_confirmed_is_not_sent(dashboard: OpenDashboard, rest: Api) -> None:
    before = rest.get("/api/admin/messages")["total"]
    page = dashboard("/admin/messages")
    send(page, "Mejor no")
    answer_confirmation(page, yes=False)
    expect(page.get_by_label("Texto")).to_have_value("Mejor no")
    assert rest.get("/api/admin/messages")["total"] == before


def test_the_preview_is_the_notice_itself(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/messages")
    preview = page.locator("#preview .toast")
    for kind in ("info", "success", "warning", "error"):
        page.get_by_label("Tipo").select_option(kind)
        expect(preview).to_have_attribute("data-kind", kind)
    page.get_by_label("Texto").fill("Se verá así")
    expect(preview).to_contain_text("Se verá así")
    expect(page.locator("#message-length")).to_have_text("11")
    look = preview.get_attribute("class")
    page.get_by_role("button", name="Enviar").click()
    answer_confirmation(page)
    sent = page.locator("#toasts [data-kind=error]")
    expect(sent).to_contain_text("Se verá así")
    assert sent.get_attribute("class") == look


def test_markup_in_a_message_is_text_everywhere(dashboard: OpenDashboard, rest: Api) -> None:
    page, colleague = dashboard("/admin/messages"), dashboard()
    page.get_by_label("Texto").fill(MARKUP)
    expect(page.locator("#preview")).to_contain_text(MARKUP)
    page.get_by_role("button", name="Enviar").click()
    answer_confirmation(page)
    for place in (
        page.locator("#list tbody tr").first,
        page.locator("#toasts [data-kind=info]"),
        colleague.locator("#toasts [data-kind=info]"),
        colleague.locator("#log > div").first,
    ):
        expect(place).to_contain_text('<img src="x"')
        expect(place.locator("img, b")).to_have_count(0)


def test_a_message_without_text_says_so_at_the_field(dashboard: OpenDashboard, console: Console) -> None:
    console.allow("422")
    page = dashboard("/admin/messages")
    send(page, "   ")
    expect(page.locator("#e-message")).not_to_be_empty()
    expect(page.get_by_label("Texto")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#confirm")).to_be_hidden()


def test_what_is_being_written_survives_what_arrives(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard("/admin/messages")
    page.get_by_label("Texto").fill("A medio escribir")
    rest.post("/api/admin/messages", {"type": "info", "message": "De otra persona"})
    expect(page.locator("#list tbody tr").first).to_contain_text("De otra persona")
    expect(page.get_by_label("Texto")).to_have_value("A medio escribir")


def test_messages_are_paged_newest_first(dashboard: OpenDashboard, rest: Api) -> None:
    for number in range(3):
        rest.post("/api/admin/messages", {"type": "info", "message": f"Página {number}"})
    page = dashboard("/admin/messages?perPage=2")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Página 2")
    page.get_by_role("link", name="Siguiente").click()
    expect(rows.first).to_contain_text("Página 0")


def test_the_longest_text_is_sent_whole(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard("/admin/messages")
    send(page, "ñ" * 2000)
    expect(page.locator("#message-length")).to_have_text("2000")
    answer_confirmation(page)
    expect(page.locator("#list tbody tr").first).to_contain_text("ñ" * 2000)
    assert rest.get("/api/admin/messages")["items"][0]["message"] == "ñ" * 2000
