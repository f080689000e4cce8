"""The price list: changes by percentage or file, previewed, applied as previewed, and live for others."""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from labapp.identity import Role
from tests.support.chromium import Console
from tests.support.csv_files import read_csv
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, expect_live
from tests.support.rest import Api
from tests.support.rest_steps import create_record
from tests.support.texts import amount, says

PATH = "/admin/prices"
MakeExams = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def make_exams(rest: Api) -> MakeExams:
    """Create exams in a category of their own, one for each price."""

    def make(*prices: str) -> list[dict[str, Any]]:
        group = create_record(rest, "categories")["id"]
        return [create_record(rest, "exams", categoryId=group, price=price) for price in prices]

    return make


def price_of(rest: Api, exam: dict[str, Any]) -> str:
    return str(rest.get(f"/api/admin/exams/{exam['id']}")["price"])


def open_prices(dashboard: OpenDashboard, exams: list[dict[str, Any]], **options: Any) -> Page:
    return dashboard(f"{PATH}?categoryId={exams[0]['categoryId']}", **options)


def preview_percent(page: Page, percent: str) -> None:
    page.get_by_label(says("Porcentaje")).fill(percent)
    page.get_by_role("button", name=says("Ver qué cambia")).click()


def pick(page: Page, content: bytes | str, name: str = "precios.csv") -> None:
    data = content.encode() if isinstance(content, str) else content
    page.locator("#file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


def change_of(page: Page, exam: dict[str, Any]) -> Locator:
    return page.locator(f"#change-{exam['id']}")


def changed_and_unchanged(changed: int, unchanged: int) -> str:
    """Return how the preview counts."""
    return " · ".join((says("Cambian: %(count)s", count=changed), says("Quedan igual: %(count)s", count=unchanged)))


def confirm(page: Page) -> None:
    page.get_by_role("button", name=says("Aplicar los precios")).click()
    page.locator("#confirm [data-yes]").click()


def test_exams_are_chosen_across_searches_and_pages(dashboard: OpenDashboard) -> None:
    page = dashboard(PATH)
    chosen = page.locator("#chosen")
    expect(chosen).to_have_text(says("Elegidos: {count}", count=0))
    page.get_by_label(says("Elegir %(name)s", name="Creatinina")).check()
    expect(chosen).to_have_text(says("Elegidos: {count}", count=1))
    page.get_by_label(says("Buscar")).fill("colesterol")
    expect(page.get_by_label(says("Elegir %(name)s", name="Creatinina"))).to_have_count(0)
    page.get_by_label(says("Elegir los de esta página")).check()
    found = page.locator('#list [data-choose="one"]').count()
    expect(chosen).to_have_text(says("Elegidos: {count}", count=found + 1))
    page.get_by_label(says("Elegir %(name)s", name="Colesterol HDL")).uncheck()
    expect(chosen).to_have_text(says("Elegidos: {count}", count=found))
    assert page.locator("#choose-page").evaluate("box => box.indeterminate")
    page.get_by_label(says("Buscar")).fill("")
    expect(page.get_by_label(says("Elegir %(name)s", name="Creatinina"))).to_be_checked()
    expect(page.get_by_label(says("Elegir %(name)s", name="Colesterol HDL"))).not_to_be_checked()
    page.get_by_role("link", name=says("Siguiente")).click()
    expect(page.get_by_label(says("Elegir %(name)s", name="Creatinina"))).to_have_count(0)
    every = page.locator('#list [data-choose="all"]')
    every.click()
    total = re.sub(r"\D", "", every.inner_text())
    expect(chosen).to_have_text(says("Elegidos: {count}", count=total))
    expect(page.get_by_label(says("Elegir los de esta página"))).to_be_checked()
    page.get_by_role("button", name=says("Ninguno")).click()
    expect(chosen).to_have_text(says("Elegidos: {count}", count=0))


def test_by_category_and_a_percentage(dashboard: OpenDashboard, rest: Api, make_exams: MakeExams) -> None:
    exams = make_exams("10.05", "20.00", "0.01")
    page = open_prices(dashboard, exams)
    colleague = open_prices(dashboard, exams)
    page.get_by_role("button", name=says("Elegir los %(count)s", count=3)).click()
    preview_percent(page, "10")
    expect(page.locator("#preview")).to_be_focused()
    expect(page.locator("#preview-part")).to_contain_text(changed_and_unchanged(2, 1))
    cells = change_of(page, exams[0]).locator("td.num")
    expect(cells).to_have_text(
        [
            re.compile(rf"^{amount('10.05')}\s"),
            re.compile(rf"^{amount('11.06')}\s"),
            re.compile(rf"^\+{amount('1.01')}\s"),
        ]
    )
    assert price_of(rest, exams[0]) == "10.05"
    confirm(page)
    expect(page.locator("#toasts")).to_contain_text(says("Precios cambiados: {count}.", count=2))
    expect(page.locator("#preview")).to_be_hidden()
    expect(page.locator("#delivery")).to_be_hidden()
    expect(page.locator("#chosen")).to_have_text(says("Elegidos: {count}", count=0))
    for one in (page, colleague):
        expect(one.locator(f"#exam-{exams[0]['id']}")).to_contain_text(amount("11.06"))
        expect(one.locator(f"#exam-{exams[1]['id']}")).to_contain_text(amount("22.00"))
    assert [price_of(rest, exam) for exam in exams] == ["11.06", "22.00", "0.01"]


def test_down_and_not_confirmed_and_discarded(dashboard: OpenDashboard, rest: Api, make_exams: MakeExams) -> None:
    exams = make_exams("10.00")
    page = open_prices(dashboard, exams)
    page.get_by_label(says("Elegir %(name)s", name=exams[0]["name"])).check()
    preview_percent(page, "-5,5")
    expect(change_of(page, exams[0]).locator("td.num").last).to_have_text(re.compile(rf"^-{amount('0.55')}\s"))
    page.get_by_role("button", name=says("Aplicar los precios")).click()
    page.locator("#confirm [data-no]").click()
    expect(page.locator("#preview")).to_be_visible()
    page.get_by_role("button", name=says("Descartar")).click()
    expect(page.locator("#preview")).to_be_hidden()
    assert price_of(rest, exams[0]) == "10.00"


@pytest.mark.presented
@pytest.mark.parametrize(
    ("percent", "warning"),
    [("-100", "A precio cero quedan: {count}."), ("60", "Cambian más de un 50 %: {count}."), ("50", "")],
)
def test_unusual_prices_are_named_before_they_are_applied(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams, percent: str, warning: str
) -> None:
    exams = make_exams("10.00", "20.00")
    page = open_prices(dashboard, exams)
    page.get_by_role("button", name=says("Elegir los %(count)s", count=2)).click()
    preview_percent(page, percent)
    page.get_by_role("button", name=says("Aplicar los precios")).click()
    usual = says("Precios que cambian: {count}. Las citas ya reservadas conservan el suyo. ¿Continuar?", count=2)
    unusual = f"{says(warning, count=2)} " if warning else ""
    expect(page.locator("#confirm-text")).to_have_text(unusual + usual)
    page.locator("#confirm [data-no]").click()
    assert price_of(rest, exams[0]) == "10.00"


@pytest.mark.presented
@pytest.mark.parametrize(
    ("percent", "fault", "values"),
    [
        ("", "Es obligatorio.", {}),
        ("diez", "No es válido.", {}),
        ("1e2", "No es válido.", {}),
        ("NaN", "Debe ser un número finito.", {}),
        ("-100.5", "Debe ser al menos {ge}.", {"ge": -100}),
        ("1001", "Debe ser como máximo {le}.", {"le": 1000}),
        ("1.005", "Debe tener como máximo {decimal_places} decimales.", {"decimal_places": 2}),
    ],
)
def test_a_percentage_that_is_none_is_said_at_the_field(
    dashboard: OpenDashboard, make_exams: MakeExams, console: Console, percent: str, fault: str, values: dict[str, int]
) -> None:
    console.allow("422")
    page = open_prices(dashboard, make_exams("10.00"))
    page.get_by_role("button", name=says("Elegir los %(count)s", count=1)).click()
    preview_percent(page, percent)
    expect(page.locator("#e-percent")).to_have_text(says(fault, **values))
    expect(page.get_by_label(says("Porcentaje"))).to_be_focused()
    expect(page.locator("#preview")).to_be_hidden()


def test_without_exams_there_is_nothing_to_preview(dashboard: OpenDashboard) -> None:
    page = dashboard(PATH)
    preview_percent(page, "10")
    expect(page.locator('[data-error="examIds"]')).to_have_text(says("Elija primero algún examen."))


def test_a_price_that_changes_under_the_preview_is_shown_and_said(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams
) -> None:
    exams = make_exams("10.00", "20.00")
    page = open_prices(dashboard, exams)
    page.get_by_role("button", name=says("Elegir los %(count)s", count=2)).click()
    preview_percent(page, "50")
    expect(change_of(page, exams[0])).to_contain_text(amount("15.00"))
    expect(page.locator("#preview-note")).to_be_hidden()
    rest.patch(f"/api/admin/exams/{exams[0]['id']}/price", {"price": "12.00"})
    expect(change_of(page, exams[0])).to_contain_text(amount("18.00"))
    expect(page.locator("#preview-note")).to_contain_text(
        says("Algo cambió mientras tanto. La vista previa muestra ahora lo actual: revísela.")
    )
    rest.delete(f"/api/admin/exams/{exams[1]['id']}")
    expect(change_of(page, exams[1])).to_have_count(0)
    expect(page.locator("#preview-part")).to_contain_text(says("Ya no existen: %(count)s", count=1))
    expect(page.locator("#chosen")).to_have_text(says("Elegidos: {count}", count=1))
    confirm(page)
    expect(page.locator("#toasts")).to_contain_text(says("Precios cambiados: {count}.", count=1))
    assert price_of(rest, exams[0]) == "18.00"


def test_what_changes_while_it_is_being_confirmed_is_not_applied(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams
) -> None:
    exams = make_exams("10.00")
    page = open_prices(dashboard, exams)
    page.get_by_role("button", name=says("Elegir los %(count)s", count=1)).click()
    preview_percent(page, "50")
    page.get_by_role("button", name=says("Aplicar los precios")).click()
    rest.patch(f"/api/admin/exams/{exams[0]['id']}/price", {"price": "12.00"})
    expect(change_of(page, exams[0])).to_contain_text(amount("18.00"))
    page.locator("#confirm [data-yes]").click()
    expect(page.locator("#confirm")).to_be_hidden()
    expect(page.locator("#preview-note")).to_be_visible()
    expect(page.locator("#apply")).not_to_have_class(re.compile("btn-loading"))
    assert price_of(rest, exams[0]) == "12.00"


def test_a_page_that_heard_of_nothing_still_applies_nothing_unseen(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams, console: Console
) -> None:
    console.allow("WebSocket", "ERR_")
    exams = make_exams("10.00")
    page = open_prices(dashboard, exams)
    page.get_by_role("button", name=says("Elegir los %(count)s", count=1)).click()
    preview_percent(page, "50")
    expect(change_of(page, exams[0])).to_contain_text(amount("15.00"))
    page.context.set_offline(True)
    rest.patch(f"/api/admin/exams/{exams[0]['id']}/price", {"price": "12.00"})
    confirm(page)
    expect(page.locator("#toasts")).to_contain_text(says("No hay conexión con el servidor."))
    page.context.set_offline(False)
    expect_live(page)
    expect(change_of(page, exams[0])).to_contain_text(amount("18.00"))
    expect(page.locator("#preview-note")).to_be_visible()
    assert price_of(rest, exams[0]) == "12.00"


def test_a_refusal_applies_none_of_it(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams, console: Console
) -> None:
    console.allow("422")
    exams = make_exams("10.00", "20.00")
    page = open_prices(dashboard, exams)
    page.get_by_role("button", name=says("Elegir los %(count)s", count=2)).click()
    preview_percent(page, "10")
    expect(change_of(page, exams[1])).to_be_visible()

    def delete_first(route: Route) -> None:
        # At the last moment, after the page's last check.
        rest.delete(f"/api/admin/exams/{exams[1]['id']}")
        route.continue_()

    page.route("**/api/admin/prices", delete_first)
    confirm(page)
    expect(page.locator("#toasts")).to_contain_text(says("El examen no existe o está repetido."))
    expect(change_of(page, exams[1])).to_have_count(0)
    assert price_of(rest, exams[0]) == "10.00"


def test_the_list_is_downloaded_mended_and_imported(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams, downloads: Path
) -> None:
    exams = make_exams("10.00", "20.00", "30.00")
    page = open_prices(dashboard, exams)
    with page.expect_download() as download:
        page.get_by_role("link", name=says("Descargar CSV")).click()
    assert download.value.suggested_filename == "precios.csv"
    target = downloads / "precios.csv"
    download.value.save_as(target)
    rows = read_csv(target.read_bytes())
    assert rows[0] == ["Código", "Nombre", "Categoría", "Precio"]
    group = rest.get(f"/api/admin/categories/{exams[0]['categoryId']}")["name"]
    assert [exams[1]["code"], exams[1]["name"], group, "20,00"] in rows
    next(row for row in rows if row[0] == exams[1]["code"])[3] = "1.234,50"
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    pick(page, text.getvalue().encode("cp1252"), "corregida.csv")
    expect(page.locator("#preview-title")).to_contain_text("corregida.csv")
    expect(page.locator("#preview-part")).to_contain_text(changed_and_unchanged(1, len(rows) - 2))
    expect(change_of(page, exams[1])).to_contain_text(amount("1234.50"))
    confirm(page)
    expect(page.locator("#toasts")).to_contain_text(says("Precios cambiados: {count}.", count=1))
    assert price_of(rest, exams[1]) == "1234.50"


def test_a_file_with_errors_says_them_by_line_and_cannot_be_applied(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams
) -> None:
    exams = make_exams("10.00")
    code = exams[0]["code"]
    page = open_prices(dashboard, exams)
    pick(page, f"código,precio\n{code},11\nNADIE,5\n{code},12\nX,caro\nY\n")
    rows = page.locator("tr[data-fault]")
    expect(rows).to_have_count(4)
    said = [[cell.inner_text() for cell in row.locator("td").all()][:2] for row in rows.all()]
    assert said == [["3", "NADIE"], ["4", code], ["5", "caro"], ["6", "—"]]
    expect(rows.first).to_contain_text(says("No hay ningún examen con este código."))
    expect(page.get_by_role("button", name=says("Aplicar los precios"))).to_be_hidden()
    # The preview becomes valid when a colleague adds the missing exam.
    body = {"code": "NADIE", "name": "Examen que faltaba", "price": "1.00", "categoryId": exams[0]["categoryId"]}
    rest.post("/api/admin/exams", body)
    expect(rows).to_have_count(3)
    pick(page, f"código,precio\n{code},11\nNADIE,5\n")
    expect(page.get_by_role("button", name=says("Aplicar los precios"))).to_be_visible()
    confirm(page)
    expect(page.locator("#toasts")).to_contain_text(says("Precios cambiados: {count}.", count=2))
    assert price_of(rest, exams[0]) == "11.00"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"PK\x03\x04 a spreadsheet", "No es un archivo CSV de texto en UTF-8 o Windows-1252."),
        (
            b"nombre,costo\na,1\n",
            "Las columnas no son las esperadas: hace falta una de código y una de precio en cada línea.",
        ),
        (b"", "El archivo no tiene ningún precio."),
        (b"code,price\n" + b"x" * 3_000_000, "El archivo supera los 2 MB."),
        (b"code,price\n" + b"C,1\n" * 5001, "El archivo tiene más de 5000 líneas de precios."),
    ],
)
def test_what_is_no_price_list_is_said(dashboard: OpenDashboard, content: bytes, fault: str) -> None:
    page = dashboard(PATH)
    pick(page, content)
    expect(page.locator("tr[data-fault]")).to_contain_text(says(fault))
    expect(page.get_by_role("button", name=says("Aplicar los precios"))).to_be_hidden()


