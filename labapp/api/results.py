"""The caller's results: a patient's own after their release, or those of the appointments that a doctor ordered."""

from apiflask import APIBlueprint
from flask import Response

from labapp import queries, services
from labapp.api.openapi import EVENT_POSITION
from labapp.auth.guards import PATIENT_OR_DOCTOR, acting, bearer
from labapp.contract.base import JsonObject, Page
from labapp.contract.results import ResultQuery, ResultView
from labapp.http import Presented
from labapp.http.files import attachment, serves_content

bp = APIBlueprint("results", __name__, url_prefix="/api/results", tag="Results")

# APIFlask types the keys of responses as ``int | str``; JSON objects have text keys.
_PDF: JsonObject = {"application/pdf": {}}
_RESPONSES: dict[int | str, JsonObject] = {
    200: {"description": "The PDF.", "content": _PDF},
    206: {"description": "The requested range.", "content": _PDF},
    304: {"description": "The copy of the client is current."},
    416: {"description": "The range is beyond the end of the file."},
}


@bp.get("")
@bp.auth_required(bearer, roles=PATIENT_OR_DOCTOR)
@bp.input(ResultQuery, location="query", arg_name="query")
@bp.output(Page[ResultView])
@bp.doc(extensions=EVENT_POSITION)
def list_results(query: ResultQuery) -> Page[ResultView]:
    """List your results, newest first."""
    found = queries.results.find(by=acting(), **query.model_dump())
    return Page[ResultView].of(query, services.readings.listed(found, by=acting()))


@bp.get("/<int:result_id>")
@bp.auth_required(bearer, roles=PATIENT_OR_DOCTOR)
@bp.output(ResultView)
@bp.doc(extensions=EVENT_POSITION)
def get_result(result_id: int) -> Presented:
    """Get one of your results."""
    return services.results.get(result_id, by=acting())


@bp.get("/<int:result_id>/pdf")
@bp.auth_required(bearer)
@bp.doc(responses=_RESPONSES)
def get_pdf(result_id: int) -> Response:
    """Download the PDF; a patient's first complete download marks the result as delivered."""
    by = acting()
    opened = services.results.open_file(result_id, by=by, serves_content=serves_content)
    return attachment(opened, on_complete=lambda: services.results.complete_download(result_id, by=by))
