"""The catalogue's pages: create, change and delete, refusals, and live lists of colleagues."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support.chromium import Console
from tests.support.pages import OpenDashboard, answer_confirmation, close_notices, expect_live, save_form
from tests.support.presentations import Presentation
from tests.support.rest import Api
from tests.support.rest_steps import create_record, numbers
from tests.support.texts import amount, says

pytestmark = pytest.mark.presented

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def make(rest: Api) -> Make:
    """Create a record of the catalogue as a colleague: ``make("exams", name=...)``."""

    return partial(create_record, rest)


def row(page: Page, name: str) -> Locator:
    return page.locator("#list tbody tr", has_text=name)


def names(page: Page) -> list[str]:
    return [one.strip() for one in page.locator("#list tbody td a").all_inner_texts()]


def delete(page: Page) -> None:
    page.get_by_role("button", name=says("Eliminar")).click()
    page.locator("#confirm [data-yes]").click()


def fault(page: Page, field: str) -> Locator:
    return page.locator(f'[data-error="{field}"]')


def fill_exam(page: Page, group: str) -> None:
    page.get_by_label(says("Código")).fill(f"N{next(numbers)}")
    page.get_by_label(says("Categoría")).select_option(label=group)
    page.get_by_label(says("Precio")).fill("45,50")
    page.get_by_label(says("Preparación")).fill("Ayuno de 8 horas.")


def fill_package(page: Page, group: str) -> None:
    page.get_by_label(says("Código")).fill(f"N{next(numbers)}")
    page.get_by_label(says("Precio")).fill("99.90")
    page.get_by_label("QUI-001").check()


def fill_location(page: Page, group: str) -> None:
    page.get_by_label(says("Dirección")).fill("Avenida 3")


def fill_category(page: Page, group: str) -> None:
    page.get_by_label(says("Descripción")).fill("De todo un poco")


KINDS = [
    ("exams", "Examen nuevo", fill_exam),
    ("packages", "Paquete nuevo", fill_package),
    ("categories", "Categoría nueva", fill_category),
    ("locations", "Sede nueva", fill_location),
]


@pytest.mark.parametrize(("noun", "new", "fill"), KINDS, ids=[kind[0] for kind in KINDS])
def test_a_life_from_making_to_deleting_is_seen_by_a_colleague(
    dashboard: OpenDashboard, rest: Api, make: Make, noun: str, new: str, fill: Callable[[Page, str], None]
) -> None:
    name = f"Recién hecho {next(numbers)}"
    page = dashboard(f"/admin/{noun}")
    colleague = dashboard(f"/admin/{noun}?q=Recién")
    group = make("categories")["name"]
    page.get_by_role("link", name=says(new)).click()
    expect_live(page)
    page.get_by_label(says("Nombre")).fill(name)
    fill(page, group)
    save_form(page)
    expect(page).to_have_url(re.compile(f"/admin/{noun}$"))
    expect(row(colleague, name)).to_be_visible()

    page.goto(f"/admin/{noun}?q={name}")
    page.get_by_role("link", name=name).click()
    made = page.locator("form[data-id]")
    expect(made).to_have_attribute("data-version", "1")
    expect(page.get_by_label(says("Nombre"))).to_have_value(name)
    page.get_by_label(says("Nombre")).fill(f"{name} cambiado")
    page.get_by_label(says("Activo")).uncheck()
    save_form(page)
    expect(row(colleague, f"{name} cambiado")).to_contain_text(says("Inactivo"))
    # The colleague may see the record before this page is back at the list, and two navigations would collide.
    expect(page).to_have_url(re.compile(rf"/admin/{noun}\?q="))
    page.goto(f"/admin/{noun}?q={name}")
    row_id = row(page, name).get_attribute("data-key")
    kept = rest.get(f"/api/admin/{noun}/{row_id}")
    assert kept["name"] == f"{name} cambiado"
    assert kept["active"] is False
    assert kept.get("price") in (None, "45.50", "99.90")

    page.get_by_role("link", name=name).click()
    expect_live(page)
    expect(page.get_by_role("region", name=says("Últimos cambios")).locator(".list-group-item")).to_have_count(2)
    page.get_by_role("button", name=says("Eliminar")).click()
    page.locator("#confirm [data-no]").click()
    expect(row(colleague, name)).to_be_visible()
    delete(page)
    expect(page).to_have_url(re.compile(rf"/admin/{noun}\?q="))
    expect(row(colleague, name)).to_have_count(0)
    assert rest.request("GET", f"/api/admin/{noun}/{row_id}").status_code == 404


def test_an_exam_that_was_changed_under_the_question_is_not_deleted(
    dashboard: OpenDashboard, rest: Api, make: Make, console: Console
) -> None:
    console.allow("409")
    exam = make("exams")
    page = dashboard(f"/admin/exams/{exam['id']}")
    page.get_by_role("button", name=says("Eliminar")).click()
    rest.patch(f"/api/admin/exams/{exam['id']}", {"preparation": "Ayuno de doce horas"})
    page.locator("#confirm [data-yes]").click()
    changed = page.get_by_role("dialog", name=says("No se hizo nada: el registro cambió mientras usted decidía"))
    expect(changed.locator("tr[data-field=preparation]")).to_contain_text("Ayuno de doce horas")
    assert rest.get(f"/api/admin/exams/{exam['id']}")["preparation"] == "Ayuno de doce horas"


def test_faults_are_said_at_their_fields_and_nothing_is_lost(
    dashboard: OpenDashboard, make: Make, console: Console
) -> None:
    console.allow("422")
    group = make("categories")["name"]
    page = dashboard("/admin/exams/new")
    save_form(page)
    expect(fault(page, "code")).to_have_text(says("Es obligatorio."))
    expect(fault(page, "price")).to_have_text(says("Es obligatorio."))
    expect(page.get_by_label(says("Código"))).to_be_focused()
    expect(page.get_by_label(says("Código"))).to_have_attribute("aria-invalid", "true")
    page.get_by_label(says("Nombre")).fill("Un examen con faltas")
    fill_exam(page, group)
    page.get_by_label(says("Precio")).fill("10.005")
    page.get_by_label(says("Horas hasta el resultado")).fill("0")
    save_form(page)
    expect(fault(page, "price")).to_have_text(
        says("Debe tener como máximo {decimal_places} decimales.", decimal_places=2)
    )
    expect(fault(page, "turnaroundHours")).to_have_text(says("Debe ser al menos {ge}.", ge=1))
    expect(fault(page, "code")).to_be_empty()
    expect(page.get_by_label(says("Código"))).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label(says("Nombre"))).to_have_value("Un examen con faltas")
    page.get_by_label(says("Precio")).fill("10")
    page.get_by_label(says("Horas hasta el resultado")).fill("12")
    save_form(page)
    expect(page).to_have_url(re.compile(r"/admin/exams$"))


def test_what_went_wrong_is_in_sight_beside_the_buttons(dashboard: OpenDashboard, make: Make, console: Console) -> None:
    console.allow("409")
    taken, exam = make("exams"), make("exams")
    page = dashboard(f"/admin/exams/{exam['id']}")
    page.get_by_label(says("Código")).fill(taken["code"])
    # Where the buttons used to be: the field and the top of the form are out of sight.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    save_form(page)
    expect(fault(page, "code")).to_have_text(says("Este código ya está en uso."))
    expect(page.get_by_label(says("Código"))).to_be_focused()
    for part in (page.locator("form [data-alert]"), page.get_by_label(says("Código")), fault(page, "code")):
        expect(part).to_be_in_viewport(ratio=1)
    for name in ("Preparación", "Horas hasta el resultado"):
        page.get_by_label(says(name)).focus()
        box = page.get_by_label(says(name)).bounding_box()
        footer = page.locator("form[data-api] > .card-footer").bounding_box()
        assert box
        assert footer
        assert box["y"] + box["height"] <= footer["y"]


@pytest.mark.parametrize(("noun", "taken"), [("exams", "Código"), ("packages", "Código"), ("locations", "Nombre")])
def test_what_is_taken_is_refused(
    dashboard: OpenDashboard, rest: Api, make: Make, console: Console, noun: str, taken: str
) -> None:
    console.allow("409")
    first, second = make(noun), make(noun)
    field = "code" if taken == "Código" else "name"
    page = dashboard(f"/admin/{noun}/{second['id']}")
    page.get_by_label(says(taken)).fill(first[field])
    save_form(page)
    expect(page.get_by_role("alert")).to_contain_text(says(f"Este {taken.lower()} ya está en uso."))
    assert rest.get(f"/api/admin/{noun}/{second['id']}")[field] == second[field]
    page.get_by_label(says(taken)).fill(f"Libre {next(numbers)}")
    save_form(page)
    expect(page).to_have_url(re.compile(f"/admin/{noun}$"))


def test_what_is_in_use_says_why_it_stays(dashboard: OpenDashboard, rest: Api, make: Make, console: Console) -> None:
    console.allow("409")
    exam = make("exams")
    package = make("packages", examIds=[exam["id"]])
    for path in (f"exams/{exam['id']}", f"categories/{exam['categoryId']}"):
        page = dashboard(f"/admin/{path}")
        delete(page)
        expect(page.locator("#toasts")).to_contain_text(says("Está en uso; desactívelo en su lugar."))
        expect(page).to_have_url(re.compile(f"/admin/{path}$"))
        assert rest.get(f"/api/admin/{path}")["id"]
    rest.delete(f"/api/admin/packages/{package['id']}")
    page = dashboard(f"/admin/exams/{exam['id']}")
    delete(page)
    expect(page).to_have_url(re.compile(r"/admin/exams$"))


def open_price(page: Page, exam: dict[str, Any]) -> Locator:
    cell = page.locator(f"#price-{exam['id']}")
    cell.get_by_role("button").click()
    field = cell.locator("input")
    expect(field).to_be_focused()
    return field


@pytest.mark.parametrize("noun", ["exams", "packages"])
def test_a_price_is_changed_where_it_stands(dashboard: OpenDashboard, rest: Api, make: Make, noun: str) -> None:
    one = make(noun)
    page = dashboard(f"/admin/{noun}?q={one['name']}")
    colleague = dashboard(f"/admin/{noun}?q={one['name']}")
    open_price(page, one).fill("12,75")
    page.keyboard.press("Enter")
    for seen in (page, colleague):
        expect(seen.locator(f"#price-{one['id']} .price-button")).to_contain_text(amount("12.75"))
    expect(page.locator(f"#price-{one['id']} input")).to_have_count(0)
    expect(page.locator(f"#price-{one['id']} .price-button")).to_be_focused()
    assert rest.get(f"/api/admin/{noun}/{one['id']}")["price"] == "12.75"
    # Once more, by keyboard only: the row has its new version.
    page.keyboard.press("Enter")
    page.keyboard.type("13")
    page.keyboard.press("Enter")
    expect(colleague.locator(f"#price-{one['id']} .price-button")).to_contain_text(amount("13.00"))


def test_escape_leaves_the_price_as_it_was(dashboard: OpenDashboard, rest: Api, make: Make) -> None:
    exam = make("exams")
    page = dashboard(f"/admin/exams?q={exam['name']}")
    open_price(page, exam).fill("99")
    page.keyboard.press("Escape")
    expect(page.locator(f"#price-{exam['id']} input")).to_have_count(0)
    expect(page.locator(f"#price-{exam['id']} .price-button")).to_contain_text(amount("10.00"))
    expect(page.locator(f"#price-{exam['id']} .price-button")).to_be_focused()
    assert rest.get(f"/api/admin/exams/{exam['id']}")["price"] == "10.00"


def test_leaving_the_field_saves_the_price(dashboard: OpenDashboard, rest: Api, make: Make) -> None:
    exam = make("exams")
    page = dashboard(f"/admin/exams?q={exam['name']}")
    open_price(page, exam).fill("12")
    page.get_by_label(says("Buscar")).click()
    expect(page.locator("#toasts")).to_contain_text(says("Guardado."))
    expect(page.locator(f"#price-{exam['id']} .price-button")).to_contain_text(amount("12.00"))
    expect(page.get_by_label(says("Buscar"))).to_be_focused()
    assert rest.get(f"/api/admin/exams/{exam['id']}")["price"] == "12.00"
    # Nothing was changed: nothing is saved.
    open_price(page, exam)
    page.get_by_label(says("Buscar")).click()
    expect(page.locator(f"#price-{exam['id']} input")).to_have_count(0)
    expect(page.locator("#toasts [data-kind]")).to_have_count(1)


@pytest.mark.parametrize("noun", ["exams", "packages"])
def test_a_price_is_changed_by_touch(
    dashboard: OpenDashboard, rest: Api, make: Make, console: Console, presentation: Presentation, noun: str
) -> None:
    console.allow("422")
    press = Locator.tap if presentation.form.is_phone else Locator.click
    one = make(noun)
    page = dashboard(f"/admin/{noun}?q={one['name']}")
    cell = page.locator(f"#price-{one['id']}")
    press(cell.get_by_role("button"))
    field = cell.locator("input")
    expect(field).to_have_attribute("enterkeyhint", "done")
    field.fill("1e3")
    for part in (field, *cell.locator("form button").all()):
        expect(part).to_be_in_viewport(ratio=1)
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= presentation.form.width
    press(cell.get_by_role("button", name=says("Guardar")))
    expect(page.locator("#toasts")).to_contain_text(says("Debe ser un importe."))
    expect(field).to_be_focused()
    # Going on does not discard it, and nothing leaves the page by itself.
    press(page.get_by_role("heading", level=1))
    expect(field).to_have_value("1e3")
    # On a low screen the message lies over the row.
    close_notices(page)
    field.fill("14")
    press(cell.get_by_role("button", name=says("Cancelar")))
    expect(field).to_have_count(0)
    assert rest.get(f"/api/admin/{noun}/{one['id']}")["price"] == "10.00"
    press(cell.get_by_role("button"))
    field.fill("14")
    press(cell.get_by_role("button", name=says("Guardar")))
    expect(cell.locator(".price-button")).to_contain_text(amount("14.00"))
    assert rest.get(f"/api/admin/{noun}/{one['id']}")["price"] == "14.00"


@pytest.mark.parametrize(
    ("price", "question"),
    [
        ("0", "¿Dejar «{name}» a precio cero?"),
        ("15.01", "El precio de «{name}» cambia de {before} a {after}, más de un 50 %. ¿Guardarlo?"),
        ("4.99", "El precio de «{name}» cambia de {before} a {after}, más de un 50 %. ¿Guardarlo?"),
    ],
)
def test_an_unusual_price_is_asked_about(
    dashboard: OpenDashboard, rest: Api, make: Make, price: str, question: str
) -> None:
    exam = make("exams")
    page = dashboard(f"/admin/exams?q={exam['name']}")
    field = open_price(page, exam)
    typed = amount(price)
    field.fill(typed)
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_contain_text(
        says(question, name=exam["name"], before=amount("10.00"), after=amount(price))
    )
    answer_confirmation(page, yes=False)
    expect(field).to_be_focused()
    expect(field).to_have_value(typed)
    assert rest.get(f"/api/admin/exams/{exam['id']}")["price"] == "10.00"
    # Also where it is saved by leaving the field.
    page.get_by_label(says("Buscar")).focus()
    answer_confirmation(page)
    wanted = f"{float(price):.2f}"
    expect(page.locator(f"#price-{exam['id']} .price-button")).to_contain_text(amount(wanted))
    assert rest.get(f"/api/admin/exams/{exam['id']}")["price"] == wanted


@pytest.mark.parametrize("noun", ["exams", "packages"])
def test_the_form_asks_about_an_unusual_price(dashboard: OpenDashboard, rest: Api, make: Make, noun: str) -> None:
    one = make(noun)
    page = dashboard(f"/admin/{noun}/{one['id']}")
    page.locator("#f-price").fill("0")
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page.locator("#confirm")).to_contain_text(says("¿Dejar «{name}» a precio cero?", name=one["name"]))
    answer_confirmation(page, yes=False)
    page.locator("#f-price").fill("15")
    page.get_by_label(says("Nombre")).fill(f"{one['name']} más")
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page).to_have_url(re.compile(f"/admin/{noun}$"))
    assert rest.get(f"/api/admin/{noun}/{one['id']}")["price"] == "15.00"
    page.goto(f"/admin/{noun}/{one['id']}")
    page.locator("#f-price").fill("30.01")
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page.locator("#confirm")).to_contain_text(
        says(
            "El precio de «{name}» cambia de {before} a {after}, más de un 50 %. ¿Guardarlo?",
            name=f"{one['name']} más",
            before=amount("15.00"),
            after=amount("30.01"),
        )
    )
    answer_confirmation(page)
    expect(page).to_have_url(re.compile(f"/admin/{noun}$"))
    assert rest.get(f"/api/admin/{noun}/{one['id']}")["price"] == "30.01"


def test_a_price_that_is_none_stays_in_the_field(
    dashboard: OpenDashboard, rest: Api, make: Make, console: Console
) -> None:
    console.allow("422")
    exam = make("exams")
    page = dashboard(f"/admin/exams?q={exam['name']}")
    field = open_price(page, exam)
    field.fill("caro")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(page.locator("#toasts")).to_contain_text(says("Debe ser un importe."))
    field.fill("11")
    page.keyboard.press("Enter")
    expect(page.locator(f"#price-{exam['id']} .price-button")).to_contain_text(amount("11.00"))


def test_what_is_being_typed_survives_a_colleague_and_does_not_overwrite_him(
    dashboard: OpenDashboard, rest: Api, make: Make, console: Console
) -> None:
    console.allow("409")
    exam = make("exams")
    other = make("exams", name=f"{exam['name']} vecino")
    page = dashboard(f"/admin/exams?q={exam['name']}")
    field = open_price(page, exam)
    field.fill("14")
    rest.patch(f"/api/admin/exams/{exam['id']}/price", {"price": "20.00"})
    rest.patch(f"/api/admin/exams/{other['id']}/price", {"price": "30.00"})
    expect(page.locator(f"#price-{other['id']} .price-button")).to_contain_text(amount("30.00"))
    expect(field).to_have_value("14")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text(says("Otra persona cambió este registro mientras tanto."))
    expect(page.locator(f"#price-{exam['id']} .price-button")).to_contain_text(amount("20.00"))
    assert rest.get(f"/api/admin/exams/{exam['id']}")["price"] == "20.00"


def test_two_who_edit_one_record(dashboard: OpenDashboard, rest: Api, make: Make, console: Console) -> None:
    console.allow("409")
    exam = make("exams")
    page = dashboard(f"/admin/exams/{exam['id']}")
    page.get_by_label(says("Nombre")).fill("Lo mío")
    rest.patch(f"/api/admin/exams/{exam['id']}", {"name": "Lo de otra persona"})
    expect(page.get_by_role("alert")).to_contain_text(
        says("Otra persona acaba de cambiar este registro. Al guardar verá las dos versiones.")
    )
    expect(page.get_by_label(says("Nombre"))).to_have_value("Lo mío")
    save_form(page)
    conflict = page.locator("#conflict")
    expect(conflict.locator('tr[data-field="name"]')).to_contain_text("Lo mío")
    expect(conflict.locator('tr[data-field="name"]')).to_contain_text("Lo de otra persona")
    page.get_by_role("button", name=says("Seguir editando")).click()
    assert rest.get(f"/api/admin/exams/{exam['id']}")["name"] == "Lo de otra persona"
    save_form(page)
    page.get_by_role("button", name=says("Guardar lo mío")).click()
    expect(page).to_have_url(re.compile(r"/admin/exams$"))
    assert rest.get(f"/api/admin/exams/{exam['id']}")["name"] == "Lo mío"


def test_a_record_that_goes_while_it_is_open_says_so(dashboard: OpenDashboard, rest: Api, make: Make) -> None:
    exam = make("exams")
    page = dashboard(f"/admin/exams/{exam['id']}")
    rest.delete(f"/api/admin/exams/{exam['id']}")
    expect(page.get_by_role("alert")).to_contain_text(says("Otra persona acaba de eliminar este registro."))
    expect(page.get_by_role("button", name=says("Guardar"))).to_be_disabled()


def test_searching_filtering_and_sorting(dashboard: OpenDashboard, make: Make) -> None:
    word = f"Ñandú {next(numbers)}"
    group = make("categories")
    prices = {"b": "30.00", "a": "20.00", "c": "10.00"}
    made = {
        letter: make("exams", name=f"{word} {letter}", price=price, categoryId=group["id"])
        for letter, price in prices.items()
    }
    make("exams", name=f"{word} d", price="5.00", active=False)
    page = dashboard("/admin/exams")
    # Search ignores accents, and includes the code.
    page.get_by_label(says("Buscar")).fill(word.replace("Ñ", "n").replace("ú", "u"))
    expect(page.locator("#list tbody tr")).to_have_count(4)
    expect(page).to_have_url(re.compile("q=nandu"))
    expect(page.get_by_label(says("Buscar"))).to_be_focused()
    assert names(page) == [f"{word} {letter}" for letter in "abcd"]
    page.get_by_label(says("Activos e inactivos")).select_option("true")
    expect(page.locator("#list tbody tr")).to_have_count(3)
    page.get_by_role("link", name=says("Precio"), exact=True).click()
    expect(page.locator("#list tbody tr").first).to_contain_text(f"{word} c")
    assert names(page) == [f"{word} {letter}" for letter in "cab"]
    expect(page.locator('th[aria-sort="ascending"]')).to_contain_text(says("Precio"))
    page.get_by_role("link", name=says("Precio"), exact=True).click()
    expect(page.locator("#list tbody tr").first).to_contain_text(f"{word} b")
    page.get_by_label(says("Activos e inactivos")).select_option("")
    page.get_by_label(says("Todas las categorías")).select_option(label=group["name"])
    expect(page.locator("#list tbody tr")).to_have_count(3)
    page.get_by_label(says("Buscar")).fill(made["a"]["code"])
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.get_by_label(says("Buscar")).fill("nada de nada")
    expect(page.locator("#list")).to_contain_text(says("Ningún examen coincide con la búsqueda."))
    # The address and the browser's history restore the search.
    page.go_back()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.reload()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.get_by_label(says("Buscar"))).to_have_value(made["a"]["code"])


def test_pages(dashboard: OpenDashboard, rest: Api, make: Make) -> None:
    group = make("categories")
    for number in range(52):
        make("exams", name=f"De muchos {number:02}", categoryId=group["id"])
    page = dashboard(f"/admin/exams?categoryId={group['id']}")
    expect(page.locator("#list")).to_contain_text(says("%(first)s–%(last)s de %(total)s", first=1, last=50, total=52))
    expect(page.locator("#list tbody tr")).to_have_count(50)
    page.get_by_role("link", name=says("Siguiente")).click()
    expect(page.locator("#list")).to_contain_text(says("%(first)s–%(last)s de %(total)s", first=51, last=52, total=52))
    assert names(page) == ["De muchos 50", "De muchos 51"]
    expect(page).to_have_url(re.compile("page=2"))
    # The focus stays while the part is refreshed.
    make("exams", name="De muchos 99", categoryId=group["id"])
    expect(page.locator("#list")).to_contain_text(says("%(first)s–%(last)s de %(total)s", first=51, last=53, total=53))
    page.get_by_role("link", name=says("Anterior")).click()
    expect(page.locator("#list")).to_contain_text(says("%(first)s–%(last)s de %(total)s", first=1, last=50, total=53))


def test_shortcuts_search_and_make(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/exams")
    page.keyboard.press("/")
    expect(page.get_by_label(says("Buscar"))).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_label(says("Buscar"))).to_have_value("n")
    page.get_by_label(says("Buscar")).blur()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/admin/exams/new$"))
    expect(page.get_by_role("heading", name=says("Examen nuevo"))).to_be_visible()


def open_without_scripts(page: Page, path: str) -> Callable[[], None]:
    """Open an address with the dashboard's scripts held back until the returned function is called."""
    held: list[Route] = []
    page.route("**/build/admin.*.js", lambda route: held.append(route), times=1)
    page.goto(path, wait_until="commit")

    def let_go() -> None:
        assert held, "the page did not ask for its script yet"
        held[0].continue_()

    return let_go


