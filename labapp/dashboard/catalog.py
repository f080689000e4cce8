"""The pages of the catalogue: for each kind, a list with search, filters, order and paging, and one page per record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from labapp import queries
from labapp.contract import catalog as schemas
from labapp.contract.base import View
from labapp.dashboard import activity
from labapp.dashboard.gate import admin
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.models import Category, Exam, Location, Package

_HISTORY_LENGTH = 10
# One select contains all categories.
_MAX_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its model, the path of its pages, and their texts."""

    path: str
    name: str
    # ``Any``: the queries are generic in the model, and a record of pages holds any of the four.
    model: type[Any]
    view: type[View]
    title: LazyString
    new_title: LazyString
    search_empty: LazyString
    choices: Callable[[], dict[str, object]] = dict


def category_choices() -> dict[str, object]:
    """Return the categories for a filter and for a list."""
    rows, _ = queries.catalog.find(Category, per_page=_MAX_CHOICES)
    return {"categories": [(row.id, row.name) for row in rows], "category_names": {row.id: row.name for row in rows}}


def _exams() -> dict[str, object]:
    return {"exams": queries.catalog.find(Exam, per_page=10_000)[0]} | category_choices()


KINDS = (
    Kind(
        "exams",
        "exam",
        Exam,
        schemas.ExamView,
        _l("Exámenes"),
        _l("Examen nuevo"),
        _l("Ningún examen coincide con la búsqueda."),
        category_choices,
    ),
    Kind(
        "packages",
        "package",
        Package,
        schemas.PackageView,
        _l("Paquetes"),
        _l("Paquete nuevo"),
        _l("Ningún paquete coincide con la búsqueda."),
        _exams,
    ),
    Kind(
        "categories",
        "category",
        Category,
        schemas.CategoryView,
        _l("Categorías"),
        _l("Categoría nueva"),
        _l("Ninguna categoría coincide con la búsqueda."),
    ),
    Kind(
        "locations",
        "location",
        Location,
        schemas.LocationView,
        _l("Sedes"),
        _l("Sede nueva"),
        _l("Ninguna sede coincide con la búsqueda."),
    ),
)


def history_of(entity_type: str, entity_id: int) -> list[activity.Line]:
    """Return the latest changes of a record, newest first."""
    filters = queries.audit.Filters(entity_type=entity_type, entity_id=entity_id)
    found, _ = queries.audit.find(filters, per_page=_HISTORY_LENGTH, with_readings=False)
    return activity.lines(found)


def _pages(kind: Kind) -> None:
    """Add the list, the form of a new record, and the page of a record."""
    values = {"kind": kind, "section": f"admin.{kind.path}"}

    @admin.get(f"/{kind.path}", endpoint=kind.path)
    def find() -> str:
        query = query_of(schemas.CatalogQuery)
        rows, total = queries.catalog.find(kind.model, **query.model_dump())
        part = f"admin/catalog/_{kind.path}.html"
        return page_or_part(
            "admin/catalog/list.html", part, rows=rows, total=total, query=query, **kind.choices(), **values
        )

    @admin.get(f"/{kind.path}/new", endpoint=f"new_{kind.name}")
    def new() -> str:
        return render_template("admin/catalog/record.html", row=None, wire={}, history=[], **kind.choices(), **values)

    @admin.get(f"/{kind.path}/<int:row_id>", endpoint=f"edit_{kind.name}")
    def edit(row_id: int) -> str:
        row = queries.catalog.get(kind.model, row_id)
        wire = kind.view.model_validate(row).model_dump(mode="json", by_alias=True)
        history = history_of(kind.name, row_id)
        return render_template(
            "admin/catalog/record.html", row=row, wire=wire, history=history, **kind.choices(), **values
        )


for _kind in KINDS:
    _pages(_kind)
