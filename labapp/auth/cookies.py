"""The cookies of this application, and the CSRF value of a session in cookies.

In production every name has the prefix ``__Host-``: a browser accepts such a cookie from this host over TLS only, for
the path ``/``, and no other host of the same domain can plant one (RFC 6265bis, section 4.1.3.2; ASVS 3.3.3). A
narrower path would exclude the prefix, and it protects nothing: pages of one origin can reach each other's paths.

A request that changes something with a cookie also sends the CSRF value of its session, which only scripts of the same
origin can read. This is a signed double submit, bound to the session (OWASP, Cross-Site Request Forgery Prevention).
"""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import Literal

from flask import Response, request

from labapp.config import current_settings
from labapp.digests import keyed_digest
from labapp.errors import ErrorCode, Unauthorized

CSRF_HEADER = "X-CSRF-TOKEN"
_PREFIX = "__Host-"


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie of this host. ``former_paths`` are those at which earlier versions set it, without the prefix."""

    name: str
    same_site: Literal["Lax", "Strict"]
    http_only: bool = True
    former_paths: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The name with its prefix, which browsers accept over TLS only."""
        return (_PREFIX if current_settings().production else "") + self.name

    def read(self) -> str | None:
        """Return the value that the browser sent, or None."""
        # A cookie that an earlier version set at a longer path comes first (RFC 6265, section 5.4).
        values = request.cookies.getlist(self.full_name)
        return values[-1] if values else None

    def set(self, response: Response, value: str, *, max_age: timedelta | None = None) -> None:
        """Set the cookie, until the browser ends or for ``max_age``."""
        response.set_cookie(
            self.full_name,
            value,
            max_age=max_age,
            path="/",
            secure=current_settings().production,
            httponly=self.http_only,
            samesite=self.same_site,
        )
        self._delete_former(response)

    def delete(self, response: Response) -> None:
        """Delete the cookie."""
        response.delete_cookie(
            self.full_name,
            path="/",
            secure=current_settings().production,
            httponly=self.http_only,
            samesite=self.same_site,
        )
        self._delete_former(response)

    def _delete_former(self, response: Response) -> None:
        number = len(request.cookies.getlist(self.name))
        if current_settings().production and number:
            former: tuple[str, ...] = ("/", *self.former_paths)
        elif number > 1:
            former = self.former_paths
        else:
            former = ()
        for path in former:
            response.delete_cookie(self.name, path=path)


ACCESS = Cookie("lab_access", "Lax")
REFRESH = Cookie("lab_refresh", "Lax", former_paths=("/admin",))
# Scripts read it, to send it back as a header.
CSRF = Cookie("lab_csrf", "Lax", http_only=False)
DEVICE = Cookie("lab_device", "Strict", former_paths=("/admin", "/api/session"))
APP_REFRESH = Cookie("lab_app_refresh", "Strict", former_paths=("/api/session",))
# The session of Flask, which holds the token of plain forms.
FORMS = Cookie("lab_forms", "Lax")


def csrf_value(session_id: str) -> str:
    """Return the CSRF value of a session. It is the same for all its tokens, so that tabs can renew independently."""
    return keyed_digest(f"csrf {session_id}")


def check_csrf(session_id: str) -> None:
    """Check that the request has the CSRF value of the session in its header. Raises Unauthorized."""
    sent = request.headers.get(CSRF_HEADER)
    if not sent:
        raise Unauthorized("Falta iniciar sesión.", code=ErrorCode.TOKEN_MISSING)
    if not compare_digest(sent.encode(), csrf_value(session_id).encode()):
        raise Unauthorized()


def set_tokens(response: Response, *, session_id: str, access: str, refresh: str) -> None:
    """Set the cookies of a session of the dashboard."""
    ACCESS.set(response, access)
    REFRESH.set(response, refresh)
    CSRF.set(response, csrf_value(session_id))


def clear_tokens(response: Response) -> None:
    """Delete the cookies of a session of the dashboard."""
    for cookie in (ACCESS, REFRESH, CSRF):
        cookie.delete(response)
