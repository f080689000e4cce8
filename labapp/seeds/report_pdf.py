"""Demo reports as PDF: fictitious values for each exam, laid out in the worker processes of ``files.pdf``.

The same report always gives the same bytes.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from labapp.files import pdf
from labapp.seeds.report_values import VALUES, Measured, Observed

LABORATORY = "Laboratorio Clínico San Rafael"


@dataclass(frozen=True, slots=True)
class Report:
    """The content of a report except its table. Times are in the laboratory's time zone."""

    patient: str
    document: str
    doctor: str | None
    location: str
    exam_code: str
    exam: str
    sample: str
    taken_at: datetime
    reported_at: datetime


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def _range(item: Measured) -> str:
    if item.low is None:
        return f"≤ {_number(item.high or 0, item.decimals)}"
    if item.high is None:
        return f"≥ {_number(item.low, item.decimals)}"
    return f"{_number(item.low, item.decimals)} – {_number(item.high, item.decimals)}"


def _row(item: Measured | Observed, rng: random.Random) -> list[str]:
    """Return name, result, mark, unit and reference. About one number in six is outside its reference range."""
    if isinstance(item, Observed):
        return [item.name, rng.choice(item.findings), "", "", item.reference]
    low = item.low if item.low is not None else (item.high or 0) * 0.5
    high = item.high if item.high is not None else low * 1.8
    width = high - low
    value = rng.uniform(low + width * 0.1, high - width * 0.1)
    if rng.random() < 1 / 6:
        value = high + width * 0.15 if item.high is not None and rng.random() < 0.7 else max(low - width * 0.1, 0)
    value = round(value, item.decimals)
    mark = "Alto" if item.high is not None and value > high else "Bajo" if item.low is not None and value < low else ""
    return [item.name, _number(value, item.decimals), mark, item.unit, _range(item)]


def _content(report: Report) -> pdf.ReportContent:
    rng = random.Random(f"{report.document}{report.exam_code}{report.taken_at:%Y%m%d}")
    return {
        "laboratory": LABORATORY,
        "exam": report.exam,
        "exam_code": report.exam_code,
        "sample": report.sample,
        "facts": [
            ["Paciente", report.patient, "Documento", report.document],
            ["Médico", report.doctor or "A solicitud del paciente", "Sede", report.location],
            [
                "Toma de muestra",
                f"{report.taken_at:%d/%m/%Y %H:%M}",
                "Informe",
                f"{report.reported_at:%d/%m/%Y %H:%M}",
            ],
        ],
        "rows": [_row(value, rng) for value in VALUES[report.exam_code]],
    }


def render_all(reports: Sequence[Report]) -> list[bytes]:
    """Return the PDF of each report, in order. The event loop runs meanwhile."""
    return [pdf.render(_content(report)) for report in reports]
