"""All results, for administrators."""

from apiflask import APIBlueprint
from flask import url_for

from labapp import queries, services
from labapp.api.openapi import EVENT_POSITION, RECENT_PROOF
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.accounts import NoFields
from labapp.contract.base import Page
from labapp.contract.results import AdminResultQuery, NewResult, ResultView
from labapp.http import Presented
from labapp.http.body_limits import limit_body
from labapp.http.etags import expected_version, with_etag
from labapp.http.files import MAX_BODY_BYTES, uploaded
from labapp.http.media_types import checks_own_type
from labapp.http.optional_body import optional_body, optional_body_schema

bp = APIBlueprint("admin_results", __name__, url_prefix="/api/admin/results", tag="Results")

_FILE = {"requestBody": {"required": True, "content": {"application/pdf": {"schema": {"type": "string"}}}}}


@bp.get("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(AdminResultQuery, location="query", arg_name="query")
@bp.output(Page[ResultView])
@bp.doc(extensions=EVENT_POSITION)
def list_all(query: AdminResultQuery) -> Page[ResultView]:
    """Search all results, newest first."""
    found = queries.results.find(by=acting(), **query.model_dump())
    return Page[ResultView].of(query, services.readings.listed(found, by=acting()))


@bp.post("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(NewResult, arg_name="body")
@bp.output(ResultView, status_code=201)
@bp.doc(responses=[409])
def create_result(body: NewResult) -> Presented:
    """Create the result of an exam of an appointment."""
    row = services.results.create(appointment_id=body.appointment_id, exam_id=body.exam_id, by=acting())
    return with_etag(row, Location=url_for(".get_any", result_id=row.id))


@bp.get("/<int:result_id>")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(ResultView)
@bp.doc(extensions=EVENT_POSITION)
def get_any(result_id: int) -> Presented:
    """Get a result."""
    return with_etag(services.results.get(result_id, by=acting()))


@bp.put("/<int:result_id>/file")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(ResultView)
@bp.doc(responses=[409, 413, 422], extensions=_FILE)
@limit_body(MAX_BODY_BYTES)
@checks_own_type
def put_file(result_id: int) -> Presented:
    """Attach the PDF, as the body or as the field ``file`` of a form."""
    content, name = uploaded()
    row = services.results.attach(result_id, content=content, file_name=name, by=acting(), version=expected_version())
    return with_etag(row)


@bp.post("/<int:result_id>/release")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(ResultView)
@bp.doc(responses=[409], extensions=optional_body_schema(NoFields) | RECENT_PROOF)
def release(result_id: int) -> Presented:
    """Release a result to its patient."""
    optional_body(NoFields)
    return with_etag(services.results.release(result_id, by=acting(), version=expected_version()))
