"""The public catalogue: searched, or whole in one cacheable response; and the free times of locations."""

import hashlib
from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import Response, current_app, request
from werkzeug.wrappers import Response as BaseResponse

from labapp import queries
from labapp.api.openapi import EVENT_POSITION
from labapp.cache import LatestCache
from labapp.contract.base import Page, View
from labapp.contract.catalog import (
    CatalogView,
    CategorizedOfferQuery,
    CategoryView,
    ExamView,
    LocationView,
    OfferQuery,
    PackageView,
)
from labapp.contract.records import RECORDS
from labapp.contract.slots import SlotDayView, SlotQuery
from labapp.http import Presented

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
@bp.doc(responses={304: "The copy of the client is current"}, extensions=EVENT_POSITION)
def whole() -> BaseResponse:
    """Get the whole active catalogue, or 304 if ``If-None-Match`` matches it."""
    cache: LatestCache = current_app.extensions["cache"]
    epoch, version = queries.catalog.version()
    rendered = cache.get("catalog.body", (epoch, version), lambda: _render(version))
    response = Response(rendered.body, mimetype="application/json")
    response.set_etag(rendered.etag)
    response.headers["Cache-Control"] = "public, no-cache"
    return response.make_conditional(request)


def _offer(kind: str, path: str, view: type[View], query_model: type[OfferQuery]) -> None:
    """Add the list and the single record of one kind."""
    model, page = RECORDS[kind].model, Page[view]  # type: ignore[valid-type]  # a class made at run time

    @bp.get(f"/{path}", endpoint=f"list_{path}")
    @bp.input(query_model, location="query", arg_name="query")
    @bp.output(page)
    @bp.doc(summary=f"Search active {path}", extensions=EVENT_POSITION)
    def find(query: OfferQuery) -> Page[View]:
        return page.of(query, queries.catalog.find(model, active=True, **query.model_dump()))

    @bp.get(f"/{path}/<int:row_id>", endpoint=f"get_{path}")
    @bp.output(view)
    @bp.doc(summary=f"Get an active {kind}", extensions=EVENT_POSITION)
    def get(row_id: int) -> Presented:
        return queries.catalog.get(model, row_id, active_only=True)


_offer("exam", "exams", ExamView, CategorizedOfferQuery)
_offer("package", "packages", PackageView, CategorizedOfferQuery)
_offer("category", "categories", CategoryView, OfferQuery)
_offer("location", "locations", LocationView, OfferQuery)


@bp.get("/locations/<int:row_id>/slots")
@bp.input(SlotQuery, location="query", arg_name="query")
@bp.output(SlotDayView)
def location_slots(row_id: int, query: SlotQuery) -> Presented:
    """List the bookable times of a location's day, with the free places of each."""
    return queries.slots.get_day(row_id, query.date)
