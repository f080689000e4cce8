"""The catalogue, for administrators: the same five routes for each kind, and prices."""

from apiflask import APIBlueprint
from flask import Response, url_for

from labapp import queries, services
from labapp.api.openapi import EVENT_POSITION
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract import catalog as schemas
from labapp.contract.base import Body, Page, View
from labapp.contract.records import RECORDS
from labapp.http import Presented
from labapp.http.body_limits import LIST_BYTES, limit_body
from labapp.http.etags import expected_version, with_etag, with_version
from labapp.models import Package

bp = APIBlueprint("admin_catalog", __name__, url_prefix="/api/admin", tag="Catalogue administration")


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "exam" else f"a {kind}"


def _crud(kind: str, path: str, view: type[View], new: type[Body], patch: type[Body]) -> None:
    """Add list, create, get, change and delete of one kind of record."""
    model, page = RECORDS[kind].model, Page[view]  # type: ignore[valid-type]  # a class made at run time

    @bp.get(f"/{path}", endpoint=f"list_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.input(schemas.CatalogQuery, location="query", arg_name="query")
    @bp.output(page)
    @bp.doc(summary=f"Search all {path}, inactive ones included", extensions=EVENT_POSITION)
    def find(query: schemas.CatalogQuery) -> Page[View]:
        return page.of(query, queries.catalog.find(model, **query.model_dump()))

    @bp.post(f"/{path}", endpoint=f"create_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.input(new, arg_name="body")
    @bp.output(view, status_code=201)
    @bp.doc(summary=f"Create {_a(kind)}", responses=[409])
    def create(body: Body) -> Presented:
        row = services.catalog.create(model, body.changes(), by=acting())
        return with_etag(row, Location=url_for(f".get_{path}", row_id=row.id))

    @bp.get(f"/{path}/<int:row_id>", endpoint=f"get_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.output(view)
    @bp.doc(summary=f"Get {_a(kind)}", extensions=EVENT_POSITION)
    def get(row_id: int) -> Presented:
        return with_etag(queries.catalog.get(model, row_id))

    @bp.patch(f"/{path}/<int:row_id>", endpoint=f"patch_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.input(patch, arg_name="body")
    @bp.output(view)
    @bp.doc(summary=f"Update {_a(kind)}", responses=[409])
    def change(row_id: int, body: Body) -> Presented:
        return with_etag(
            services.catalog.update(model, row_id, body.changes(), by=acting(), version=expected_version())
        )

    @bp.delete(f"/{path}/<int:row_id>", endpoint=f"delete_{path}")
    @bp.auth_required(bearer, roles=ADMIN_ONLY)
    @bp.output({}, status_code=204)
    @bp.doc(summary=f"Delete {_a(kind)} from the catalogue", responses=[409])
    def delete(row_id: int) -> Response:
        services.catalog.delete(model, row_id, by=acting(), version=expected_version())
        return Response(status=204)


_crud("exam", "exams", schemas.ExamView, schemas.NewExam, schemas.ExamPatch)
_crud("package", "packages", schemas.PackageView, schemas.NewPackage, schemas.PackagePatch)
_crud("category", "categories", schemas.CategoryView, schemas.NewCategory, schemas.CategoryPatch)
_crud("location", "locations", schemas.LocationView, schemas.NewLocation, schemas.LocationPatch)


@bp.patch("/exams/<int:row_id>/price", endpoint="price_exams")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(schemas.PriceChange, arg_name="body")
@bp.output(schemas.ExamView)
@bp.doc(responses=[409])
def price_exam(row_id: int, body: schemas.PriceChange) -> Presented:
    """Set the price of an exam."""
    return with_version(*services.catalog.set_exam_price(row_id, body.price, by=acting(), version=expected_version()))


@bp.patch("/packages/<int:row_id>/price", endpoint="price_packages")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(schemas.PriceChange, arg_name="body")
@bp.output(schemas.PackageView)
@bp.doc(responses=[409])
def price_package(row_id: int, body: schemas.PriceChange) -> Presented:
    """Set the price of a package."""
    return with_etag(services.catalog.update(Package, row_id, body.changes(), by=acting(), version=expected_version()))


@bp.post("/prices")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(schemas.PriceList, arg_name="body")
@bp.output(schemas.PricesSet)
@limit_body(LIST_BYTES)
def set_prices(body: schemas.PriceList) -> schemas.PricesSet:
    """Set the prices of many exams, all or none."""
    changes = [(one.exam_id, one.price) for one in body.prices]
    return schemas.PricesSet(changed=services.catalog.reprice(changes, by=acting()))
