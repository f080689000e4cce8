"""Bodies that may be left out altogether, which APIFlask's ``input`` refuses as no JSON."""

from typing import Any, TypeVar

from flask import request
from pydantic import ValidationError

from labapp.contract.base import Body
from labapp.errors import InvalidPayload
from labapp.http.problems import faults_of

Given = TypeVar("Given", bound=Body)


def optional_body(model: type[Given]) -> Given:
    """Return the body, or the model's defaults where there is none. Raises InvalidPayload."""
    sent = request.get_json(force=True) if request.get_data() else {}
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise InvalidPayload(errors=faults_of(error)) from error


def optional_body_schema(model: type[Body]) -> dict[str, Any]:
    """Return what documents it: ``@bp.doc(extensions=optional_body_schema(Model))``."""
    content = {"application/json": {"schema": model.model_json_schema()}}
    return {"requestBody": {"required": False, "content": content}}
