"""A one-page laboratory report as PDF, made with reportlab; a few milliseconds of CPU each."""

import io
import random
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib import colors
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

# by the exam's code: what is measured, unit, low and high reference
_ANALYTES: dict[str, tuple[tuple[str, str, float, float], ...]] = {
    "HEM": (
        ("Hemoglobina", "g/dL", 12.0, 16.0),
        ("Hematocrito", "%", 36.0, 47.0),
        ("Leucocitos", "10³/µL", 4.5, 11.0),
        ("Plaquetas", "10³/µL", 150.0, 400.0),
    ),
    "QUI": (("Resultado", "mg/dL", 70.0, 110.0),),
    "END": (("Resultado", "µUI/mL", 0.4, 4.5),),
    "INM": (("Resultado", "mg/L", 0.0, 5.0),),
    "URO": (("Densidad", "g/mL", 1.005, 1.03), ("pH", "", 5.0, 7.5)),
}
_DEFAULT = (("Resultado", "U/mL", 0.0, 35.0),)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says in its head."""

    patient: str
    document: str
    exam_code: str
    exam: str
    taken_at: datetime


def render(report: Report) -> bytes:
    """Return the PDF. The values are made up, and the same each time for the same report."""
    rng = random.Random(f"{report.document}{report.exam_code}{report.taken_at:%Y%m%d}")
    rows = [["Determinación", "Resultado", "Unidad", "Referencia"]]
    for name, unit, low, high in _ANALYTES.get(report.exam_code[:3], _DEFAULT):
        value = rng.uniform(low - (high - low) * 0.1, high + (high - low) * 0.1)
        rows.append([name, f"{max(0.0, value):.2f}", unit, f"{low:g} - {high:g}"])
    styles = getSampleStyleSheet()
    buffer = io.BytesIO()
    page = SimpleDocTemplate(
        buffer,
        pagesize=A5,
        leftMargin=15 * mm,
        rightMargin=15 * mm,
        title=f"Resultado: {report.exam}",
        author="Laboratorio Clínico",
    )
    table = Table(rows, colWidths=[42 * mm, 24 * mm, 20 * mm, 34 * mm])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e6eef7")),
                ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
                ("FONTSIZE", (0, 0), (-1, -1), 8),
            ]
        )
    )
    page.build(
        [
            Paragraph("Laboratorio Clínico", styles["Title"]),
            Paragraph(f"<b>Paciente:</b> {report.patient}", styles["Normal"]),
            Paragraph(f"<b>Documento:</b> {report.document}", styles["Normal"]),
            Paragraph(f"<b>Examen:</b> {report.exam} ({report.exam_code})", styles["Normal"]),
            Paragraph(f"<b>Fecha de toma:</b> {report.taken_at:%d/%m/%Y %H:%M}", styles["Normal"]),
            Spacer(1, 6 * mm),
            table,
            Spacer(1, 8 * mm),
            Paragraph("Datos de demostración: no corresponden a ninguna persona.", styles["Italic"]),
        ]
    )
    return buffer.getvalue()
