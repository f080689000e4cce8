"""PDF files: valid, large, encrypted, made of chosen objects, or made to keep a parser busy."""

import base64
import io
import itertools
import random

from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

_numbers = itertools.count(1)


def make_pdf(text: str = "Resultado", *, size: int | None = None) -> bytes:
    """Return a PDF of one page; ``size`` pads it to exactly that many bytes."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(100, 700, text)
    canvas.save()
    made = target.getvalue()
    return made if size is None else made + b"\n" * (size - len(made))


def unique_pdf() -> bytes:
    """Return a small PDF that differs from every other one of this process."""
    return make_pdf(f"Resultado {next(_numbers)}")


def large_pdf(seed: int, size: int) -> bytes:
    """Return a PDF of ``size`` bytes in which no two chunks are equal and compression saves nothing."""
    start = unique_pdf() + b"\n%"
    filler = base64.b64encode(random.Random(seed).randbytes(size))
    return (start + filler)[:size]


def encrypted_pdf(password: str) -> bytes:
    """Return a PDF that opens with ``password``; an empty one only restricts printing and copying."""
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf()))
    writer.encrypt(password, "propietario", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pdf_of(*objects: bytes, catalog: bytes = b"") -> bytes:
    """Return a PDF made of ``objects``, numbered from 2; object 2 is the root of its pages.

    ``catalog`` are further entries of the catalogue.
    """
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate((b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog, *objects), 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, tail)


_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def page_of(*objects: bytes, catalog: bytes = b"", page: bytes = b"") -> bytes:
    """Return a PDF of one page, object 3, with the entries ``page``, and of ``objects``, numbered from 4."""
    return pdf_of(_PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>" % page, *objects, catalog=catalog)


def poisonous_pdf() -> bytes:
    """Return a file of two megabytes that keeps pypdf busy for a day.

    Each of 125,000 entries of its cross-reference stream leads to the start of a megabyte of spaces.
    """
    head = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n" + _PAGES + b"\nendobj\n"
    spaces = b" " * 1_000_000
    entries = b"01%06x" % len(head) * 125_000
    start = b"4 0 obj\n<</Type/XRef/Size 100000000/W[1 3 0]/Root 1 0 R/Filter/ASCIIHexDecode/Length %d>>\nstream\n"
    end = b">\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(head) + len(spaces))
    return head + spaces + start % (len(entries) + 1) + entries + end