def test_a_file_is_dropped(dashboard: OpenDashboard, make_exams: MakeExams) -> None:
    exams = make_exams("10.00")
    page = open_prices(dashboard, exams)
    transfer = page.evaluate_handle(
        """text => { const all = new DataTransfer(); all.items.add(new File([text], "soltada.csv")); return all; }""",
        f"code,price\n{exams[0]['code']},99.95\n",
    )
    drop = page.locator("#drop")
    drop.dispatch_event("dragover", {"dataTransfer": transfer})
    expect(drop).to_have_class(re.compile(r"\bover\b"))
    drop.dispatch_event("drop", {"dataTransfer": transfer})
    expect(drop).not_to_have_class(re.compile(r"\bover\b"))
    expect(change_of(page, exams[0])).to_contain_text(amount("99.95"))


def test_hundreds_of_prices_are_counted_as_they_reach_the_screens(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams
) -> None:
    exams = make_exams(*["10.00"] * 205)
    page = open_prices(dashboard, exams)
    colleague = open_prices(dashboard, exams)
    rows = [f"{exam['code']};{10 + n / 100:.2f}" for n, exam in enumerate(exams)]
    pick(page, "código;precio\n" + "\n".join(rows))
    expect(page.locator("#preview-part")).to_contain_text(changed_and_unchanged(204, 1))
    expect(page.locator("#delivery")).to_be_hidden()
    confirm(page)
    expect(page.locator("#delivery")).to_contain_text(
        says("{done} de {count} entregados a las pantallas", done=204, count=204)
    )
    assert page.locator("#delivered").evaluate("bar => [bar.value, bar.max]") == [204, 204]
    expect(page.locator("#toasts")).to_contain_text(says("Precios cambiados: {count}.", count=204))
    expect(colleague.locator(f"#exam-{exams[1]['id']}")).to_contain_text(amount("10.01"))
    reports = rest.get("/api/admin/events", entityType="exam", perPage=200)["items"]
    assert {report["name"] for report in reports} == {"exam.price_changed"}
    offered = rest.get("/api/admin/exams", categoryId=exams[0]["categoryId"], perPage=200)["items"]
    assert sum(Decimal(exam["price"]) > 10 for exam in offered) >= 199


