"""Cells of the CSV files that people open in spreadsheets: nothing in them runs, and what was written reads back."""

import csv
import io
from collections.abc import Iterable

# What makes spreadsheets read UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# A cell that begins like this is a formula to a spreadsheet (OWASP, CSV injection).
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: behind an apostrophe where it would."""
    return f"'{text}" if text.startswith((*_RUNS, "'")) else text


def unguarded(text: str) -> str:
    """Return what ``guarded`` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*_RUNS, "'")) else text


def line(cells: Iterable[str]) -> str:
    """Return one line of a file, with its end."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
