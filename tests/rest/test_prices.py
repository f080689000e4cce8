"""Bulk price changes: the arithmetic, price lists as spreadsheets write them, and the preview."""

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from labapp import queries
from labapp.errors import InvalidPayload
from labapp.files import csv_cells, price_list
from labapp.files.price_list import MAX_BYTES, MAX_LINES, Fault
from labapp.models import Exam
from labapp.queries import prices
from labapp.queries.prices import PricedExam
from labapp.services import catalog
from tests.support.csv_files import read_csv
from tests.support.exams import ADMIN, make_exam

GLU, COL = PricedExam(1, "GLU", "Glucosa", Decimal("10.00")), PricedExam(2, "COL", "Colesterol", Decimal("12.50"))


def faults_of(content: bytes | str) -> list[tuple[str, int | None]]:
    read = price_list.read(content.encode() if isinstance(content, str) else content)
    return [(fault.code, fault.line) for fault in read.faults]


def prices_of(content: bytes | str) -> dict[str, str]:
    read = price_list.read(content.encode() if isinstance(content, str) else content)
    assert not read.faults, read.faults
    return {entry.code: str(entry.price) for entry in read.entries}


@pytest.mark.parametrize(
    ("price", "percent", "expected"),
    [
        ("10.00", "10", "11.00"),
        ("10.05", "10", "11.06"),
        ("10.25", "-10", "9.23"),
        ("0.05", "10", "0.06"),
        ("0.05", "-10", "0.05"),
        ("33.33", "0", "33.33"),
        ("99.99", "-100", "0.00"),
        ("10.00", "33.33", "13.33"),
        ("0.01", "50", "0.02"),
        ("0.01", "49.99", "0.01"),
    ],
)
def test_a_percentage_is_rounded_to_the_cent_and_half_a_cent_goes_up(price: str, percent: str, expected: str) -> None:
    assert str(prices.apply_percent(Decimal(price), Decimal(percent))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", "10"),
        ("10.5", "10.5"),
        ("10,50", "10.50"),
        (" 10,50 ", "10.50"),
        ("1.234,50", "1234.50"),
        ("1,234.5", "1234.5"),
        ("12.345.678,90", "12345678.90"),
        ("99999999.99", "99999999.99"),
        ("100000000", None),
        ("0", "0"),
        ("-1", None),
        ("+1", None),
        ("1.234", None),
        ("1,2345", None),
        ("1.23,456", None),
        ("12.34.56", None),
        ("1e3", None),
        ("NaN", None),
        ("Infinity", None),
        ("１０", None),
        ("10 USD", None),
        ("", None),
        (",50", None),
        ("10.", None),
    ],
)
def test_amounts_as_people_write_them(text: str, expected: str | None) -> None:
    read = price_list.amount(text)
    assert (None if read is None else str(read)) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("código,precio", "ÑU,10.50"),
        ("CODIGO;Precio", "ÑU;10,50"),
        ("code\tname\tprice", "ÑU\tuna\t10.50"),
        ("Nombre;Precio;Código;Categoría", "a,b;10.50;ÑU;c"),
        ('"Código","Nombre","Precio"', '"ÑU","a ""b""; c","10,50"'),
        (" Code , Price ", " ÑU , 10.50 "),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_columns_separators_and_encodings(header: str, row: str, end: str, encoding: str) -> None:
    assert prices_of((header + end + row + end + end).encode(encoding)) == {"ÑU": "10.50"}


def test_each_fault_names_its_line() -> None:
    text = 'código,precio\nGLU,10\nCOL,diez\n\nGLU,11\nURE\nX,1,2\n,5\n"a\nb",7\nY,1"2\n'
    # The quoted code spans two lines; the following lines are numbered as in an editor.
    assert faults_of(text) == [
        ("bad_price", 3),
        ("duplicate_code", 5),
        ("wrong_columns", 6),
        ("wrong_columns", 7),
        ("unknown_code", 8),
        ("bad_price", 11),
    ]
    assert price_list.read(text.encode()).faults[0] == Fault("bad_price", 3, "diez")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ("empty", None)),
        (b"\xef\xbb\xbf\r\n \r\n", ("empty", None)),
        (b"code,price\n", ("empty", None)),
        (b"code,price\n,\n\n", ("empty", None)),
        (b"code,cost\nGLU,10\n", ("wrong_columns", 1)),
        (b"GLU,10\n", ("wrong_columns", 1)),
        (b"code,price,precio\nGLU,10,11\n", ("wrong_columns", 1)),
        (b'code,price\n"GLU,10\nCOL,11\n', ("wrong_columns", 2)),
        (b'code,price\n"GLU"x,10\n', ("wrong_columns", 2)),
        (b"code,price\nGLU,\x81\n", ("bad_encoding", None)),
        (b"code,price\nGLU,\x00\n", ("bad_encoding", None)),
        ("code,price\nGLU,10\n".encode("utf-16"), ("bad_encoding", None)),
        (b"PK\x03\x04 a spreadsheet", ("bad_encoding", None)),
        (b"code,price\n" + b"x" * MAX_BYTES, ("too_large", None)),
        (b"code,price\n" + b"x" * 200_000 + b",10\n", ("wrong_columns", 2)),
    ],
)
def test_what_is_no_price_list(content: bytes, fault: tuple[str, int | None]) -> None:
    assert faults_of(content) == [fault]


