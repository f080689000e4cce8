"""The copy of a person's data that an administrator makes at the desk."""

from pathlib import Path

import requests
from playwright.sync_api import expect

from labapp.identity import Role
from tests.support.chromium import PHONE
from tests.support.lab import Lab
from tests.support.own_data import OwnDataFile
from tests.support.pages import OpenDashboard


def test_an_administrator_exports_the_data_of_a_person(dashboard: OpenDashboard, lab: Lab) -> None:
    patient = lab.account(Role.PATIENT, name="Ana Peña")
    page = dashboard(f"/admin/people/{patient.id}", viewport=PHONE)
    with page.expect_download() as started:
        page.get_by_role("link", name="Exportar sus datos").click()
    found = OwnDataFile(Path(started.value.path()).read_bytes())
    assert found.document["account"]["name"] == "Ana Peña"
    newest = lab.api(patient).get("/api/auth/me/inbox")["items"][0]
    assert newest["payload"]["changes"] == {"by": "laboratory"}
    page.goto("/admin/audit?name=user.exported")
    expect(page.locator("[data-entries] li").first).to_contain_text("exportó los datos de")


def test_nobody_else_gets_it(lab: Lab) -> None:
    patient, other, doctor = lab.account(Role.PATIENT), lab.account(Role.PATIENT), lab.account(Role.DOCTOR)
    for account in (patient, other, doctor):
        answer = requests.get(
            f"{lab.server.url}/admin/people/{patient.id}/data.zip",
            cookies={"access_token_cookie": account.token},
            timeout=30,
        )
        assert answer.status_code == 403
        assert "zip" not in answer.headers["Content-Type"]
