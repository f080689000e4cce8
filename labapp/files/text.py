"""Search terms as SQL with one meaning on every database: case and accents do not matter, wildcards are text."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

# SQLite's lower() knows ASCII only, and has no translate(): each letter is replaced by itself.
_PLAIN = dict(zip("ÁÉÍÓÚÜÑáéíóúüñ", "aeiouunaeiouun", strict=True))
_MOST_WORDS = 8


def folded(column: Any) -> Any:
    """Return the column's text in lower case without Spanish accents."""
    expression = func.lower(column)
    for letter, bare in _PLAIN.items():
        expression = func.replace(expression, letter, bare)
    return expression


def plain(text: str) -> str:
    """Return ``text`` as ``folded`` returns a column's."""
    return "".join(_PLAIN.get(letter, letter) for letter in text).lower()


def matching(q: str, *columns: Any) -> ColumnElement[bool]:
    """Whether every word of ``q`` stands in one of ``columns``."""
    words = plain(q).split()[:_MOST_WORDS]
    texts = [folded(column) for column in columns]
    return and_(True, *(or_(*(text.contains(word, autoescape=True) for text in texts)) for word in words))
