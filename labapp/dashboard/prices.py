"""The price list: changing the prices of chosen exams by a percentage, or by a file.

The routes here only return previews. The page sends the previewed prices to REST, which sets all of them or none.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated

from flask import Response, current_app, request, stream_with_context
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from jinja2 import Template
from pydantic import BeforeValidator, Field, ValidationError

from labapp import queries
from labapp.contract.base import Body, Id, is_plain_number
from labapp.contract.catalog import CatalogQuery
from labapp.dashboard.catalog import category_choices
from labapp.dashboard.gate import admin, check_script
from labapp.dashboard.presenting import notation, page_or_part, query_of
from labapp.errors import InvalidPayload
from labapp.eventloop import checkpoint
from labapp.files.price_list import MAX_BYTES, Fault
from labapp.http.body_limits import LIST_BYTES, limit_body
from labapp.http.problems import field_errors
from labapp.models import Exam

# The errors of a file, by code.
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
_CHUNKS_PER_CHECKPOINT = 200


def _number(value: object) -> Decimal:
    if not is_plain_number(value):
        raise ValueError("not a plain number")
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        # The message of pydantic's own error is about money.
        raise ValueError("not a number") from error


Percent = Annotated[
    Decimal, BeforeValidator(_number), Field(ge=-100, le=1000, max_digits=6, decimal_places=2, allow_inf_nan=False)
]


class Adjustment(Body):
    """A change of the prices of some exams by a percentage."""

    exam_ids: Annotated[list[Id], Field(min_length=1, max_length=5000)]
    percent: Percent


@admin.get("/prices", endpoint="prices")
def find() -> str:
    """Show the exams; each response also contains the ids of all exams that match the filters."""
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
        max_bytes=MAX_BYTES,
        **category_choices(),
    )


@admin.get("/prices.csv")
def export_prices() -> Response:
    """Download the price list."""
    columns = [gettext("Código"), gettext("Nombre"), gettext("Categoría"), gettext("Precio")]
    headers = {"Content-Disposition": "attachment; filename=precios.csv"}
    rows = queries.prices.export(columns, notation())
    return Response(stream_with_context(rows), headers=headers, content_type="text/csv; charset=utf-8")


def _render_preview(preview: queries.prices.Preview) -> str:
    """Render a preview, which can have thousands of lines, without blocking the event loop."""
    template: Template = current_app.jinja_env.get_template("admin/prices/_preview.html")
    chunks = []
    for number, chunk in enumerate(template.generate(preview=preview, fault_texts=FAULTS)):
        chunks.append(chunk)
        if number % _CHUNKS_PER_CHECKPOINT == 0:
            checkpoint()
    return "".join(chunks)


@admin.post("/prices/percent")
@limit_body(LIST_BYTES)
def preview_percent() -> str:
    """Preview a change by a percentage."""
    check_script()
    try:
        adjustment = Adjustment.model_validate_json(request.get_data())
    except ValidationError as error:
        raise InvalidPayload(errors=field_errors(error)) from error
    return _render_preview(queries.prices.preview_percent(adjustment.exam_ids, adjustment.percent))


@admin.post("/prices/file")
@limit_body(MAX_BYTES)
def preview_file() -> str:
    """Preview a change by a file, or return the errors of the file."""
    check_script()
    if (request.content_length or 0) > MAX_BYTES:
        return _render_preview(queries.prices.Preview((), faults=(Fault("too_large"),)))
    return _render_preview(queries.prices.preview_csv(request.get_data(cache=False)))
