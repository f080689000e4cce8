"""Text search in SQL, the same on every database: ignores case and accents, and escapes wildcards."""

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_

# SQLite's lower() handles only ASCII, and SQLite has no translate(): each letter needs its own replace().
_FOLDED = dict(zip("ÁÉÍÓÚÜÑáéíóúüñ", "aeiouunaeiouun", strict=True))
_MAX_WORDS = 8


def fold_column(column: SQLColumnExpression[str]) -> ColumnElement[str]:
    """Return the column's text in lower case without Spanish accents."""
    expression: ColumnElement[str] = func.lower(column)
    for letter, folded in _FOLDED.items():
        expression = func.replace(expression, letter, folded)
    return expression


def fold_text(text: str) -> str:
    """Return ``text`` in the form that ``fold_column`` gives to the text of a column."""
    return "".join(_FOLDED.get(letter, letter) for letter in text).lower()


def matching(q: str, *columns: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Return the criterion that each word of ``q``, up to eight, is contained in one of ``columns``."""
    words = fold_text(q).split()[:_MAX_WORDS]
    texts = [fold_column(column) for column in columns]
    return and_(True, *(or_(*(text.contains(word, autoescape=True) for text in texts)) for word in words))
