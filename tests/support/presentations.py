"""How a user sees the pages: a screen and size of text, a language and a theme; and in which of them a test runs.

A test with the mark ``presented`` runs in one presentation, which its name determines, so that all of them occur in the
suite. With ``--every-presentation`` it runs in each form, and with each language in each theme.
"""

import itertools
import zlib
from dataclasses import dataclass
from typing import Any, Literal

from tests.support.texts import LANGUAGES

Theme = Literal["light", "dark"]
_LOCALES = {"es": "es-PE", "en": "en-US"}
# Runs in each document before its own scripts. Paper has its own sizes, which those of a browser do not change.
_SET_TEXT_SIZE = """
{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("@media screen { html { font-size: SIZE% !important } }");
  document.adoptedStyleSheets.push(sheet);
}
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A screen: its size in CSS pixels, whether it is touched, and the size of the text in percent."""

    name: str
    width: int
    height: int
    is_phone: bool = True
    text_percent: int = 100

    @property
    def viewport(self) -> dict[str, int]:
        """The size as Playwright takes it."""
        return {"width": self.width, "height": self.height}


DESK = Form("desk", 1440, 900, is_phone=False)
PORTRAIT = Form("portrait", 390, 844)
LANDSCAPE = Form("landscape", 844, 390)
NARROW = Form("narrow", 320, 640)
LARGE_TEXT = Form("large-text", 390, 844, text_percent=200)
FORMS = (DESK, PORTRAIT, LANDSCAPE, NARROW, LARGE_TEXT)


@dataclass(frozen=True, slots=True)
class Presentation:
    """A form with the language and the theme that the browser of a user asks for."""

    form: Form = DESK
    language: str = LANGUAGES[0]
    theme: Theme = "light"

    def __str__(self) -> str:
        return f"{self.form.name}-{self.language}-{self.theme}"

    @property
    def options(self) -> dict[str, Any]:
        """The options of a browser context."""
        return {
            "viewport": self.form.viewport,
            "has_touch": self.form.is_phone,
            "is_mobile": self.form.is_phone,
            "locale": _LOCALES[self.language],
            "color_scheme": self.theme,
        }

    @property
    def script(self) -> str | None:
        """The script that sets the size of the text in each document of a context, where it is not the default."""
        size = self.form.text_percent
        return None if size == 100 else _SET_TEXT_SIZE.replace("SIZE", str(size))


def covering_set(name: str) -> list[Presentation]:
    """Return the presentations of the test ``name``: every form, and every pair of a language and a theme.

    Which pair a form gets depends on the name, so that all combinations occur over some tests.
    """
    pairs = list(itertools.product(LANGUAGES, ("light", "dark")))
    start = zlib.crc32(name.encode())
    return [Presentation(form, *pairs[(start + place) % len(pairs)]) for place, form in enumerate(FORMS)]


def sample(name: str) -> Presentation:
    """Return the one presentation of the covering set in which the test ``name`` runs in an ordinary run."""
    presentations = covering_set(name)
    return presentations[zlib.crc32(name.encode()) // 4 % len(presentations)]
