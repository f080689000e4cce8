"""Cells of CSV files for spreadsheets: formulas are escaped, and escaped cells can be read back."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

# Makes spreadsheets read the file as UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# Spreadsheets read cells with these first characters as formulas (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a spreadsheet separates cells, and the whole part of a number from its decimals."""

    separator: str
    decimal: str


PLAIN = Notation(",", ".")
# Where numbers have a decimal comma, spreadsheets read a comma between cells as text.
SPANISH = Notation(";", ",")


def escape_formula(text: str) -> str:
    """Return ``text``, prefixed with an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith((*_FORMULA_STARTS, "'")) else text


def unescape_formula(text: str) -> str:
    """Return the text that ``escape_formula`` was called with."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*_FORMULA_STARTS, "'")) else text


def format_row(cells: Iterable[str], notation: Notation = PLAIN) -> str:
    """Return one line of CSV, including the line break."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=notation.separator).writerow(cells)
    return buffer.getvalue()
