"""The OpenAPI document, generated from the routes: problems as they are sent, one schema for each model."""

import re
from typing import Any

from apiflask import APIFlask
from werkzeug.routing import IntegerConverter

from labapp.contract.base import JsonObject
from labapp.http.problems import MEDIA_TYPE
from labapp.http.rate_limits import limited_routes

_PROBLEM: JsonObject = {
    "type": "object",
    "title": "Problem",
    "description": "An error (RFC 9457). `code` is stable, `detail` is for people.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}
# Marks an operation that requires a recent proof of identity: ``@bp.doc(extensions=RECENT_PROOF)``.
RECENT_PROOF: JsonObject = {"x-recent-proof": True}
# Marks an operation whose response has a position: ``@bp.doc(extensions=EVENT_POSITION)``.
EVENT_POSITION: JsonObject = {"x-event-position": True}
_POSITION_HEADER: JsonObject = {
    "Event-Position": {
        "description": "The position of the data in the event log, `<epoch>:<number>`: only later events change them",
        "required": True,
        "schema": {"type": "string", "pattern": r"^[0-9a-f-]{36}:\d+$"},
    }
}
_WITHOUT_PROOF = (
    "Not allowed for this role; or `reauthentication_required`: the last proof of identity is too old. `methods` are "
    "those that `POST /api/auth/reauthenticate` accepts"
)
# A parameter in a rule of the routing, such as <int:row_id>.
_PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_REF = "#/components/schemas/"
_REASONS = {
    "400": "The body is not JSON",
    "401": "No valid access token: `token_missing`, `token_invalid`, `token_expired`",
    "403": "Not allowed for this role",
    "404": "Not found, or not visible to the caller",
    "409": "Not possible in the current state",
    "415": "The declared type of the body is not one of those listed",
    "422": "Invalid data; `errors` contains messages by field",
    "429": "Too many attempts; see `Retry-After`",
}
_RETRY_AFTER: JsonObject = {
    "Retry-After": {"description": "Seconds to wait", "required": True, "schema": {"type": "integer", "minimum": 1}}
}


class DatabaseId(IntegerConverter):
    """An integer that fits a key column; any other number does not match the route (404).

    Limited by the pattern and not by ``max``, which werkzeug tests after the match and answers with 405.
    """

    regex = r"[1-9]\d{0,8}"


def _error_statuses(operation: JsonObject, method: str) -> set[str]:
    """Return the statuses of the error responses of an operation."""
    statuses = {status for status in operation["responses"] if status[0] in "45"}
    if "requestBody" in operation:
        statuses |= {"400", "422"}
    if any(roles for scheme in operation.get("security", ()) for roles in scheme.values()):
        statuses.add("403")
    if method != "get":
        statuses.add("415")
    return statuses


def _finish(operation: JsonObject, method: str, *, limited: bool) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and parameter["schema"].get("type") == "integer":
            parameter["schema"] |= {"minimum": 1, "maximum": 999_999_999}
    if "requestBody" in operation:
        operation["requestBody"].setdefault("required", True)
    if operation.keys() >= EVENT_POSITION.keys():
        for status in operation["responses"].keys() & {"200", "304"}:
            operation["responses"][status]["headers"] = _POSITION_HEADER
    for status in sorted(_error_statuses(operation, method) | ({"429"} if limited else set())):
        response = operation["responses"].setdefault(status, {})
        response["description"] = _REASONS.get(status) or response.get("description", "Refused")
        if status == "403" and operation.keys() >= RECENT_PROOF.keys():
            response["description"] = _WITHOUT_PROOF
        response["content"] = {MEDIA_TYPE: {"schema": {"$ref": _REF + "Problem"}}}
        if status in ("429", "503"):
            response["headers"] = _RETRY_AFTER


# ``Any``: a node of the document is any JSON value.
def _with_renamed_refs(node: Any, names: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {
            key: _REF + names.get(value.removeprefix(_REF), value.removeprefix(_REF))
            if key == "$ref" and isinstance(value, str)
            else _with_renamed_refs(value, names)
            for key, value in node.items()
        }
    return [_with_renamed_refs(item, names) for item in node] if isinstance(node, list) else node


def _one_schema_per_model(spec: JsonObject) -> JsonObject:
    """Give each model one schema under its own name, wherever it is nested.

    Two different models with the same name are a programming error: raises RuntimeError.
    """
    schemas: JsonObject = spec["components"]["schemas"]
    names = {name: name.rsplit(".", 1)[-1] for name in schemas}
    flat: JsonObject = {}
    for name, schema in schemas.items():
        renamed = _with_renamed_refs(schema, names)
        if flat.setdefault(names[name], renamed) != renamed:
            raise RuntimeError(f"two models are called {names[name]}")
    spec["components"]["schemas"] = dict(sorted(flat.items()))
    spec["paths"] = _with_renamed_refs(spec["paths"], names)
    return spec


def document(spec: JsonObject | str) -> JsonObject | str:
    """Finish the generated document."""
    assert isinstance(spec, dict), "the document is served as JSON"
    limited = {(method.lower(), _PARAMETER.sub(r"{\1}", rule)) for method, rule in limited_routes()}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            _finish(operation, method, limited=(method, path) in limited)
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    return _one_schema_per_model(spec)


def prepare(app: APIFlask) -> None:
    """Configure routing and the document; call before the first route is added."""
    app.url_map.converters["int"] = DatabaseId
    app.config["AUTO_OPERATION_ID"] = True
    # Not taken from a request: the document is generated once, and clients choose the Host header.
    app.config["AUTO_SERVERS"] = False
    app.servers = [{"url": "/"}]
    app.spec_processor(document)
