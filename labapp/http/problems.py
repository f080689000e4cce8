"""Error responses as ``application/problem+json`` (RFC 9457), in the language of the client."""

import json
from datetime import timedelta
from http import HTTPStatus
from math import ceil

import structlog
from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from babel.dates import get_day_names
from flask import Response
from flask_babel import format_timedelta, get_locale, gettext
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from labapp.contract.base import JsonObject
from labapp.contract.slots import WEEKDAYS
from labapp.errors import ErrorCode, Forbidden, LabError, Unavailable
from labapp.http.json_bodies import BodyReader
from labapp.locale import N_

# More than the number of fields of any form.
MAX_REPORTED_ERRORS = 200
# Where nothing is known about the duration of an overload.
RETRY_SECONDS = 2
MEDIA_TYPE = "application/problem+json"
_logger = structlog.get_logger(__name__)

_CODES = {
    400: ErrorCode.INVALID_REQUEST,
    401: ErrorCode.TOKEN_INVALID,
    403: ErrorCode.FORBIDDEN,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    409: ErrorCode.CONFLICT,
    412: ErrorCode.PRECONDITION_FAILED,
    413: ErrorCode.TOO_LARGE,
    415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    416: ErrorCode.RANGE_NOT_SATISFIABLE,
    422: ErrorCode.INVALID_PAYLOAD,
    429: ErrorCode.RATE_LIMITED,
    500: ErrorCode.INTERNAL,
    503: ErrorCode.UNAVAILABLE,
}
_DETAILS = {
    400: N_("La petición no se entiende."),
    403: Forbidden.detail,
    404: N_("No existe."),
    405: N_("Este método no está permitido aquí."),
    413: N_("El contenido es demasiado grande."),
    415: N_("Este tipo de contenido no se acepta."),
    416: N_("Ese rango no existe en el archivo."),
    422: N_("Hay datos que no son válidos."),
    500: LabError.detail,
}
# Messages by pydantic error type; ``{...}`` is filled in from the context of the error.
_MESSAGES = {
    "missing": N_("Es obligatorio."),
    "extra_forbidden": N_("Este campo no existe."),
    "string_type": N_("Debe ser un texto."),
    "string_too_short": N_("Debe tener al menos {min_length} caracteres."),
    "string_too_long": N_("Debe tener como máximo {max_length} caracteres."),
    "string_pattern_mismatch": N_("No tiene el formato esperado."),
    "int_type": N_("Debe ser un número entero."),
    "int_parsing": N_("Debe ser un número entero."),
    "int_from_float": N_("Debe ser un número entero."),
    "bool_type": N_("Debe ser verdadero o falso."),
    "bool_parsing": N_("Debe ser verdadero o falso."),
    "decimal_type": N_("Debe ser un importe."),
    "decimal_parsing": N_("Debe ser un importe."),
    "decimal_max_places": N_("Debe tener como máximo {decimal_places} decimales."),
    "decimal_max_digits": N_("Es demasiado grande."),
    "decimal_whole_digits": N_("Es demasiado grande."),
    "finite_number": N_("Debe ser un número finito."),
    "greater_than": N_("Debe ser mayor que {gt}."),
    "greater_than_equal": N_("Debe ser al menos {ge}."),
    "less_than": N_("Debe ser menor que {lt}."),
    "less_than_equal": N_("Debe ser como máximo {le}."),
    "literal_error": N_("Debe ser uno de: {expected}."),
    "enum": N_("Debe ser uno de: {expected}."),
    "list_type": N_("Debe ser una lista."),
    "too_short": N_("Debe tener al menos {min_length} elementos."),
    "too_long": N_("Debe tener como máximo {max_length} elementos."),
    "datetime_type": N_("Debe ser una fecha y hora ISO 8601."),
    "datetime_parsing": N_("Debe ser una fecha y hora ISO 8601."),
    "datetime_from_date_parsing": N_("Debe ser una fecha y hora ISO 8601."),
    "date_parsing": N_("Debe ser una fecha, como 2026-12-24."),
    "date_from_datetime_parsing": N_("Debe ser una fecha, como 2026-12-24."),
    "schedule_hours": N_(
        "Revise las horas de: {weekdays}. Cada tramo va de una hora a otra posterior, sin solaparse, como "
        "07:00-13:00, 15:00-19:00."
    ),
    "schedule_empty": N_("Indique las horas de algún día."),
    "person_name": N_("Escriba el nombre con letras, en una sola línea."),
    "phone_number": N_("Escriba un teléfono de 6 a 15 cifras, como +51 987 654 321."),
    "timezone_unknown": N_("No es una zona horaria, como America/Lima."),
    "timezone_aware": N_("Debe llevar zona horaria."),
    "value_error": N_("No es válido."),
    "model_type": N_("Debe ser un objeto."),
    "dict_type": N_("Debe ser un objeto."),
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: dict[str, list[str]] | None = None,
    headers: dict[str, str] | None = None,
    extensions: dict[str, object] | None = None,
) -> Response:
    """Build the response; ``detail`` is in the language of the client."""
    body: JsonObject = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    } | (extensions or {})
    if errors:
        body["errors"] = {field: [gettext(message) for message in messages] for field, messages in errors.items()}
    safe_headers = {k: v for k, v in (headers or {}).items() if k.lower() not in ("content-type", "content-length")}
    return Response(json.dumps(body, ensure_ascii=False), status, safe_headers, content_type=MEDIA_TYPE)


