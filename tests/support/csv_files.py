"""CSV files as the application exports them."""

import csv
import io


def read_csv(content: bytes) -> list[list[str]]:
    """Return the rows of an exported file, the first of which names the columns."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_csv_records(content: bytes) -> list[dict[str, str]]:
    """Return the rows of an exported file by the names of their columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