def test_as_many_lines_as_rest_takes_and_not_one_more() -> None:
    rows = [f"C{n},1.00\n" for n in range(MAX_LINES)]
    assert len(prices_of("code,price\n" + "".join(rows))) == MAX_LINES
    assert faults_of("code,price\n" + "".join([*rows, "Z,1\n"])) == [("too_many_lines", MAX_LINES + 2)]


ALPHABET = st.sampled_from([*"abcÑ01.,;\t\"'\r\n =+-@\x00\x81\ufeff", "code", "price", "\r\n", "GLU", "10,50"])


@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(ALPHABET).map("".join).map(str.encode),
        st.lists(ALPHABET).map(lambda parts: b"code,price\n" + "".join(parts).encode()),
        st.lists(ALPHABET).map(lambda parts: b"codigo;precio\r\n" + "".join(parts).encode("cp1252", "replace")),
    )
)
@example(b'code,price\n"')
@example(b"\xff\xfe")
def test_no_content_makes_it_raise(content: bytes) -> None:
    read = price_list.read(content)
    assert read.entries or read.faults
    codes = [entry.code for entry in read.entries]
    assert len(set(codes)) == len(codes)
    for entry in read.entries:
        assert entry.line > 1
        assert 0 <= entry.price < 10**8
        assert entry.price == entry.price.quantize(Decimal("0.01"))
    known = prices.preview_list(read, [GLU, COL])
    assert known.faults or len(known.changes) + known.unchanged == len(read.entries)
    assert not (known.faults and known.changes)


@given(st.text(max_size=20))
def test_a_guarded_cell_reads_back_and_never_runs(text: str) -> None:
    cell = csv_cells.escape_formula(text)
    assert csv_cells.unescape_formula(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_list_is_held_against_the_catalogue() -> None:
    found = prices.preview_list(price_list.read(b"code,price\nCOL,12.5\nGLU,11\n"), [GLU, COL])
    assert [(c.exam.code, c.exam.price, c.price, c.difference) for c in found.changes] == [("GLU", 10, 11, 1)]
    assert (found.unchanged, found.missing, found.faults) == (1, 0, ())


def test_one_unknown_code_and_nothing_changes() -> None:
    found = prices.preview_list(price_list.read(b"code,price\nGLU,11\nNO,1\nCOL,x\nglu,3\n"), [GLU, COL])
    assert found.changes == ()
    assert [(fault.code, fault.line, fault.text) for fault in found.faults] == [
        ("unknown_code", 3, "NO"),
        ("bad_price", 4, "x"),
        ("unknown_code", 5, "glu"),
    ]


def test_a_percentage_of_chosen_exams(app: Flask) -> None:
    first, second, third = make_exam("B", "10.05"), make_exam("A", "0.01"), make_exam("C", "5.00")
    catalog.delete(Exam, third.id, by=ADMIN)
    found = prices.preview_percent([first.id, second.id, third.id, 999], Decimal(10))
    assert [(change.exam.code, change.price) for change in found.changes] == [("B", Decimal("11.06"))]
    assert (found.unchanged, found.missing) == (1, 2)
    assert queries.catalog.get(Exam, first.id).price == Decimal("10.05")


def test_a_percentage_that_makes_an_impossible_price(app: Flask) -> None:
    exam = make_exam("A", "99999999.99")
    with pytest.raises(InvalidPayload) as refusal:
        prices.preview_percent([exam.id], Decimal(1))
    assert refusal.value.errors is not None
    assert set(refusal.value.errors) == {"percent"}


@pytest.mark.parametrize("notation", [csv_cells.PLAIN, csv_cells.SPANISH], ids=["plain", "spanish"])
def test_what_is_exported_reads_back_as_it_is(app: Flask, notation: csv_cells.Notation) -> None:
    codes = ["=1+1", "'x", "'=y", "-Z", "@a", "GLU", 'q"u;o,t', "ñandú"]
    for number, code in enumerate(codes):
        make_exam(code, f"{number}.50", name="=HYPERLINK(1)" if code == "GLU" else f"Examen {number}")
    gone = make_exam("GONE", "1.00")
    catalog.delete(Exam, gone.id, by=ADMIN)
    content = "".join(prices.export(["Código", "Nombre", "Categoría", "Precio"], notation)).encode()
    rows = read_csv(content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(rows) == len(codes) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert ["GLU", "'=HYPERLINK(1)", "Grupo de GLU", f"5{notation.decimal}50"] in rows
    again = prices.preview_csv(content)
    assert (again.changes, again.unchanged, again.faults) == ((), len(codes), ())
    dearer = prices.preview_csv(content.replace(b"50\r\n", b"75\r\n"))
    assert sorted(change.exam.code for change in dearer.changes) == sorted(codes)


def test_the_export_comes_in_pieces_and_whole(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_CHUNK", 2)
    for number in range(4):
        make_exam(f"E{number}", "1.00")
    pieces = list(prices.export(["c", "n", "g", "p"]))
    assert len(pieces) == 4
    assert "".join(pieces).count("1.00") == 4
