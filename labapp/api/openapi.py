"""The OpenAPI document, generated from the routes: problems as they are sent, one schema for each model."""

from typing import Any

from apiflask import APIFlask
from werkzeug.routing import IntegerConverter

from labapp.http.problems import MEDIA_TYPE

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "A refusal (RFC 9457); `code` is stable, `detail` is for people.",
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
_REF = "#/components/schemas/"
_REASONS = {
    "400": "The body is not JSON",
    "401": "No valid access token: `token_missing`, `token_invalid`, `token_expired`",
    "403": "This role may not do it",
    "404": "There is no such thing, or the caller may not know of it",
    "409": "The present state does not allow it",
    "422": "The data are not valid; `errors` names the fields",
    "429": "Too many attempts; see `Retry-After`",
}


class DatabaseId(IntegerConverter):
    """A whole number that a key column can hold: a larger one is no id, so the path does not exist (404).

    By its form and not by ``max``, which werkzeug tests after the match: it would answer 405.
    """

    regex = r"[1-9]\d{0,8}"


def _expected(operation: dict[str, Any]) -> set[str]:
    """Return the error responses that follow from the form of an operation."""
    statuses = {status for status in operation["responses"] if status[0] in "45"}
    if "requestBody" in operation:
        statuses |= {"400", "422"}
    if any(roles for scheme in operation.get("security", ()) for roles in scheme.values()):
        statuses.add("403")
    return statuses


def _finish(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and parameter["schema"].get("type") == "integer":
            parameter["schema"] |= {"minimum": 1, "maximum": 999_999_999}
    if "requestBody" in operation:
        operation["requestBody"].setdefault("required", True)
    for status in sorted(_expected(operation)):
        answer = operation["responses"].setdefault(status, {})
        answer["description"] = _REASONS.get(status) or answer.get("description", "Refused")
        answer["content"] = {MEDIA_TYPE: {"schema": {"$ref": _REF + "Problem"}}}


def _renamed(node: Any, names: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {
            key: _REF + names.get(value.removeprefix(_REF), value.removeprefix(_REF))
            if key == "$ref" and isinstance(value, str)
            else _renamed(value, names)
            for key, value in node.items()
        }
    return [_renamed(item, names) for item in node] if isinstance(node, list) else node


def _flat(spec: dict[str, Any]) -> dict[str, Any]:
    """Give each model one schema under its own name, wherever it is nested.

    Two different models with the same name are a programming error: raises RuntimeError.
    """
    schemas: dict[str, Any] = spec["components"]["schemas"]
    names = {name: name.rsplit(".", 1)[-1] for name in schemas}
    flat: dict[str, Any] = {}
    for name, schema in schemas.items():
        renamed = _renamed(schema, names)
        if flat.setdefault(names[name], renamed) != renamed:
            raise RuntimeError(f"two models are called {names[name]}")
    spec["components"]["schemas"] = dict(sorted(flat.items()))
    spec["paths"] = _renamed(spec["paths"], names)
    return spec


def document(spec: dict[str, Any] | str) -> dict[str, Any] | str:
    """Finish the generated document."""
    assert isinstance(spec, dict), "JSON is what is served"
    for operations in spec["paths"].values():
        for operation in operations.values():
            _finish(operation)
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    return _flat(spec)


def prepare(app: APIFlask) -> None:
    """Configure routing and the document; call before the first route is added."""
    app.url_map.converters["int"] = DatabaseId
    app.config["AUTO_OPERATION_ID"] = True
    # Not taken from a request: the document is made once, and a Host header is the client's to choose.
    app.config["AUTO_SERVERS"] = False
    app.servers = [{"url": "/"}]
    app.spec_processor(document)
