"""``flask users`` as an operator runs it."""

import stat
from pathlib import Path

import pytest

from labapp.identity import Role
from tests.support.command import run_flask
from tests.support.event_log import entries
from tests.support.lab import Lab, MakeLab
from tests.support.own_data import OwnDataFile


@pytest.fixture(params=["sqlite", "postgresql"])
def lab(request: pytest.FixtureRequest, make_lab: MakeLab) -> Lab:
    return make_lab(request.param)


def test_an_operator_exports_the_data_of_a_person(lab: Lab, tmp_path: Path) -> None:
    account = lab.account(Role.PATIENT, name="Ana Peña")
    for number, person in enumerate((account.email.upper(), str(account.id))):
        output = tmp_path / f"{number}.zip"
        done = run_flask("users", "export", person, "--output", str(output), **lab.environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"Exported account {account.id} to {output} ({output.stat().st_size} bytes).\n"
        assert stat.S_IMODE(output.stat().st_mode) == 0o600
        found = OwnDataFile(output.read_bytes())
        assert found.document["account"]["name"] == "Ana Peña"
    with lab.app.app_context():
        recorded = [entry for entry in entries() if entry.name == "user.exported"]
        assert [(one.entity_id, one.user_id) for one in recorded] == [(account.id, None)] * 2


def test_an_export_that_is_refused_leaves_no_file_and_no_entry(lab: Lab, tmp_path: Path) -> None:
    account = lab.account(Role.PATIENT)
    output, existing = tmp_path / "new.zip", tmp_path / "existing.zip"
    existing.write_bytes(b"kept")
    for person, path, reason in (
        ("nobody@lab.example", output, "Error: there is no account nobody@lab.example\n"),
        ("9999999", output, "Error: there is no account 9999999\n"),
        (account.email, existing, f"Error: {existing}: File exists\n"),
        (account.email, tmp_path / "missing" / "a.zip", "No such file or directory\n"),
    ):
        done = run_flask("users", "export", person, "--output", str(path), **lab.environment)
        assert done.returncode == 1
        assert done.stderr.endswith(reason)
        assert done.stdout == ""
    assert existing.read_bytes() == b"kept"
    assert not output.exists()
    with lab.app.app_context():
        assert "user.exported" not in [entry.name for entry in entries()]
