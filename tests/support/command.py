"""The operator's commands: ``flask --app wsgi`` in a process of its own."""

import subprocess
import tempfile
from pathlib import Path

from tests.support.processes import inherited_environment, start

SECRETS = {"SECRET_KEY": "s" * 32, "JWT_SECRET_KEY": "j" * 32, "AUDIT_KEY": "a" * 32}


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
