"""Looks for known vulnerabilities of the locked dependencies, with pip-audit in an environment of its own.

Prints one line, and one more for each vulnerability. Ends with status 1 only if there are vulnerabilities: without a
network, or if the service fails, the audit is left out.
"""

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "pip-audit==2.10.1"
TIMEOUT_SECONDS = 180


def installed() -> list[str]:
    """Return the command of pip-audit, installed into ``.cache`` at the first use. Raises CalledProcessError."""
    environment = ROOT / ".cache" / "pip-audit"
    command = environment / "bin" / "pip-audit"
    if not command.exists():
        venv.create(environment, with_pip=True)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, PACKAGE], check=True, capture_output=True, timeout=TIMEOUT_SECONDS)
    return [str(command)]


def report_of(command: Sequence[str]) -> list[dict[str, Any]]:
    """Return what pip-audit reports for each dependency. Raises OSError, TimeoutExpired, ValueError."""
    with tempfile.TemporaryDirectory() as directory:
        output = Path(directory, "report.json")
        options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
        subprocess.run(
            [*command, "--requirement", "requirements.txt", *options, "--output", str(output)],
            cwd=ROOT,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        # The status of pip-audit is 1 for a vulnerability and for an error; only the former has a report.
        report: list[dict[str, Any]] = json.loads(output.read_text())["dependencies"]
        return report


def main(arguments: Sequence[str]) -> int:
    """Audit with the command in ``arguments``, or with the installed one, and return the exit status."""
    try:
        report = report_of(arguments or installed())
    except (OSError, KeyError, ValueError, subprocess.SubprocessError) as error:
        print(f"pip-audit: left out, because its service cannot be reached ({type(error).__name__})")
        return 0
    audited = [one for one in report if "skip_reason" not in one]
    found = [(one, known) for one in audited for known in one["vulns"]]
    print(f"pip-audit: {len(audited)} of {len(report)} dependencies are known to its service, {len(found)} findings")
    for one, known in found:
        fixed = ", ".join(known["fix_versions"]) or "no version"
        print(f"  {one['name']} {one['version']}: {known['id']}, fixed in {fixed}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
