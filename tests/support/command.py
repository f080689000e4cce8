"""The operator's commands: ``flask --app wsgi`` in a process of its own."""

import subprocess
import tempfile
from pathlib import Path

from tests.support.processes import inherited_environment, start

SECRETS = {
    "SECRET_KEY": "d0b1f6e3a9c84752be0f7c6d1a2958e4",
    "JWT_SECRET_KEY": "7e42c9a05fd8163bb94e20a7c5f8d316",
    "AUDIT_KEY": "94ac1d70b2e85f36c07d4e1ba9f25386",
}


def run_flask(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run ``flask`` with ``arguments`` and wait for it to exit."""
    # Flask would read the developer's .env.
    isolated = {"LOG_LEVEL": "WARNING", "FLASK_SKIP_DOTENV": "1"}
    environment = inherited_environment() | SECRETS | isolated | settings
    command = ("-m", "flask", "--app", "wsgi", *arguments)
    with tempfile.TemporaryDirectory(prefix="lab-command-") as directory:
        output, errors = Path(directory, "output"), Path(directory, "errors")
        process = start(command, environment=environment, output=output, errors=errors)
        try:
            status = process.wait(120)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(command, status, output.read_text(), errors.read_text())
