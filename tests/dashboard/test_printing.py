"""What staff print: an appointment on a sheet, the labels of its tubes, the list of a day, and any page."""

import io
import itertools
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.barcodes import read_barcode
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard
from tests.support.presentations import Presentation
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, create_record
from tests.support.texts import amount, says

pytestmark = pytest.mark.presented

LIMA, MADRID = ZoneInfo("America/Lima"), ZoneInfo("Europe/Madrid")
MANY = 25


# Each test has a day of its own.
_days = itertools.count(400, 3)


@pytest.fixture
def day() -> date:
    return (datetime.now(LIMA) + timedelta(days=next(_days))).date()


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = LIMA) -> str:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).isoformat()


@pytest.fixture
def patient(lab: Lab) -> Account:
    return lab.account(Role.PATIENT, name="Zoíla Impresa", document_number=None)


@pytest.fixture
def exams(rest: Api) -> list[dict[str, Any]]:
    """Many exams with their own preparation."""
    group = create_record(rest, "categories")["id"]
    return [
        create_record(rest, "exams", categoryId=group, sampleType="Suero", preparation=f"Ayuno de {hours} horas")
        for hours in range(1, MANY + 1)
    ]


def pdf_of(page: Page) -> PdfReader:
    """Print a page as Chromium does on paper of A4, unless the page has another size."""
    return PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))


