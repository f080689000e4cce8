"""Commands: the only writers. They take keyword arguments and ``by``, the acting identity, and record their facts."""

from labapp.services import (
    appointments,
    audit,
    catalog,
    connections,
    inbox,
    messages,
    results,
    sessions,
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
    "results",
    "sessions",
    "users",
    "verification",
]
