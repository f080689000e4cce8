"""``flask users`` as an operator runs it."""

import stat
from pathlib import Path
from zipfile import ZipFile

import pytest

from labapp.identity import Role
from tests.support.command import run_flask
from tests.support.event_log import entries
from tests.support.lab import Lab, MakeLab
from tests.support.own_data import OwnDataFile
from tests.support.pdf_files import make_pdf
from tests.support.results import ResultDesk, insert_appointment


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


def test_an_operator_erases_a_patient_and_reads_the_sealed_results(lab: Lab, tmp_path: Path) -> None:
    account, admin = lab.account(Role.PATIENT, name="Ana Peña"), lab.account(Role.ADMIN)
    content = make_pdf("Hemograma")
    with lab.app.app_context():
        result = ResultDesk(lab.app.test_client(), admin).issue(insert_appointment(account, None), content)

    def users(*arguments: str, **options: str) -> tuple[int, str]:
        done = run_flask("users", *arguments, **lab.environment, **options)
        return done.returncode, done.stdout + done.stderr

    assert users("sealed-results") == (0, "")
    status, output = users("erase", admin.email, "--yes")
    assert (status, "account" in output, "not erased" in output) == (1, True, True)
    # Without an answer to the question nothing is erased.
    assert users("erase", account.email)[0] == 1
    number = str(account.id)
    status, output = users("erase", account.email, "--yes")
    assert status == 0
    assert f"Erased account {number}: 1 visits and 1 results sealed, 1 visits cancelled" in output
    assert users("erase", account.email, "--yes") == (1, f"Error: there is no account {account.email}\n")
    assert users("export", number, "--output", str(tmp_path / "a.zip"))[0] == 1
    status, output = users("sealed-results")
    assert (status, output.startswith(f"{number}: erased "), output.endswith("1 results, 1 files\n")) == (0, True, True)
    assert "Ana" not in output
    file = tmp_path / "sealed.zip"
    assert users("sealed-results", number, "--output", str(file))[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with ZipFile(file) as archive:
        (member,) = archive.infolist()
        assert member.filename.startswith(f"{result}-Hemograma")
        assert archive.read(member) == content
    other = tmp_path / "other.zip"
    assert users("sealed-results", str(admin.id), "--output", str(other))[0] == 1
    assert not other.exists()
    assert users("sealed-results", number)[0] == 2
    with lab.app.app_context():
        read = [entry for entry in entries() if entry.name == "result.read"]
        assert [(one.entity_id, one.user_id) for one in read] == [(result, None)]
    assert run_flask("audit", "verify", **lab.environment).returncode == 0
