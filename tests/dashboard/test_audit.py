"""The audit log's page in a browser: complete and live, and it reports altered entries."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update

from labapp.events import chain
from labapp.identity import Role
from labapp.models import EventEntry
from labapp.unit_of_work import reading
from tests.support.accounts import Account
from tests.support.csv_files import read_csv_records
from tests.support.databases import writing
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, expect_live
from tests.support.rest import Api
from tests.support.rest_steps import create_record


def rows(page: Page) -> Locator:
    return page.locator("#list [data-entries] > [data-key]")


def numbers(page: Page) -> list[int]:
    return [int(key) for key in rows(page).evaluate_all("all => all.map(one => one.dataset.key)")]


@pytest.fixture
def altered(lab: Lab) -> Iterator[int]:
    """Alter an entry directly in the database, and restore it after the test."""
    with lab.app.app_context():
        with writing() as session:
            seq = 200
            true = session.scalar(select(EventEntry.address).where(EventEntry.seq == seq))
            session.execute(update(EventEntry).where(EventEntry.seq == seq).values(address="10.6.6.6"))
        yield seq
        with writing() as session:
            session.execute(update(EventEntry).where(EventEntry.seq == seq).values(address=true))
            assert chain.first_altered(session) is None


def test_what_is_done_comes_in_above_with_who_did_it_from_where(
    dashboard: OpenDashboard, rest: Api, account: Account
) -> None:
    page = dashboard("/admin/audit")
    before = numbers(page)
    assert before == sorted(before, reverse=True)
    made = create_record(rest, "categories", name="Categoría auditada")
    entry = rows(page).filter(has_text="Categoría auditada")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("creó la categoría")
    expect(entry).to_contain_text("127.0.0.1")
    expect(entry.locator(".entry-facts").get_by_role("link").first).to_have_attribute(
        "href", f"/admin/people/{account.id}"
    )
    expect(page.locator("[data-count]")).to_have_attribute("data-count", str(numbers(page)[0]))
    assert set(before) <= set(numbers(page))
    entry.get_by_role("link", name="Categoría auditada").click()
    expect(page).to_have_url(re.compile(rf"/admin/categories/{made['id']}$"))


def test_a_change_is_shown_field_by_field(dashboard: OpenDashboard, rest: Api) -> None:
    exam = rest.get("/api/admin/exams", perPage=1)["items"][0]
    changes = {"price": "123.45", "description": "<b>Nueva</b>", "active": False}
    rest.patch(f"/api/admin/exams/{exam['id']}", changes)
    page = dashboard(f"/admin/audit?entityType=exam&entityId={exam['id']}")
    entry = rows(page).first
    table = entry.get_by_role("table")
    expect(table).to_be_hidden()
    entry.locator("summary").click()
    for field, label, old, new in (
        ("price", "Precio (cambiado)", exam["price"].replace(".", "[.,]"), "123[.,]45"),
        ("description", "Descripción (cambiado)", ".+", "<b>Nueva</b>"),
        ("active", "Activo (cambiado)", "sí", "no"),
    ):
        row = table.locator(f'[data-field="{field}"]')
        expect(row.get_by_role("rowheader")).to_have_text(label)
        expect(row.locator("del")).to_have_text(re.compile(old))
        expect(row.locator("ins")).to_have_text(re.compile(new))
    expect(table.locator("tbody tr")).to_have_count(3)
    # A created record has no former values.
    created = rows(page).last
    expect(created).to_contain_text("creó el examen")
    created.locator("summary").click()
    expect(created.locator("del")).to_have_count(0)
    expect(created.locator('[data-field="code"]')).to_contain_text("(añadido)")
    created.get_by_role("link", name="Ver el registro").click()
    expect(page).to_have_url(re.compile(rf"/admin/exams/{exam['id']}$"))
    rest.patch(f"/api/admin/exams/{exam['id']}", {name: exam[name] for name in changes})


def test_new_entries_do_not_move_what_is_read(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard("/admin/audit")
    read = rows(page).nth(30)
    key = read.get_attribute("data-key")
    read = page.locator(f"#entry-{key}")
    read.locator("summary").click()
    read.locator("summary").focus()
    read.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    box = read.bounding_box()
    assert box
    names = [f"Mientras se lee {number}" for number in range(3)]
    for name in names:
        create_record(rest, "categories", name=name)
    for name in names:
        expect(rows(page).filter(has_text=name)).to_have_count(1)
    after = read.bounding_box()
    assert after
    assert abs(after["y"] - box["y"]) <= 1
    expect(read.locator("details")).to_have_attribute("open", "")
    expect(read.locator("summary")).to_be_focused()
    shown = numbers(page)
    assert len(shown) == len(set(shown)) >= 53
    assert shown == sorted(shown, reverse=True)


def test_an_older_page_stays_as_it_is(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard("/admin/audit")
    first = numbers(page)
    page.get_by_role("link", name="Siguiente").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(rows(page).first).not_to_have_attribute("data-key", str(first[0]))
    second = numbers(page)
    assert max(second) < min(first)
    other = dashboard("/admin/audit")
    create_record(rest, "categories", name="Fuera de la segunda página")
    expect(rows(other).filter(has_text="Fuera de la segunda página")).to_have_count(1)
    assert numbers(page) == second
    page.get_by_role("link", name="Anterior").click()
    expect(rows(page).filter(has_text="Fuera de la segunda página")).to_have_count(1)


def test_filters_by_record_person_and_deed(dashboard: OpenDashboard, lab: Lab) -> None:
    nurse, clerk = lab.account(Role.ADMIN, name="Nuria Peña"), lab.account(Role.ADMIN, name="Carlos Ruiz")
    made = create_record(lab.api(nurse), "categories", name="De Nuria")
    create_record(lab.api(clerk), "categories", name="De Carlos")
    lab.api(nurse).patch(f"/api/admin/categories/{made['id']}", {"name": "De Nuria, cambiada"})
    page = dashboard("/admin/audit")
    page.get_by_label("Persona: nombre o correo").fill("nuria pena")
    expect(rows(page)).to_have_count(2)
    expect(page.locator("[data-count]")).to_have_text("2 entradas")
    page.get_by_label("Qué se hizo").select_option(label="cambió la categoría")
    expect(rows(page)).to_have_count(1)
    expect(page).to_have_url(re.compile("name=category.updated"))
    # Changes outside the filter do not appear.
    lab.api(clerk).patch(f"/api/admin/categories/{made['id']}", {"name": "De los dos"})
    lab.api(nurse).patch(f"/api/admin/categories/{made['id']}", {"name": "De Nuria otra vez"})
    expect(rows(page)).to_have_count(2)
    page.get_by_role("link", name="Quitar los filtros").click()
    expect(page.get_by_label("Persona: nombre o correo")).to_have_value("")
    expect_live(page)
    page.get_by_label("Tipo de registro").select_option("category")
    page.get_by_label("Número del registro").fill(str(made["id"]))
    expect(rows(page)).to_have_count(4)
    page.get_by_label("Tipo de registro").select_option("exam")
    page.get_by_label("Persona: nombre o correo").fill("nadie se llama así")
    expect(page.get_by_text("Ninguna entrada coincide con los filtros.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Tipo de registro")).to_have_value("exam")


def test_one_persons_entries_by_a_link(dashboard: OpenDashboard, lab: Lab) -> None:
    nurse = lab.account(Role.ADMIN, name="Nuria Enlazada")
    create_record(lab.api(nurse), "categories", name="Por enlace")
    page = dashboard(f"/admin/audit?userId={nurse.id}")
    expect(rows(page)).to_have_count(1)
    page.get_by_label("Tipo de registro").select_option("exam")
    expect(page.get_by_text("Ninguna entrada coincide con los filtros.")).to_be_visible()
    page.get_by_label("Tipo de registro").select_option("")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("link", name="Solo de Nuria Enlazada").click()
    expect(rows(page)).not_to_have_count(1)


def test_filters_by_the_readers_days(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    # 23:30 in Lima is the next day in UTC.
    made = create_record(rest, "categories", name="De madrugada en UTC")
    late = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
    query = (EventEntry.entity_type == "category") & (EventEntry.entity_id == made["id"])
    with lab.app.app_context():
        with writing() as session:
            true = session.scalars(select(EventEntry.created_at).where(query)).one()
            session.execute(update(EventEntry).where(query).values(created_at=late))
        page = dashboard("/admin/audit?entityType=category")
        page.get_by_label("Desde").fill("2026-03-01")
        page.get_by_label("Hasta").fill("2026-03-01")
        expect(rows(page)).to_have_count(1)
        expect(rows(page)).to_contain_text("1 mar 2026, 23:30")
        page.get_by_label("Desde").fill("2026-03-02")
        page.get_by_label("Hasta").fill("2026-03-02")
        expect(rows(page)).to_have_count(0)
        # The chain covers this value, so it is restored.
        with writing() as session:
            session.execute(update(EventEntry).where(query).values(created_at=true))
        with reading() as session:
            assert chain.first_altered(session) is None


def test_the_csv_holds_the_entries_that_are_shown(
    dashboard: OpenDashboard, lab: Lab, rest: Api, downloads: Path
) -> None:
    nurse = lab.account(Role.ADMIN, name="Nuria Exportada")
    for number in range(3):
        create_record(lab.api(nurse), "categories", name=f"Exportada {number}")
    reader = lab.account(Role.ADMIN)
    page = dashboard("/admin/audit", account=reader)
    page.get_by_label("Persona: nombre o correo").fill("nuria exportada")
    page.get_by_label("Tipo de registro").select_option("category")
    today = (datetime.now(UTC) - timedelta(hours=5)).date()
    page.get_by_label("Desde").fill((today - timedelta(days=1)).isoformat())
    expect(rows(page)).to_have_count(3)
    expect(page).to_have_url(re.compile("from="))
    with page.expect_download() as started:
        page.get_by_role("link", name="Descargar CSV").click()
    assert started.value.suggested_filename == "auditoria.csv"
    started.value.save_as(downloads / "auditoria.csv")
    exported = read_csv_records((downloads / "auditoria.csv").read_bytes())
    assert [int(row["id"]) for row in exported] == numbers(page)
    assert {row["userName"] for row in exported} == {"Nuria Exportada"}
    # The export is logged, with the user and the filter.
    newest = rest.get("/api/admin/events", entityType="audit", userId=reader.id)["items"][0]
    assert newest["name"] == "audit.exported"
    assert newest["after"]["entityType"] == "category"


def test_an_intact_chain_is_said_to_be_so_to_everybody(dashboard: OpenDashboard, lab: Lab) -> None:
    reader = lab.account(Role.ADMIN, name="Vera Verificadora")
    page = dashboard("/admin/audit", account=reader)
    last = numbers(page)[0]
    page.get_by_role("button", name="Verificar la cadena").click()
    result = page.locator("#verification [data-verified]")
    expect(result).to_contain_text("Intacta hasta la entrada")
    expect(result).to_contain_text("Vera Verificadora")
    verified = re.search(r"entrada (\d+)", result.inner_text())
    assert verified
    assert int(verified[1]) >= last
    # The result is logged, and shown on the page to everyone who opens it.
    expect(rows(page).filter(has_text="verificó la cadena de la auditoría").first).to_be_visible()
    other = dashboard("/admin/audit")
    expect(other.locator("#verification")).to_contain_text("Vera Verificadora")


def test_an_altered_entry_is_named(dashboard: OpenDashboard, altered: int) -> None:
    page = dashboard("/admin/audit")
    page.get_by_role("button", name="Verificar la cadena").click()
    result = page.locator('#verification [data-verified="altered"]')
    expect(result).to_contain_text(f"La entrada {altered} fue alterada")
    page.reload()
    expect(result).to_contain_text(f"La entrada {altered} fue alterada")


def test_verification_is_refused_without_the_csrf_value(dashboard: OpenDashboard, console: Any) -> None:
    console.allow("401")
    page = dashboard("/admin/audit")
    status = page.evaluate("fetch('/admin/audit/verification', { method: 'POST' }).then((answer) => answer.status)")
    assert status == 401


def test_it_works_on_a_phone(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/audit", viewport={"width": 390, "height": 844})
    for number in range(3):
        rows(page).nth(number).locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
