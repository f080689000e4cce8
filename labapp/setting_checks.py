"""Checks of single settings. Each returns the value to use; it raises ValueError with the reason for a refusal."""

from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

_DEFAULT_PASSWORDS = frozenset(
    (
        "admin",
        "changeme",
        "default",
        "foobared",
        "guest",
        "lab",
        "pass",
        "password",
        "postgres",
        "redis",
        "root",
        "secret",
    )
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def check_password(url: str) -> None:
    """Check that the address of a service has no password that it came with. No message contains the password."""
    parts = urlsplit(url)
    password = unquote(parts.password or "").lower()
    if password and (password in _DEFAULT_PASSWORDS or password == unquote(parts.username or "").lower()):
        raise ValueError("has a password that everybody knows; set another one in the service")


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


def public_origin(url: str, above: Mapping[str, Any]) -> str:
    """Check PUBLIC_URL, and remove a final slash."""
    parts = urlsplit(url.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ValueError(f"{url!r} is not an origin (https://host[:port])")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be an origin without user, query or fragment")
    if above.get("env") == "production" and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError("must be https in production: its links carry secrets")
    return f"{parts.scheme}://{parts.netloc}"


def mail_sender(sender: str) -> str:
    """Check MAIL_FROM: an address, with or without a name."""
    name, address = parseaddr(sender)
    try:
        parsed = Address(name, addr_spec=address)
    except (ValueError, IndexError):
        parsed = Address()
    if not parsed.username or not parsed.domain or "\n" in sender or "\r" in sender:
        raise ValueError(f"must be an address, such as lab@lab.example, not {sender!r}")
    return str(parsed)


def smtp_address(url: str, above: Mapping[str, Any]) -> str:
    """Check SMTP_URL, and that the settings are complete which mails need. No message contains the password."""
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        port_is_valid = False
    if not port_is_valid or parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("must be smtp://[user:password@]host[:port] or smtps://")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("must have both a user and a password, or neither")
    # A name that is missing here was refused itself, which is reported.
    for name in ("public_url", "mail_from"):
        if name in above and not above[name]:
            raise ValueError(f"needs {name.upper()}")
    return url


def token_minutes(minutes: float, *, production: bool) -> float:
    """Check ACCESS_TOKEN_MINUTES: at most 15 in production."""
    if production and not 0.01 <= minutes <= 15:
        raise ValueError(f"must be between 0.01 and 15, not {minutes:g}")
    return minutes