def error_message(error: ErrorDetails) -> str:
    """Return the message of a validation error in the language of the client."""
    context = dict(error.get("ctx", {}))
    is_empty = error["type"] == "string_too_short" and context.get("min_length") == 1
    kind = "missing" if is_empty else error["type"]
    day = next((part for part in error["loc"] if part in WEEKDAYS), None)
    if day and "schedule" in error["loc"]:
        # The error of a part of the hours, which has no name.
        kind, context["weekdays"] = "schedule_hours", [day]
    template = str(gettext(_MESSAGES.get(kind, _MESSAGES["value_error"])))
    if "expected" in context:
        # Pydantic joins the last value with an English word.
        context["expected"] = str(context["expected"]).replace(" or ", ", ")
    if "weekdays" in context:
        names = get_day_names("wide", locale=get_locale())
        context["weekdays"] = ", ".join(names[WEEKDAYS.index(day)] for day in context["weekdays"])
    try:
        return template.format(**context)
    except (KeyError, IndexError):
        return template


def field_errors(error: ValidationError) -> dict[str, list[str]]:
    """Return the messages of each field, by its name on the wire; at most ``MAX_REPORTED_ERRORS`` in all."""
    found: dict[str, list[str]] = {}
    for one in error.errors(include_url=False, include_input=False)[:MAX_REPORTED_ERRORS]:
        field = ".".join(str(part) for part in one["loc"]) or "_"
        found.setdefault(field, []).append(error_message(one))
    return found


def error_for_status(status: int) -> LabError:
    """Return the error for an HTTP status of the web framework, with its code and sentence."""
    error = LabError(_DETAILS.get(status, HTTPStatus(status).phrase), code=_CODES.get(status, ErrorCode.ERROR))
    error.status = status
    return error


def retry_headers(error: LabError) -> dict[str, str]:
    """Return ``Retry-After`` in whole seconds, rounded up, for an error that a later attempt can avoid."""
    if error.retry_after is None and error.status not in (429, 503):
        return {}
    return {"Retry-After": str(_retry_seconds(error))}


def _retry_seconds(error: LabError) -> int:
    return max(1, ceil(error.retry_after or RETRY_SECONDS))


def text_of(error: LabError) -> str:
    """Return the sentence of an error in the language of the client; where attempts are limited, also how long to wait.

    The time is rounded up to whole seconds, minutes or hours.
    """
    text = str(gettext(error.detail))
    if error.status != 429:
        return text
    seconds = _retry_seconds(error)
    unit = next(one for one in (3600, 60, 1) if seconds >= one)
    wait = timedelta(seconds=ceil(seconds / unit) * unit)
    when = format_timedelta(wait, add_direction=True, threshold=1)
    return " ".join((text, gettext("Inténtelo de nuevo %(when)s.", when=when)))


def from_lab_error(error: LabError) -> Response:
    """Return the response for an error that a service raised."""
    headers: dict[str, str] = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    headers |= retry_headers(error)
    return problem(
        error.status, error.code, text_of(error), errors=error.errors, headers=headers, extensions=error.extensions
    )


def register(app: APIFlask) -> None:
    """Convert every error of a request into a problem response; a traceback is never shown."""
    app.json = BodyReader(app)

    @app.error_processor
    def on_http_error(error: HTTPError) -> Response:
        cause = error.__cause__
        if isinstance(cause, ValidationError):
            return problem(422, ErrorCode.INVALID_PAYLOAD, gettext(_DETAILS[422]), errors=field_errors(cause))
        headers = {k: v for k, v in dict(error.headers or {}).items() if isinstance(v, str)}
        refusal = error_for_status(error.status_code)
        return problem(refusal.status, refusal.code, text_of(refusal), headers=headers)

    @app.errorhandler(HTTPException)
    def on_exception(error: HTTPException) -> Response:
        refusal = error_for_status(error.code or 500)
        return problem(refusal.status, refusal.code, text_of(refusal), headers=dict(error.get_headers()))

    @app.errorhandler(LabError)
    def on_lab_error(error: LabError) -> Response:
        return from_lab_error(error)

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def on_database_unavailable(error: Exception) -> Response:
        _logger.error("database_away", error=type(error).__name__)
        return from_lab_error(Unavailable())

    @app.errorhandler(Exception)
    def on_bug(error: Exception) -> Response:
        _logger.exception("request_failed")
        return from_lab_error(LabError())
