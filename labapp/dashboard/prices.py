"""The price list: choosing exams and changing their prices by a percentage, or all of them by a file.

The previews are made here and change nothing; the page applies what it showed over REST, all or nothing.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from flask import Response, current_app, request, stream_with_context
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from pydantic import BeforeValidator, Field, ValidationError

from labapp import queries
from labapp.contract.base import Body, Id
from labapp.contract.catalog import CatalogQuery
from labapp.dashboard.catalog import category_choices
from labapp.dashboard.gate import admin, check_script
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.errors import InvalidPayload
from labapp.eventloop import checkpoint
from labapp.files.price_list import MAX_BYTES, Fault
from labapp.http.body_limits import LIST_BYTES, takes_bytes
from labapp.http.problems import faults_of
from labapp.models import Exam

# What is wrong with a file, by the fault's code.
FAULTS = {
    "too_large": _l("El archivo supera los 2 MB."),
    "too_many_lines": _l("El archivo tiene más de 5000 líneas de precios."),
    "bad_encoding": _l("No es un archivo CSV de texto en UTF-8 o Windows-1252."),
    "wrong_columns": _l("Las columnas no son las esperadas: hace falta una de código y una de precio en cada línea."),
    "empty": _l("El archivo no tiene ningún precio."),
    "unknown_code": _l("No hay ningún examen con este código."),
    "bad_price": _l("No es un precio: un número con dos decimales como máximo."),
    "duplicate_code": _l("Este código ya está en una línea anterior."),
}
_PIECES_IN_A_ROW = 200


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        # What pydantic says of it speaks of money.
        raise ValueError("not a number") from error


Percent = Annotated[
    Decimal, BeforeValidator(_number), Field(ge=-100, le=1000, max_digits=6, decimal_places=2, allow_inf_nan=False)
]


class Adjustment(Body):
    """Which exams' prices change by how much per cent."""

    exam_ids: Annotated[list[Id], Field(min_length=1, max_length=5000)]
    percent: Percent


@admin.get("/prices", endpoint="prices")
def find() -> str:
    """Show the exams to choose from; each part knows the ids of all that its filters leave."""
    query = query_of(CatalogQuery)
    rows, total = queries.catalog.find(Exam, **query.model_dump())
    ids = queries.catalog.ids(Exam, q=query.q, category_id=query.category_id, active=query.active)
    return page_or_part(
        "admin/prices/page.html",
        "admin/prices/_list.html",
        rows=rows,
        total=total,
        ids=ids,
        query=query,
        section="admin.exams",
        most_bytes=MAX_BYTES,
        **category_choices(),
    )


@admin.get("/prices.csv")
def export_prices() -> Response:
    """Download the price list."""
    columns = [gettext("Código"), gettext("Nombre"), gettext("Categoría"), gettext("Precio")]
    headers = {"Content-Disposition": "attachment; filename=precios.csv", "Cache-Control": "no-store"}
    return Response(
        stream_with_context(queries.prices.export(columns)), headers=headers, content_type="text/csv; charset=utf-8"
    )


def _part(preview: queries.prices.Preview) -> str:
    """Render a preview, which may be thousands of lines long, and let the event loop go on meanwhile."""
    template: Any = current_app.jinja_env.get_template("admin/prices/_preview.html")
    pieces = []
    for number, piece in enumerate(template.generate(preview=preview, fault_texts=FAULTS)):
        pieces.append(piece)
        if number % _PIECES_IN_A_ROW == 0:
            checkpoint()
    return "".join(pieces)


@admin.post("/prices/percent")
@takes_bytes(LIST_BYTES)
def preview_percent() -> str:
    """Return what a percentage would change."""
    check_script()
    try:
        asked = Adjustment.model_validate_json(request.get_data())
    except ValidationError as error:
        raise InvalidPayload(errors=faults_of(error)) from error
    return _part(queries.prices.preview_percent(asked.exam_ids, asked.percent))


@admin.post("/prices/file")
@takes_bytes(MAX_BYTES)
def preview_file() -> str:
    """Return what a file would change, or what is wrong with it."""
    check_script()
    if (request.content_length or 0) > MAX_BYTES:
        return _part(queries.prices.Preview((), faults=(Fault("too_large"),)))
    return _part(queries.prices.preview_csv(request.get_data(cache=False)))
