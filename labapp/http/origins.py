"""Which web origins may open a socket: our own always, others only where the settings list them."""

from collections.abc import Callable
from typing import Any


def origin_allowed(listed: tuple[str, ...]) -> Callable[[str | None, dict[str, Any]], bool]:
    """Return the check that Engine.IO makes before anything else of a request is looked at.

    Our own origin is told from the request's own host, never from a forwarded header that a page could set;
    behind a router, ProxyFix has already put that right.
    """

    def allowed(origin: str | None, environ: dict[str, Any]) -> bool:
        if not origin:
            return False
        own = f"{environ.get('wsgi.url_scheme', 'http')}://{environ.get('HTTP_HOST', '')}"
        return "*" in listed or origin.rstrip("/").lower() in (own.lower(), *listed)

    return allowed