def test_what_is_typed_and_sent_before_the_scripts_are_there_is_saved(
    dashboard: OpenDashboard, rest: Api, make: Make
) -> None:
    exam = make("exams")
    page = dashboard("/admin")
    let_go = open_without_scripts(page, f"/admin/exams/{exam['id']}")
    page.get_by_label(says("Nombre")).fill("Escrito muy pronto")
    save_form(page)
    expect(page.get_by_label(says("Nombre"))).to_have_value("Escrito muy pronto")
    expect(page).to_have_url(re.compile(f"/admin/exams/{exam['id']}$"))
    let_go()
    expect(page).to_have_url(re.compile(r"/admin/exams$"))
    assert rest.get(f"/api/admin/exams/{exam['id']}")["name"] == "Escrito muy pronto"


def test_a_button_that_is_pressed_before_the_scripts_are_there_is_heard(
    dashboard: OpenDashboard, rest: Api, make: Make
) -> None:
    exam = make("exams")
    page = dashboard("/admin")
    let_go = open_without_scripts(page, f"/admin/exams/{exam['id']}")
    page.get_by_role("button", name=says("Eliminar")).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    let_go()
    page.locator("#confirm [data-yes]").click()
    expect(page).to_have_url(re.compile(r"/admin/exams$"))
    assert rest.request("GET", f"/api/admin/exams/{exam['id']}").status_code == 404


def test_the_order_of_a_list_outlives_a_search(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/exams")
    page.get_by_role("link", name=says("Código")).click()
    expect(page).to_have_url(re.compile(r"sort=code"))
    page.get_by_label(says("Buscar")).fill("glucosa")
    expect(page).to_have_url(re.compile(r"q=glucosa.*sort=code|sort=code.*q=glucosa"))
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text(says("Código"))
