"""The vocabulary of failures: every refusal has a code, an HTTP status and a Spanish sentence."""

from http import HTTPStatus

from labapp.locale import N_


class LabError(Exception):
    """A refusal that is the caller's to mend; nothing was changed.

    ``code`` is the stable, machine-readable name used on REST and on the socket alike.
    """

    code = "internal"
    status = 500
    detail = N_("Error interno.")

    def __init__(
        self,
        detail: str | None = None,
        *,
        code: str | None = None,
        errors: dict[str, list[str]] | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.detail = detail or type(self).detail
        self.code = code or type(self).code
        self.errors = errors
        self.retry_after = retry_after
        super().__init__(f"{self.code}: {self.detail}")

    @property
    def title(self) -> str:
        """The reason phrase of the status, as RFC 9457 recommends for ``about:blank``."""
        return HTTPStatus(self.status).phrase


class InvalidPayload(LabError):
    """The input does not have the form that the contract gives it (422)."""

    code, status, detail = "invalid_payload", 422, N_("Hay datos que no son válidos.")


class NotFound(LabError):
    """There is no such thing, or the caller may not know of it (404)."""

    code, status, detail = "not_found", 404, N_("No existe.")


class Forbidden(LabError):
    """The caller is known and may not do this (403)."""

    code, status, detail = "forbidden", 403, N_("No tiene permiso para esta acción.")


class Conflict(LabError):
    """The present state does not allow it: taken code, stale version, illegal step (409)."""

    code, status, detail = "conflict", 409, N_("El estado actual no lo permite.")


class Unauthorized(LabError):
    """No valid credentials (401); the code says whether a refresh helps."""

    code, status, detail = "token_invalid", 401, N_("La sesión no es válida.")


class RateLimited(LabError):
    """Too many attempts (429); ``retry_after`` is in seconds."""

    code, status, detail = "rate_limited", 429, N_("Demasiados intentos. Espere un momento.")


class Unavailable(LabError):
    """A part that is needed does not answer (503); trying again may help."""

    code, status, detail = "unavailable", 503, N_("El servicio no está disponible ahora.")
