"""Price lists as CSV, as spreadsheets write them.

Reading never raises. Errors in the content are returned as faults with their lines, and a list with faults is never
applied.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from labapp.files.csv_cells import unescape_formula
from labapp.files.text import fold_text
from labapp.models.catalog import PRICE

MAX_BYTES = 2 * 1024 * 1024
MAX_LINES = 5000
# Every price is below this value.
PRICE_LIMIT = Decimal(10 ** ((PRICE.precision or 0) - (PRICE.scale or 0)))
_SEPARATORS = (";", ",", "\t")
_CODE = ("codigo", "code")
_PRICE = ("precio", "price")
# 1234.5, 1234,50, and with thousands separators 1.234,50 or 1,234.50, where the decimal separator is unambiguous.
_AMOUNT = re.compile(r"\d+(?:[.,]\d{1,2})?|\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:,\d{3})+\.\d{1,2}", re.ASCII)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

FaultCode = Literal[
    "too_large",
    "too_many_lines",
    "bad_encoding",
    "wrong_columns",
    "empty",
    "unknown_code",
    "bad_price",
    "duplicate_code",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """An error in a price list. ``line`` is None for an error of the whole file; ``text`` is the invalid text."""

    code: FaultCode
    line: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A price in a list, and its line."""

    line: int
    code: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceList:
    """The content of a file: its prices and its faults."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Control characters: this is no text file, but UTF-16 or the binary format of a spreadsheet.
        return None if _CONTROLS.search(text) else text
    return None


def amount(text: str) -> Decimal | None:
    """Parse a price with a decimal point or comma. Return None for an invalid one."""
    digits = text.strip()
    if not _AMOUNT.fullmatch(digits):
        return None
    whole, separator, cents = digits, "", ""
    if (at := max(digits.rfind("."), digits.rfind(","))) >= 0:
        whole, separator, cents = digits[:at].replace(".", "").replace(",", ""), ".", digits[at + 1 :]
    value = Decimal(whole + separator + cents)
    return value if value < PRICE_LIMIT else None


def _columns(header: str) -> tuple[str, list[str]] | None:
    """Return the separator and the column names, or None where the header is not that of a price list."""
    for separator in _SEPARATORS:
        try:
            cells = next(csv.reader([header], delimiter=separator, strict=True), [])
        except csv.Error:
            continue
        names = [fold_text(cell.strip()) for cell in cells]
        if sum(name in _CODE for name in names) == 1 and sum(name in _PRICE for name in names) == 1:
            return separator, names
    return None


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row below the header with the number of its first line; None for invalid CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error:
            yield line, None
            continue
        if row is None:
            return
        if line > 1 and any(cell.strip() for cell in row):
            yield line, row


def read(content: bytes) -> PriceList:
    """Read a price list: a header with one code and one price column, then one price a line. Ignore other columns."""
    if len(content) > MAX_BYTES:
        return PriceList(faults=(Fault("too_large"),))
    text = _decoded(content)
    if text is None:
        return PriceList(faults=(Fault("bad_encoding"),))
    if not text.strip():
        return PriceList(faults=(Fault("empty"),))
    found = _columns(next(io.StringIO(text, newline=""), ""))
    if found is None:
        return PriceList(faults=(Fault("wrong_columns", 1),))
    separator, names = found
    code_at = next(at for at, name in enumerate(names) if name in _CODE)
    price_at = next(at for at, name in enumerate(names) if name in _PRICE)
    entries: list[Entry] = []
    faults: list[Fault] = []
    codes: set[str] = set()
    for number, (line, row) in enumerate(_rows(text, separator), 1):
        if number > MAX_LINES:
            return PriceList(faults=(Fault("too_many_lines", line),))
        if row is None or len(row) != len(names):
            faults.append(Fault("wrong_columns", line))
            continue
        code = unescape_formula(row[code_at].strip())
        price = amount(row[price_at])
        if not code:
            faults.append(Fault("unknown_code", line))
        elif code in codes:
            faults.append(Fault("duplicate_code", line, code))
        elif price is None:
            faults.append(Fault("bad_price", line, row[price_at].strip()))
        else:
            entries.append(Entry(line, code, price))
        codes.add(code)
    if not entries and not faults:
        faults.append(Fault("empty"))
    return PriceList(tuple(entries), tuple(faults))
