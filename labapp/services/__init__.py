"""Commands: the only code that writes. Each takes ``by``, the acting identity, and records its facts."""

from labapp.services import (
    appointments,
    audit,
    catalog,
    connections,
    inbox,
    messages,
    own_data,
    own_password,
    readings,
    results,
    second_factors,
    second_step,
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
    "own_data",
    "own_password",
    "readings",
    "results",
    "second_factors",
    "second_step",
    "sessions",
    "sign_in",
    "users",
    "verification",
]
