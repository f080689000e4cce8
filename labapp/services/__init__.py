"""Commands: the only code that writes. Each takes ``by``, the acting identity, and records its facts."""

from labapp.services import (
    appointments,
    audit,
    catalog,
    connections,
    inbox,
    messages,
    readings,
    results,
    sessions,
    sign_in,
    users,
    verification,
)

__all__ = [
    "appointments",
    "audit",
    "catalog",
    "connections",
    "inbox",
    "messages",
    "readings",
    "results",
    "sessions",
    "sign_in",
    "users",
    "verification",
]
