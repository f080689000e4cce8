"""The audit of the dependencies fails for a known vulnerability, and not for a service that cannot be reached."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY

FLASK = {"name": "flask", "version": "3.1.0", "vulns": []}
VULNERABLE = {"name": "x", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "y", "skip_reason": "Dependency not found"}


def audit(directory: Path, source: str) -> "subprocess.CompletedProcess[str]":
    """Run the audit with a program in place of pip-audit, which gets the path of its report as ``output``."""
    program = directory / "program.py"
    program.write_text(f"import sys\nfrom pathlib import Path\noutput = Path(sys.argv[-1])\n{source}\n")
    command = [sys.executable, str(REPOSITORY / ".ci" / "audit.py"), sys.executable, str(program)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("dependencies", "status", "lines"),
    [
        ([FLASK], 0, ["pip-audit: 1 of 1 dependencies are known to its service, 0 findings"]),
        ([UNKNOWN], 0, ["pip-audit: 0 of 1 dependencies are known to its service, 0 findings"]),
        (
            [FLASK, VULNERABLE, UNKNOWN],
            1,
            [
                "pip-audit: 2 of 3 dependencies are known to its service, 1 findings",
                "  x 1.0: PYSEC-1, fixed in 1.1",
            ],
        ),
    ],
)
def test_only_a_vulnerability_fails(
    tmp_path: Path, dependencies: list[dict[str, object]], status: int, lines: list[str]
) -> None:
    report = json.dumps({"dependencies": dependencies, "fixes": []})
    # pip-audit ends with 1 as well.
    done = audit(tmp_path, f"output.write_text({report!r})\nsys.exit({status})")
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (status, lines, "")


@pytest.mark.parametrize("source", ["sys.exit(1)", "output.write_text('<html>')", "output.write_text('{}')"])
def test_an_unreachable_service_is_one_line(tmp_path: Path, source: str) -> None:
    done = audit(tmp_path, source)
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    assert line.startswith("pip-audit: left out")
    assert done.stderr == ""
