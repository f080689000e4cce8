"""The application in the process of the tests, on a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apiflask import APIFlask

from labapp import create_app
from labapp.config import load_settings
from labapp.extensions import db
from tests.support.command import SECRETS


@contextmanager
def open_application(url: str, directory: Path, **settings: str) -> Iterator[APIFlask]:
    """Yield the application on the database ``url``, with ``directory`` for its files; close its connections after."""
    given = {"DATABASE_URL": url, "INSTANCE_PATH": str(directory), "LOG_LEVEL": "WARNING"}
    app = create_app(load_settings(SECRETS | given | settings))
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()
