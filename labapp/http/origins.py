"""The web origins that may open a socket: our own, and those in the settings."""

from collections.abc import Callable, Mapping


def origin_allowed(allowed_origins: tuple[str, ...]) -> Callable[[str | None, Mapping[str, object]], bool]:
    """Return the origin check that Engine.IO runs before it reads anything else of a request.

    Our own origin is derived from the host of the request, never from a forwarded header that a page could set.
    Behind a proxy, ProxyFix has already corrected the host.
    """

    def is_allowed(origin: str | None, environ: Mapping[str, object]) -> bool:
        if not origin:
            return False
        own = f"{environ.get('wsgi.url_scheme', 'http')}://{environ.get('HTTP_HOST', '')}"
        return "*" in allowed_origins or origin.rstrip("/").lower() in (own.lower(), *allowed_origins)

    return is_allowed
