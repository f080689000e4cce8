"""Optional request bodies; APIFlask's ``input`` refuses an empty body as invalid JSON."""

from typing import TypeVar

from flask import request
from pydantic import ValidationError

from labapp.contract.base import Body, JsonObject
from labapp.errors import InvalidPayload
from labapp.http.problems import field_errors

BodyT = TypeVar("BodyT", bound=Body)


def optional_body(model: type[BodyT]) -> BodyT:
    """Return the validated body, or the model's defaults if the body is empty. Raises InvalidPayload."""
    sent = request.get_json() if request.get_data() else {}
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise InvalidPayload(errors=field_errors(error)) from error


def optional_body_schema(model: type[Body]) -> JsonObject:
    """Return the OpenAPI description of an optional body: ``@bp.doc(extensions=optional_body_schema(Model))``."""
    content = {"application/json": {"schema": model.model_json_schema()}}
    return {"requestBody": {"required": False, "content": content}}
