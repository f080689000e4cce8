"""PDF files with active or foreign content are refused; what is harmless stays accepted."""

import io
import zipfile
from collections.abc import Callable

import pytest
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, Fit, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from labapp.models import Result
from labapp.unit_of_work import reading
from tests.support.event_log import entries
from tests.support.pdf_files import large_pdf, make_pdf, page_of
from tests.support.results import Ordered, ResultDesk

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])
URI = b"<</S/URI/URI(https://evil.example)>>"
SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
LAUNCH = b"<</S/Launch/F(cmd.exe)>>"
SUBMIT = b"<</S/SubmitForm/F(https://evil.example)>>"


def written(change: Callable[[PdfWriter], object]) -> bytes:
    """Return a PDF that pypdf has written after ``change``; its objects are in object streams."""
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf()))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def add_portfolio(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/Collection")] = DictionaryObject()
    writer.add_attachment("datos.exe", b"MZ")


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("a.txt", "a")
    return target.getvalue()


def ending_twice(between: bytes) -> bytes:
    """Return a PDF with ``between`` after its end, and the end once more."""
    made = make_pdf()
    return made + between + b"\n" + made[made.rindex(b"startxref") :]


def form_of(field: bytes) -> bytes:
    widget = b"<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/Parent 5 0 R>>"
    return page_of(widget, field, page=b"/Annots[4 0 R]", catalog=b"/AcroForm<</Fields[5 0 R]>>")


def annotated(annotation: bytes) -> bytes:
    return page_of(b"<</Type/Annot/Rect[0 0 9 9]%s>>" % annotation, page=b"/Annots[4 0 R]")


UNSAFE = {
    "script by pypdf": written(lambda writer: writer.add_open_action(JavaScript("app.alert(1)"))),
    "file by pypdf": written(lambda writer: writer.add_attachment("datos.exe", b"MZ")),
    "portfolio": written(add_portfolio),
    "script at the start": page_of(catalog=b"/OpenAction" + SCRIPT),
    "script in an object": page_of(SCRIPT, catalog=b"/OpenAction 4 0 R"),
    "script with an escaped name": page_of(catalog=b"/OpenAction<</S/Java#53cript/J#53(1)>>"),
    "script after a destination": page_of(catalog=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[%s]>>" % SCRIPT),
    "program at the start": page_of(catalog=b"/OpenAction" + LAUNCH),
    "page of the web at the start": page_of(catalog=b"/OpenAction" + URI),
    "form sent at the start": page_of(catalog=b"/OpenAction" + SUBMIT),
    "web after a destination": page_of(URI, catalog=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>"),
    "endless actions": page_of(b"<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>", catalog=b"/OpenAction 4 0 R"),
    "script of the document": page_of(catalog=b"/AA<</WC%s>>" % SCRIPT),
    "web when the page opens": page_of(page=b"/AA<</O%s>>" % URI),
    "script of a field": form_of(b"<</FT/Tx/T(a)/Kids[4 0 R]/AA<</K%s>>>>" % SCRIPT),
    "script only on the parent of a widget": page_of(
        b"<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/Parent 5 0 R>>",
        b"<</FT/Btn/T(a)/A%s>>" % SCRIPT,
        page=b"/Annots[4 0 R]",
    ),
    "button that sends the form": form_of(b"<</FT/Btn/T(a)/Kids[4 0 R]/A%s>>" % SUBMIT),
    "link to a program": annotated(b"/Subtype/Link/A" + LAUNCH),
    "link to an embedded file": annotated(b"/Subtype/Link/A<</S/GoToE/T<</R/C/N(a)>>>>"),
    "outline with a script": page_of(
        b"<</Type/Outlines/First 5 0 R/Last 5 0 R/Count 1>>",
        b"<</Title(a)/Parent 4 0 R/A%s>>" % SCRIPT,
        catalog=b"/Outlines 4 0 R",
    ),
    "name tree of files": page_of(catalog=b"/Names<</EmbeddedFiles<</Kids[<</Names[(a)<</Type/Filespec/F(a)>>]>>]>>>>"),
    "attached to the page": annotated(b"/Subtype/FileAttachment/FS<</Type/Filespec/F(a)>>"),
    "associated file": page_of(
        b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>",
        b"<</Type/EmbeddedFile/Length 1>>\nstream\nx\nendstream",
        catalog=b"/AF[4 0 R]",
    ),
    "XFA": page_of(
        b"<</Length 7>>\nstream\n<xdp/> \nendstream", catalog=b"/AcroForm<</Fields[]/XFA[(template)4 0 R]>>"
    ),
    "rich media": annotated(b"/Subtype/RichMedia/RichMediaContent<</Assets<</Names[]>>>>"),
    "3D": annotated(b"/Subtype/3D"),
    "too many objects": page_of(
        b"[" + b"[]" * 90_000 + b"]",
        b"[" + b"[]" * 90_000 + b"]",
        b"[" + b"[]" * 90_000 + b"]",
        catalog=b"/Extra[4 0 R 5 0 R 6 0 R]",
    ),
    "bytes before the header": b"GIF89a" + make_pdf(),
    "page before the header": b"<html><script>alert(1)</script>\n" + make_pdf(),
    "archive at the end": make_pdf() + archive(),
    "archive at the end, after blanks": make_pdf() + b"\n\x00 \r\n" + archive(),
    "archive before a second end": ending_twice(archive()),
    "page at the end": make_pdf() + b"\n<!DOCTYPE html><script>alert(1)</script>",
    "page at the end, in a comment": make_pdf() + b"\n% <HTML>",
    "page before a second end": ending_twice(b"<script>alert(1)</script>"),
    "page in the header": make_pdf().replace(b"\n", b"\n%<html><script>alert(1)</script>\n", 1),
    "program at the end": make_pdf() + b"MZ\x90\x00",
}


def bookmarks() -> bytes:
    """Return a PDF with an outline and a link, which opens at a place of its first page."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.bookmarkPage("uno")
    canvas.addOutlineEntry("Uno", "uno")
    canvas.linkURL("https://lab.example", (0, 0, 100, 100))
    canvas.linkRect("", "uno", (0, 0, 9, 9))
    canvas.showOutline()
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def updated() -> bytes:
    """Return a PDF with an incremental update, as a signature makes it."""
    writer = PdfWriter(io.BytesIO(make_pdf()), incremental=True)
    writer.add_metadata({"/Title": "Informe"})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def linked(writer: PdfWriter) -> None:
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://lab.example"))
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), target_page_index=0))
    writer.add_outline_item(title="Uno", page_number=0, fit=Fit.fit())
    writer.open_destination = writer.pages[0]
    names = DictionaryObject({NameObject("/Names"): ArrayObject()})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): names})
    writer.pages[0][NameObject("/LastModified")] = TextStringObject("/JavaScript <html>")


HARMLESS = {
    "reportlab": bookmarks(),
    "pypdf": written(linked),
    "updated": updated(),
    "destination at the start": page_of(catalog=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"),
    "place at the start": page_of(catalog=b"/OpenAction[3 0 R/Fit]"),
    "no action at the start": page_of(catalog=b"/OpenAction null/AA<<>>"),
    "link to the web": annotated(b"/Subtype/Link/A" + URI),
    "form": form_of(b"<</FT/Tx/T(a)/V(JavaScript)/Kids[4 0 R]>>"),
    "many pages that refer to each other": page_of(
        *(b"<</Next %d 0 R/Prev %d 0 R>>" % (n % 2000 + 4, (n + 7) % 2000 + 4) for n in range(2000)),
        catalog=b"/Extra 4 0 R",
    ),
    "deep": page_of(*(b"<</Next %d 0 R>>" % (n + 5) for n in range(3000)), b"null", catalog=b"/Extra 4 0 R"),
    "blanks at the end": make_pdf() + b"\r\n \t\x00\n" * 100,
    "comment at the end": large_pdf(3, 500_000),
}


@pytest.mark.parametrize("content", UNSAFE.values(), ids=UNSAFE)
def test_active_content_is_refused(result_desk: ResultDesk, ordered: Ordered, content: bytes) -> None:
    made = result_desk.create(ordered.appointment, ordered.exam).json["id"]
    before = len(entries())
    answer = result_desk.put(made, content)
    assert (answer.status_code, answer.json["code"]) == (422, "unsafe_file")
    assert answer.json["detail"] == "El archivo lleva contenido activo, que no se acepta."
    assert answer.json["errors"] == {"file": ["Contiene acciones, archivos incrustados u otro formato."]}
    assert len(entries()) == before
    with reading() as session:
        assert session.get_one(Result, made).has_file is False


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_what_is_harmless_stays_accepted(result_desk: ResultDesk, ordered: Ordered, content: bytes) -> None:
    made = result_desk.create(ordered.appointment, ordered.exam).json["id"]
    assert result_desk.put(made, content).status_code == 200
