"""Lays out a one-page laboratory report as PDF. The same report always gives the same bytes.

It runs in a worker process, for 10 ms of CPU time, and imports nothing of the application.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

if TYPE_CHECKING:
    from labapp.files.pdf import ReportContent

# The standard fonts of PDF readers are Latin-1 and lack the signs ≤ and ≥.
_FONT, _BOLD = "LabVera", "LabVera-Bold"
_FONTS = Path(reportlab.__file__).parent / "fonts"
pdfmetrics.registerFont(TTFont(_FONT, _FONTS / "Vera.ttf"))
pdfmetrics.registerFont(TTFont(_BOLD, _FONTS / "VeraBd.ttf"))
pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_FONT, boldItalic=_BOLD)

_INK = colors.HexColor("#1d3b53")
_RULE = colors.HexColor("#b8c7d3")
_TITLE = ParagraphStyle("title", fontName=_BOLD, fontSize=15, leading=19, textColor=_INK)
_TEXT = ParagraphStyle("text", fontName=_FONT, fontSize=8.5, leading=12)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=7, leading=9.5, textColor=colors.HexColor("#5b6b78"))
_HEADING = ParagraphStyle("heading", parent=_TEXT, fontName=_BOLD, fontSize=11, leading=15, textColor=_INK)


def _cells(row: Sequence[str], style: ParagraphStyle) -> list[Paragraph]:
    # The font lacks "⁶", so exponents are drawn as superscript digits.
    raised = [escape(text).replace("³", "<super>3</super>").replace("⁶", "<super>6</super>") for text in row]
    return [Paragraph(text, style) for text in raised]


def _head(facts: Sequence[Sequence[str]]) -> Table:
    rows = [[Paragraph(escape(text), _SMALL if n % 2 == 0 else _TEXT) for n, text in enumerate(row)] for row in facts]
    table = Table(rows, colWidths=[28 * mm, 68 * mm, 22 * mm, 52 * mm])
    table.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("BOX", (0, 0), (-1, -1), 0.6, _RULE)]),
    )
    return table


def _results(values: Sequence[Sequence[str]]) -> Table:
    heading = ParagraphStyle("column", parent=_SMALL, fontName=_BOLD, textColor=colors.white)
    rows = [_cells(("Determinación", "Resultado", "", "Unidad", "Valores de referencia"), heading)]
    for row in values:
        cells = _cells(row, _TEXT)
        if row[2]:
            cells[1:3] = [Paragraph(f"<b>{text}</b>", _TEXT) for text in row[1:3]]
        rows.append(cells)
    table = Table(rows, colWidths=[52 * mm, 42 * mm, 14 * mm, 24 * mm, 38 * mm], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), _INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, _RULE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def layout(report: "ReportContent") -> bytes:
    """Return the PDF."""
    buffer = io.BytesIO()
    page = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=f"Resultado: {report['exam']}",
        author=report["laboratory"],
        lang="es",
        invariant=1,
    )
    story: list[Flowable] = [
        Paragraph(report["laboratory"], _TITLE),
        Paragraph("Informe de resultados de laboratorio", _SMALL),
        HRFlowable(width="100%", thickness=1.2, color=_INK, spaceBefore=4, spaceAfter=8),
        _head(report["facts"]),
        Spacer(1, 7 * mm),
        Paragraph(escape(report["exam"]), _HEADING),
        Paragraph(f"Código {report['exam_code']} · Muestra: {escape(report['sample'])}", _SMALL),
        Spacer(1, 3 * mm),
        _results(report["rows"]),
        Spacer(1, 8 * mm),
        Paragraph(
            "Los valores de referencia corresponden a adultos. Este informe no sustituye la opinión de su médico: "
            "muéstreselo en su próxima consulta.",
            _SMALL,
        ),
        Spacer(1, 2 * mm),
        Paragraph("Datos de demostración: no corresponden a ninguna persona.", _SMALL),
    ]
    page.build(story)
    return buffer.getvalue()
