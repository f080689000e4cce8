"""Every refusal has a code, an HTTP status and a Spanish sentence.

LabError                 500 internal
  InvalidPayload         422 invalid_payload
  NotFound               404 not_found
  Forbidden              403 forbidden
    SetupRequired        403 second_factor_setup_required
    ReauthenticationRequired
                         403 reauthentication_required
  Conflict               409 conflict, or the code that says which: stale, illegal_step, slot_full, ...
  Unauthorized           401 token_missing, token_invalid, token_expired, invalid_credentials, account_deactivated,
                             challenge_invalid, second_factor_invalid, link_invalid, password_expired
    SignInStep           401 second_factor_required, new_password_required
  RateLimited            429 rate_limited
  Unavailable            503 unavailable, draining
"""

from enum import StrEnum
from http import HTTPStatus

from labapp.locale import N_


class ErrorCode(StrEnum):
    """The stable, machine-readable name of a refusal, the same on REST and on the socket."""

    ACCOUNT_DEACTIVATED = "account_deactivated"
    ALREADY_BOOKED = "already_booked"
    ALREADY_EXISTS = "already_exists"
    ALREADY_RELEASED = "already_released"
    BUSY = "busy"
    CHALLENGE_INVALID = "challenge_invalid"
    CODE_TAKEN = "code_taken"
    CONFLICT = "conflict"
    DOCUMENT_NUMBER_TAKEN = "document_number_taken"
    DRAINING = "draining"
    EMAIL_TAKEN = "email_taken"
    ERROR = "error"
    FORBIDDEN = "forbidden"
    ILLEGAL_STEP = "illegal_step"
    IN_USE = "in_use"
    INTERNAL = "internal"
    INVALID_CREDENTIALS = "invalid_credentials"
    INVALID_PAYLOAD = "invalid_payload"
    INVALID_REQUEST = "invalid_request"
    LAST_ADMIN = "last_admin"
    LAST_FACTOR = "last_factor"
    LINK_INVALID = "link_invalid"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NAME_TAKEN = "name_taken"
    NEW_PASSWORD_REQUIRED = "new_password_required"
    NO_FILE = "no_file"
    NO_MAIL = "no_mail"
    NOT_A_PATIENT = "not_a_patient"
    NOT_EMPTY = "not_empty"
    NOT_FOUND = "not_found"
    OWN_PASSWORD = "own_password"
    PASSKEYS_UNAVAILABLE = "passkeys_unavailable"
    PASSWORD_EXPIRED = "password_expired"
    PRECONDITION_FAILED = "precondition_failed"
    RANGE_NOT_SATISFIABLE = "range_not_satisfiable"
    RATE_LIMITED = "rate_limited"
    REAUTHENTICATION_REQUIRED = "reauthentication_required"
    SECOND_FACTOR_REQUIRED = "second_factor_required"
    SECOND_FACTOR_INVALID = "second_factor_invalid"
    SECOND_FACTOR_SETUP_REQUIRED = "second_factor_setup_required"
    SLOT_FULL = "slot_full"
    STALE = "stale"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_INVALID = "token_invalid"
    TOKEN_MISSING = "token_missing"
    TOO_LARGE = "too_large"
    TOO_LATE = "too_late"
    TOO_MANY_APPOINTMENTS = "too_many_appointments"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    TOO_MANY_FACTORS = "too_many_factors"
    UNAVAILABLE = "unavailable"
    UNKNOWN_EVENT = "unknown_event"
    UNSAFE_FILE = "unsafe_file"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"


class LabError(Exception):
    """A refusal; nothing was changed. ``retry_after`` is in seconds.

    ``extensions`` are further members of the response (RFC 9457, section 3.2).
    """

    code = ErrorCode.INTERNAL
    status = 500
    detail = N_("Error interno.")

    def __init__(
        self,
        detail: str | None = None,
        *,
        code: ErrorCode | None = None,
        errors: dict[str, list[str]] | None = None,
        retry_after: float | None = None,
        extensions: dict[str, object] | None = None,
    ) -> None:
        self.detail = detail or type(self).detail
        self.code = code or type(self).code
        self.errors = errors
        self.retry_after = retry_after
        self.extensions = extensions or {}
        super().__init__(f"{self.code}: {self.detail}")

    @property
    def title(self) -> str:
        """The reason phrase of the status, as RFC 9457 recommends for ``about:blank``."""
        return HTTPStatus(self.status).phrase


class InvalidPayload(LabError):
    """The input does not have the form that the contract gives it (422)."""

    code, status, detail = ErrorCode.INVALID_PAYLOAD, 422, N_("Hay datos que no son válidos.")


class NotFound(LabError):
    """There is no such thing, or the caller may not know of it (404)."""

    code, status, detail = ErrorCode.NOT_FOUND, 404, N_("No existe.")


class Forbidden(LabError):
    """The caller is known and may not do this (403)."""

    code, status, detail = ErrorCode.FORBIDDEN, 403, N_("No tiene permiso para esta acción.")


class SetupRequired(Forbidden):
    """The caller must add a second factor before anything else (403)."""

    code = ErrorCode.SECOND_FACTOR_SETUP_REQUIRED
    detail = N_("Active primero la verificación en dos pasos, en su cuenta.")


class ReauthenticationRequired(Forbidden):
    """The caller must prove again who they are (403); ``methods`` are the accepted ones, and go with it."""

    code, detail = ErrorCode.REAUTHENTICATION_REQUIRED, N_("Confirme primero que es usted.")

    def __init__(self, methods: list[str]) -> None:
        super().__init__(extensions={"methods": methods})


class Conflict(LabError):
    """The present state does not allow it: taken code, stale version, illegal step (409)."""

    code, status, detail = ErrorCode.CONFLICT, 409, N_("El estado actual no lo permite.")


class Unauthorized(LabError):
    """No valid credentials (401); the code says whether a refresh helps."""

    code, status, detail = ErrorCode.TOKEN_INVALID, 401, N_("La sesión no es válida.")


class SignInStep(Unauthorized):
    """What was sent is right, and the sign-in needs another step (401); ``challenge`` goes with it."""

    detail = N_("Falta un paso para iniciar sesión.")

    def __init__(self, step: str, *, challenge: str, **more: object) -> None:
        super().__init__(code=ErrorCode(f"{step}_required"), extensions={"challenge": challenge, **more})


class RateLimited(LabError):
    """Too many attempts (429); ``retry_after`` is in seconds."""

    code, status, detail = ErrorCode.RATE_LIMITED, 429, N_("Demasiados intentos.")


class Unavailable(LabError):
    """A part that is needed does not answer (503); trying again may help."""

    code, status, detail = ErrorCode.UNAVAILABLE, 503, N_("El servicio no está disponible ahora.")
