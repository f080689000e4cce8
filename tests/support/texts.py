"""The texts of pages in the language of the test that runs, looked up in the product's own catalogues by the Spanish.

The dashboard and REST take theirs from ``labapp/translations``, the app from ``static/js/app/texts``.
"""

import json
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import TypeVar

from babel.messages.pofile import read_po

from tests.support.components import missing
from tests.support.processes import REPOSITORY

T = TypeVar("T")
LANGUAGES = ("es", "en")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|{(\w+)}")
_PRINT_APP_TEXTS = """
import { en } from "./texts/en.js";
import { es } from "./texts/es.js";
console.log(JSON.stringify(Object.entries(es).map(([key, text]) => [text, en[key]])));
"""

_spoken = LANGUAGES[0]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let ``says`` return texts in ``language``."""
    global _spoken
    before, _spoken = _spoken, language
    yield
    _spoken = before


def _from_messages() -> Iterator[tuple[str, str]]:
    """Yield the Spanish and the English texts of the message catalogue."""
    with (REPOSITORY / "labapp/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file):
            if isinstance(message.id, str):
                yield message.id, str(message.string)
            else:
                yield from zip(message.id, message.string, strict=True)


def _from_app() -> Iterator[tuple[str, str]]:
    """Yield the Spanish and the English texts of the app."""
    node = shutil.which("node")
    if node is None:
        missing("Node.js")
    command = (node, "--input-type=module", "--eval", _PRINT_APP_TEXTS)
    printed = subprocess.run(command, cwd=REPOSITORY / "static/js/app", check=True, capture_output=True).stdout
    yield from json.loads(printed)


@cache
def _catalogue() -> dict[str, set[str]]:
    """Return the English texts of each Spanish text."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for spanish, english in (*_from_messages(), *_from_app()):
        found[spanish].add(english)
    return found


def says(spanish: str, **values: object) -> str:
    """Return a text as the page shows it: in the language of the test, with its placeholders filled in.

    ``spanish`` is the whole text as in the source. Raises LookupError for a text that no catalogue has, or that means
    two things in English, and KeyError for a placeholder without a value.
    """
    text = spanish
    # In Spanish as well, so that a test is wrong in both languages or in neither.
    translations = _catalogue().get(spanish, set())
    if len(translations) != 1:
        raise LookupError(f"{spanish!r} has the translations {sorted(translations)}")
    if _spoken != LANGUAGES[0]:
        (text,) = translations
    filled = _PLACEHOLDER.sub(lambda found: str(values[found[1] or found[2]]), text)
    return filled.replace("%%", "%") if "%(" in text else filled


def in_language(*, es: T, en: T) -> T:
    """Return what is no text of a catalogue, such as a number or a date: ``in_language(es="lunes", en="Monday")``."""
    return {"es": es, "en": en}[_spoken]


def amount(value: str) -> str:
    """Return an amount such as "1234.50" as pages write it."""
    english = f"{Decimal(value):,}"
    return in_language(es=english.translate(str.maketrans(",.", ".,")), en=english)
