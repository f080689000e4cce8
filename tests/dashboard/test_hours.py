"""A location's opening hours in its form: free notation is understood, and nonsense is refused."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.chromium import Console
from tests.support.pages import OpenDashboard, save_form
from tests.support.rest import Api
from tests.support.rest_steps import create_record
from tests.support.texts import says

pytestmark = pytest.mark.presented

SATURDAY = {"sat": [["08:00", "12:00"]]}


@pytest.fixture
def place(rest: Api) -> dict[str, Any]:
    return create_record(rest, "locations", schedule=SATURDAY)


def kept(rest: Api, place: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = rest.get(f"/api/admin/locations/{place['id']}")
    return found


def test_hours_are_written_a_line_a_day(dashboard: OpenDashboard, rest: Api, place: dict[str, Any]) -> None:
    page = dashboard(f"/admin/locations/{place['id']}")
    expect(page.get_by_label(says("Sábado"))).to_have_value("08:00-12:00")
    expect(page.get_by_label(says("Lunes"))).to_have_value("")
    page.get_by_label(says("Lunes")).fill("15:00-19:30, 7-13")
    page.get_by_label(says("Sábado")).fill("")
    page.get_by_label(says("Minutos por cita")).fill("20")
    page.get_by_label(says("Citas a la misma hora")).fill("2")
    page.get_by_label(says("Zona horaria")).fill("America/Bogota")
    save_form(page)
    expect(page).to_have_url(f"{rest.url}/admin/locations")
    saved = kept(rest, place)
    assert saved["schedule"] == {"mon": [["07:00", "13:00"], ["15:00", "19:30"]]}
    assert (saved["slotMinutes"], saved["slotCapacity"], saved["timezone"]) == (20, 2, "America/Bogota")
    page.goto(f"/admin/locations/{place['id']}")
    expect(page.get_by_label(says("Lunes"))).to_have_value("07:00-13:00, 15:00-19:30")
    # An unedited field is not sent, and leaving the page asks for no confirmation.
    page.get_by_label(says("Teléfono")).fill("555-0123")
    save_form(page)
    expect(page).to_have_url(f"{rest.url}/admin/locations")
    assert kept(rest, place)["schedule"] == saved["schedule"]


def test_a_location_without_hours_is_booked_at_any_time(
    dashboard: OpenDashboard, rest: Api, place: dict[str, Any]
) -> None:
    page = dashboard(f"/admin/locations/{place['id']}")
    page.get_by_label(says("Sábado")).fill(" ")
    save_form(page)
    expect(page).to_have_url(f"{rest.url}/admin/locations")
    assert kept(rest, place)["schedule"] is None


@pytest.mark.parametrize("text", ["de 7 a 13", "13:00-07:00", "07:00", "07:00-12:00, 11:00-13:00", "07:00-25:00"])
def test_hours_that_mean_nothing_are_refused_where_they_stand(
    dashboard: OpenDashboard, rest: Api, place: dict[str, Any], console: Console, text: str
) -> None:
    console.allow("422")
    page = dashboard(f"/admin/locations/{place['id']}")
    page.get_by_label(says("Lunes")).fill(text)
    save_form(page)
    expect(page.locator('[data-error="schedule"]')).not_to_be_empty()
    expect(page.get_by_role("group", name=says("Horas de cita"))).to_be_focused()
    expect(page.get_by_label(says("Lunes"))).to_have_value(text)
    assert kept(rest, place)["schedule"] == SATURDAY
    page.get_by_label(says("Lunes")).fill("07:00-13:00")
    save_form(page)
    expect(page).to_have_url(f"{rest.url}/admin/locations")


def test_two_who_set_hours_at_once_see_both(
    dashboard: OpenDashboard, rest: Api, place: dict[str, Any], console: Console
) -> None:
    console.allow("409")
    page = dashboard(f"/admin/locations/{place['id']}")
    page.get_by_label(says("Lunes")).fill("07:00-13:00")
    rest.patch(f"/api/admin/locations/{place['id']}", {"schedule": SATURDAY | {"sun": [["09:00", "10:00"]]}})
    save_form(page)
    line = page.locator('#conflict tr[data-field="schedule"]')
    expect(line).to_contain_text(says("Horas de cita"))
    expect(line.locator("td").nth(0)).to_have_text(f"{says('Lunes')} 07:00-13:00; {says('Sábado')} 08:00-12:00")
    expect(line.locator("td").nth(1)).to_have_text(f"{says('Sábado')} 08:00-12:00; {says('Domingo')} 09:00-10:00")