def test_while_nothing_arrives_nothing_is_claimed(
    dashboard: OpenDashboard, rest: Api, make_exams: MakeExams, lab: Lab, console: Console
) -> None:
    console.allow("WebSocket", "ERR_")
    exams = make_exams(*["10.00"] * 201)
    held: list[Any] = []
    page = dashboard("/admin")
    # A socket that can be cut while REST stays available.
    page.route_web_socket(re.compile(r"/socket\.io/"), lambda socket: held.append(socket.connect_to_server()))
    page.goto(f"{PATH}?categoryId={exams[0]['categoryId']}")
    expect_live(page)
    pick(page, "code,price\n" + "".join(f"{exam['code']},11\n" for exam in exams))
    expect(page.locator("#preview-part")).to_contain_text(says("Cambian: %(count)s", count=201))
    # From here on the server's messages are held back.
    for server_side in held:
        server_side.on_message(lambda message: None)
    confirm(page)
    expect(page.locator("#toasts")).to_contain_text(says("Precios cambiados: {count}.", count=201))
    expect(page.locator("#delivery")).to_contain_text(
        says("{done} de {count} entregados a las pantallas", done=0, count=201)
    )
    assert price_of(rest, exams[200]) == "11.00"


def test_only_administrators_and_only_scripts_of_the_page(lab: Lab) -> None:
    anonymous = lab.api()
    for path in (PATH, f"{PATH}.csv"):
        assert anonymous.request("GET", path).status_code == 403
    for path in (f"{PATH}/percent", f"{PATH}/file"):
        assert anonymous.request("POST", path, {}).status_code == 403
    for role in (Role.PATIENT, Role.DOCTOR):
        account = lab.account(role)
        other = lab.api()
        opened = lab.open_dashboard(account)
        other.session.cookies.set("lab_access", opened.access)
        for method, path in (
            ("GET", PATH),
            ("GET", f"{PATH}.csv"),
            ("POST", f"{PATH}/percent"),
            ("POST", f"{PATH}/file"),
        ):
            assert other.request(method, path, {}, headers=opened.header).status_code == 403
    # The session cookies without the CSRF value that only the page's scripts know.
    forger = lab.api()
    forger.session.cookies.set("lab_access", lab.open_dashboard().access)
    assert forger.request("GET", PATH).status_code == 200
    for path in (f"{PATH}/percent", f"{PATH}/file"):
        for header in ({}, {"X-CSRF-TOKEN": "guessed"}):
            answer = forger.request("POST", path, {"examIds": [1], "percent": "10"}, headers=header)
            assert answer.status_code == 401
            assert "Cambian" not in answer.text


@pytest.mark.presented
def test_no_amount_overflows_the_screen(dashboard: OpenDashboard, make_exams: MakeExams) -> None:
    exams = make_exams("10.00", "123456.78")
    page = open_prices(dashboard, exams)
    page.get_by_role("button", name=says("Elegir los %(count)s", count=2)).click()
    preview_percent(page, "10")
    expect(change_of(page, exams[1])).to_contain_text(amount("135802.46"))
