"""A price list as CSV, as people's spreadsheets write it.

No content makes it raise: what is wrong is a fault with its line, and a list with a fault is applied by nobody.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from labapp.files.csv_cells import unguarded
from labapp.files.text import plain
from labapp.models.catalog import PRICE

MAX_BYTES = 2 * 1024 * 1024
MAX_LINES = 5000
# Every price is below it.
PRICES_END = Decimal(10 ** ((PRICE.precision or 0) - (PRICE.scale or 0)))
_SEPARATORS = (";", ",", "\t")
_CODE = ("codigo", "code")
_PRICE = ("precio", "price")
# 1234.5, 1234,50, and in groups of three 1.234,50 or 1,234.50: there no separator can be taken for the other.
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
    """What is wrong: on which line, None where it is the file; ``text`` is what stands there."""

    code: FaultCode
    line: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One price of a list, and its line."""

    line: int
    code: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceList:
    """What a file says."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A text file has none of them; a spreadsheet's own format, or UTF-16, is full of them.
        return None if _CONTROLS.search(text) else text
    return None


def amount(text: str) -> Decimal | None:
    """Return a price as people write it, with a decimal point or comma; None where it is none."""
    bare = text.strip()
    if not _AMOUNT.fullmatch(bare):
        return None
    whole, separator, cents = bare, "", ""
    if (at := max(bare.rfind("."), bare.rfind(","))) >= 0:
        whole, separator, cents = bare[:at].replace(".", "").replace(",", ""), ".", bare[at + 1 :]
    value = Decimal(whole + separator + cents)
    return value if value < PRICES_END else None


def _columns(header: str) -> tuple[str, list[str]] | None:
    """Return the separator, and the columns' names, that make a price list of the first line."""
    for separator in _SEPARATORS:
        try:
            cells = next(csv.reader([header], delimiter=separator, strict=True), [])
        except csv.Error:
            continue
        names = [plain(cell.strip()) for cell in cells]
        if sum(name in _CODE for name in names) == 1 and sum(name in _PRICE for name in names) == 1:
            return separator, names
    return None


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row below the header with the line it begins on; None for one that is no CSV."""
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
    """Read a list: a header that names a code's and a price's column, and a price a line; other columns are left."""
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
        code = unguarded(row[code_at].strip())
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
