"""CSV files as the application exports them."""

import csv
import io


def _parts(content: bytes) -> tuple[io.StringIO, str]:
    """Return the text of a file and its separator, which is that of its header."""
    text = content.decode("utf-8-sig")
    return io.StringIO(text, newline=""), ";" if ";" in text.partition("\n")[0] else ","


def read_csv(content: bytes) -> list[list[str]]:
    """Return the rows of an exported file, the first of which names the columns."""
    text, separator = _parts(content)
    return list(csv.reader(text, delimiter=separator))


def read_csv_records(content: bytes) -> list[dict[str, str]]:
    """Return the rows of an exported file by the names of their columns."""
    text, separator = _parts(content)
    return list(csv.DictReader(text, delimiter=separator))
