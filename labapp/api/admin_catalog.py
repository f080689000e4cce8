"""The catalogue, for administrators: the same five routes for each kind, and prices."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, url_for

from labapp import queries, services
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract import catalog as schemas
from labapp.contract.base import Body, View, page_of
from labapp.http.body_limits import LIST_BYTES, takes_bytes
from labapp.http.etags import expected_version, tagged
from labapp.models import Category, Exam, Location, Package

bp = APIBlueprint("admin_catalog", __name__, url_prefix="/api/admin", tag="Catalogue administration")


def _crud(path: str, model: type[Any], view: type[View], page: type[View], new: type[Body], patch: type[Body]) -> None:
    """Add list, create, get, change and delete of one kind."""

    @bp.get(f"/{path}", endpoint=f"list_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.input(schemas.CatalogQuery, location="query", arg_name="query")
    @bp.output(page)
    @bp.doc(summary=f"Search the {path}, also those that are not on offer")
    def find(query: schemas.CatalogQuery) -> Any:
        rows, total = queries.catalog.find(model, **query.model_dump())
        return page_of(query, rows, total, view.model_validate)

    @bp.post(f"/{path}", endpoint=f"create_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.input(new, arg_name="body")
    @bp.output(view, status_code=201)
    @bp.doc(summary=f"Add one to the {path}", responses=[409])
    def create(body: Body) -> Any:
        row = services.catalog.create(model, body.changes(), by=acting())
        return tagged(row, Location=url_for(f".get_{path}", row_id=row.id))

    @bp.get(f"/{path}/<int:row_id>", endpoint=f"get_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.output(view)
    @bp.doc(summary=f"Return one of the {path}")
    def get(row_id: int) -> Any:
        return tagged(queries.catalog.get(model, row_id))

    @bp.patch(f"/{path}/<int:row_id>", endpoint=f"patch_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.input(patch, arg_name="body")
    @bp.output(view)
    @bp.doc(summary=f"Change one of the {path}", responses=[409])
    def change(row_id: int, body: Body) -> Any:
        return tagged(services.catalog.update(model, row_id, body.changes(), by=acting(), version=expected_version()))

    @bp.delete(f"/{path}/<int:row_id>", endpoint=f"delete_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.output({}, status_code=204)
    @bp.doc(summary=f"Take one of the {path} out of the catalogue", responses=[409])
    def delete(row_id: int) -> Any:
        services.catalog.delete(model, row_id, by=acting(), version=expected_version())
        return Response(status=204)


def _price(path: str, model: type[Any], view: type[View]) -> None:
    """Add the route that changes a price alone."""

    @bp.patch(f"/{path}/<int:row_id>/price", endpoint=f"price_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.input(schemas.PriceChange, arg_name="body")
    @bp.output(view)
    @bp.doc(summary=f"Change the price of one of the {path}", responses=[409])
    def price(row_id: int, body: schemas.PriceChange) -> Any:
        return tagged(services.catalog.update(model, row_id, body.changes(), by=acting(), version=expected_version()))


_crud("exams", Exam, schemas.ExamView, schemas.ExamPage, schemas.NewExam, schemas.ExamPatch)
_crud("packages", Package, schemas.PackageView, schemas.PackagePage, schemas.NewPackage, schemas.PackagePatch)
_crud("categories", Category, schemas.CategoryView, schemas.CategoryPage, schemas.NewCategory, schemas.CategoryPatch)
_crud("locations", Location, schemas.LocationView, schemas.LocationPage, schemas.NewLocation, schemas.LocationPatch)
_price("exams", Exam, schemas.ExamView)
_price("packages", Package, schemas.PackageView)


@bp.post("/prices")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(schemas.PriceList, arg_name="body")
@bp.output(schemas.PricesSet)
@takes_bytes(LIST_BYTES)
def set_prices(body: schemas.PriceList) -> Any:
    """Set the prices of many exams, all or none."""
    return {"changed": services.catalog.reprice([(one.exam_id, one.price) for one in body.prices], by=acting())}
