"""What is on offer, for anybody, and when; and the whole of it in one answer that clients keep until it changes."""

import hashlib
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request

from labapp import queries
from labapp.cache import LatestCache
from labapp.contract.base import View, page_of
from labapp.contract.catalog import (
    CatalogView,
    CategorizedOfferQuery,
    CategoryPage,
    CategoryView,
    ExamPage,
    ExamView,
    LocationPage,
    LocationView,
    OfferQuery,
    PackagePage,
    PackageView,
)
from labapp.contract.slots import SlotDayView, SlotQuery
from labapp.models import Category, Exam, Location, Package

bp = APIBlueprint("catalog", __name__, url_prefix="/api", tag="Catalogue")


@dataclass(frozen=True, slots=True)
class _Rendered:
    body: bytes
    etag: str


def _render(version: int) -> _Rendered:
    body = CatalogView.model_validate(queries.catalog.snapshot(at=version)).model_dump_json(by_alias=True).encode()
    return _Rendered(body, hashlib.sha256(body).hexdigest()[:32])


@bp.get("/catalog")
@bp.output(CatalogView)
@bp.doc(responses={304: "The client's copy is the present one"})
def whole() -> Any:
    """Return everything on offer, or 304 where ``If-None-Match`` names it."""
    cache: LatestCache = current_app.extensions["cache"]
    epoch, version = queries.catalog.version()
    rendered = cache.get("catalog.body", (epoch, version), lambda: _render(version))
    response = Response(rendered.body, mimetype="application/json")
    response.set_etag(rendered.etag)
    response.headers["Cache-Control"] = "public, no-cache"
    return response.make_conditional(request)


def _offer(path: str, model: type[Any], view: type[View], page: type[View], query_model: type[OfferQuery]) -> None:
    """Add the list and the single row of one kind."""

    @bp.get(f"/{path}", endpoint=f"list_{path}")
    @bp.input(query_model, location="query", arg_name="query")
    @bp.output(page)
    @bp.doc(summary=f"Search the {path} on offer")
    def find(query: OfferQuery) -> Any:
        rows, total = queries.catalog.find(model, active=True, **query.model_dump())
        return page_of(query, rows, total, view.model_validate)

    @bp.get(f"/{path}/<int:row_id>", endpoint=f"get_{path}")
    @bp.output(view)
    @bp.doc(summary=f"Return one of the {path} on offer")
    def get(row_id: int) -> Any:
        return queries.catalog.get(model, row_id, active_only=True)


_offer("exams", Exam, ExamView, ExamPage, CategorizedOfferQuery)
_offer("packages", Package, PackageView, PackagePage, CategorizedOfferQuery)
_offer("categories", Category, CategoryView, CategoryPage, OfferQuery)
_offer("locations", Location, LocationView, LocationPage, OfferQuery)


@bp.get("/locations/<int:row_id>/slots")
@bp.input(SlotQuery, location="query", arg_name="query")
@bp.output(SlotDayView)
def location_slots(row_id: int, query: SlotQuery) -> Any:
    """Return the times of a day at which a visit to a location may begin, and how many places are free at each."""
    return queries.slots.of_day(row_id, query.date)