def text_of(pdf: PdfReader) -> str:
    """Return the text without spaces, which a PDF does not keep reliably."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))


def test_an_appointment_is_one_sheet_with_all_that_matters(
    dashboard: OpenDashboard, rest: Api, patient: Account, exams: list[dict[str, Any]], day: date
) -> None:
    rest.patch(f"/api/admin/users/{patient.id}", {"documentNumber": f"IMP-{patient.id}"})
    place = create_record(rest, "locations", address="Calle Mayor 1", timezone="Europe/Madrid")
    package = create_record(rest, "packages", examIds=[exams[1]["id"], exams[2]["id"]], price="15.00")
    visit = book_appointment(
        rest,
        patientId=patient.id,
        locationId=place["id"],
        scheduledAt=at(day, 9, 30, MADRID),
        examIds=[exams[0]["id"]],
        packageIds=[package["id"]],
        notes="Usa silla de ruedas",
    )
    page = dashboard(f"/admin/appointments/{visit['id']}")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("link", name=says("Imprimir")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(says("Cita n.º %(id)s", id=visit["id"]))
    sheet = page.locator(".paper")
    # The time is that of the location, and not that of the browser in Lima.
    for text in (
        "Zoíla Impresa",
        f"IMP-{patient.id}",
        place["name"],
        "Calle Mayor 1",
        "09:30",
        "Usa silla de ruedas",
        "Suero",
    ):
        expect(sheet).to_contain_text(text)
    for text in (exams[0]["code"], package["name"], exams[2]["name"], "Ayuno de 1 horas", "Ayuno de 3 horas"):
        expect(sheet).to_contain_text(text)
    expect(page.locator(".paper-total")).to_contain_text(amount("25.00"))
    assert read_barcode(page.get_by_role("img", name=says("Código de barras: %(text)s", text=visit["id"]))) == str(
        visit["id"]
    )
    pdf = pdf_of(page)
    assert len(pdf.pages) == 1
    assert "ZoílaImpresa" in text_of(pdf)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name=says("Imprimir")).click()
    assert page.evaluate("window.printed") is True


def test_a_long_appointment_flows_and_nothing_is_cut(
    dashboard: OpenDashboard, rest: Api, patient: Account, exams: list[dict[str, Any]], day: date
) -> None:
    ids = [exam["id"] for exam in exams]
    visit = book_appointment(rest, patientId=patient.id, scheduledAt=at(day, 10), examIds=ids, notes="Fin de la hoja")
    page = dashboard(f"/admin/appointments/{visit['id']}/sheet")
    pdf = pdf_of(page)
    assert len(pdf.pages) <= 2
    text = text_of(pdf)
    for hours, exam in enumerate(exams, 1):
        assert exam["code"] in text
        assert f"Ayunode{hours}horas" in text
    assert "Findelahoja" in text


def test_there_is_a_label_for_each_exam_and_its_barcode_names_it(
    dashboard: OpenDashboard, rest: Api, patient: Account, exams: list[dict[str, Any]], day: date
) -> None:
    rest.patch(f"/api/admin/users/{patient.id}", {"documentNumber": f"ETI-{patient.id}"})
    package = create_record(rest, "packages", examIds=[exams[0]["id"], exams[1]["id"]])
    # An exam of the package that is also booked by itself needs one label.
    body = {"examIds": [exams[2]["id"]], "packageIds": [package["id"]], "scheduledAt": at(day, 11)}
    visit = book_appointment(rest, patientId=patient.id, **body)
    page = dashboard(f"/admin/appointments/{visit['id']}")
    page.get_by_role("link", name=says("Etiquetas")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(says("Etiquetas"))
    labels = page.locator(".label")
    expect(labels).to_have_count(3)
    read = [read_barcode(one.get_by_role("img")) for one in labels.all()]
    assert sorted(read) == sorted(f"{visit['id']}-{exam['id']}" for exam in exams[:3])
    for exam in exams[:3]:
        label = labels.filter(has_text=exam["code"])
        for text in (
            "Zoíla Impresa",
            f"ETI-{patient.id}",
            says("Paciente n.º %(id)s", id=patient.id),
            "Suero",
            f"{day} 11:00",
        ):
            expect(label).to_contain_text(text)
    pdf = pdf_of(page)
    assert len(pdf.pages) == 3
    for sheet in pdf.pages:
        millimetres = [float(size) / 72 * 25.4 for size in (sheet.mediabox.width, sheet.mediabox.height)]
        assert millimetres == pytest.approx([50, 25], abs=0.2)
        assert "ZoílaImpresa" in re.sub(r"\s", "", sheet.extract_text())
    overflowing = labels.evaluate_all("all => all.filter((one) => one.scrollHeight > one.clientHeight).length")
    assert overflowing == 0
    # What a reader of barcodes types into the search finds the appointment.
    page.goto("/admin/appointments")
    page.get_by_role("searchbox").fill(read[0])
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator(f"#appointment-{visit['id']}")).to_be_visible()


def test_the_list_of_a_day_is_in_the_order_of_the_visits(
    dashboard: OpenDashboard, lab: Lab, rest: Api, exams: list[dict[str, Any]], day: date
) -> None:
    day = day + timedelta(days=1)
    here, elsewhere = (create_record(rest, "locations") for _ in range(2))
    people = [lab.account(Role.PATIENT, name=f"Lista {name}") for name in ("Ana", "Beto", "Carla", "Dora", "Eva")]
    rest.patch(f"/api/admin/users/{people[0].id}", {"documentNumber": f"LIS-{people[0].id}"})
    times = [at(day, 15), at(day, 8), at(day, 9), at(day + timedelta(days=1), 0), at(day, 23, 59)]
    places = [here, here, elsewhere, here, here]
    booked = [
        book_appointment(rest, patientId=one.id, locationId=place["id"], scheduledAt=time, examIds=[exams[0]["id"]])
        for one, place, time in zip(people, places, times, strict=True)
    ]
    rest.post(f"/api/admin/appointments/{booked[1]['id']}/cancel")
    page = dashboard(f"/admin/appointments?view=day&date={day}&locationId={here['id']}")
    page.get_by_role("link", name=says("Imprimir la lista del día")).click()
    lines = page.locator(".paper tbody tr")
    expect(lines).to_have_text([re.compile(f"^\\s*{text}") for text in ("08:00", "15:00", "23:59")])
    expect(page.locator(".paper")).to_contain_text(here["name"])
    for text in ("Lista Ana", f"LIS-{people[0].id}", exams[0]["name"], says("Pendiente")):
        expect(lines.nth(1)).to_contain_text(text)
    expect(lines.first).to_contain_text(says("Cancelada"))
    assert "ListaAna" in text_of(pdf_of(page))

    # It follows what happens.
    rest.post(f"/api/admin/appointments/{booked[0]['id']}/confirm")
    expect(lines.nth(1)).to_contain_text(says("Confirmada"))
    # All locations, each on a sheet of its own.
    page.goto(f"/admin/appointments/day?date={day}")
    expect(page.locator(".paper")).to_have_count(2)
    assert len(pdf_of(page).pages) == 2
    page.goto(f"/admin/appointments/day?date={day + timedelta(days=900)}")
    expect(page.get_by_text(says("No hay citas ese día."))).to_be_visible()


@pytest.mark.parametrize("path", ["/admin", "/admin/appointments", "/admin/exams", "/admin/audit"])
def test_a_page_is_printed_without_what_only_works_on_a_screen(
    dashboard: OpenDashboard, presentation: Presentation, path: str
) -> None:
    page = dashboard(path)
    expect(page.locator("aside")).to_be_visible()
    page.emulate_media(media="print")
    for gone in ("aside", "#connection", "#toasts", ".btn:not(.price-button):visible", ".filters:visible"):
        expect(page.locator(f"{gone} >> visible=true")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    background, colour = page.evaluate("""() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return [backgroundColor, color];
    }""")
    assert background == "rgb(255, 255, 255)"
    # The light theme has its dark text on paper as well.
    assert presentation.theme == "light" or colour == "rgb(0, 0, 0)"
    if path == "/admin/exams":
        expect(page.locator(".price-button").first).to_be_visible()
    page.emulate_media(media="screen")
