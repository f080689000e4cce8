"""The application in the process of the tests, on a database of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from werkzeug.routing import Rule

from labapp import create_app
from labapp.config import load_settings
from labapp.extensions import db
from tests.support.command import SECRETS


def keep_compiled_routes() -> None:
    """Compile the function that builds a route's address once per route instead of once per application.

    It takes the rule as an argument, and depends on the texts in the key only. It is most of the time that the
    application takes to be created, which the tests do more than a thousand times.
    """
    compile_builder: Callable[[Rule, bool], Any] = Rule._compile_builder
    compiled: dict[tuple[object, ...], Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = compile_once  # type: ignore[method-assign]


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
