"""Checks of single settings. Each returns the value to use; it raises ValueError with the reason for a refusal."""

from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def database_address(url: str, *, disk_is_lost: bool) -> str:
    """Check DATABASE_URL, and name the driver of PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must be a postgresql:// or sqlite:/// address")
    if url.startswith("sqlite") and disk_is_lost:
        raise ValueError("SQLite on a host whose disk is lost at each restart; add PostgreSQL")
    return url


def redis_address(url: str, *, on_heroku: bool) -> str:
    """Check REDIS_URL."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must be a redis:// or rediss:// address")
    if url.startswith("rediss://") and on_heroku and "ssl_cert_reqs" not in url:
        # Heroku's Redis has a self-signed certificate; the connection is encrypted all the same.
        url += ("&" if "?" in url else "?") + "ssl_cert_reqs=none"
    return url


def web_origins(origins: tuple[str, ...], *, production: bool) -> tuple[str, ...]:
    """Check CORS_ORIGINS, and remove a final slash."""
    origins = tuple(origin.rstrip("/") for origin in origins)
    for origin in origins:
        parts = urlsplit(origin)
        if origin == "*":
            if production:
                raise ValueError("'*' is not allowed in production; list the origins")
        elif parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise ValueError(f"{origin!r} is not an origin (https://host[:port])")
    return origins


def host_address(host: str) -> str:
    """Check HOST."""
    try:
        return str(ip_address(host))
    except ValueError:
        raise ValueError(f"must be an IP address, such as 0.0.0.0 or ::1, not {host!r}") from None


def public_origin(url: str, *, production: bool) -> str:
    """Check PUBLIC_URL, and remove a final slash."""
    parts = urlsplit(url.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ValueError(f"{url!r} is not an origin (https://host[:port])")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be an origin without user, query or fragment")
    if production and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError("must be https in production: its links carry secrets")
    return f"{parts.scheme}://{parts.netloc}"
