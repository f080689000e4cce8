"""Reads: rows that are visible to the caller, searched, sorted and paged in the database. Nothing here writes."""

from labapp.queries import (
    access_log,
    appointments,
    audit,
    catalog,
    document_numbers,
    erasure,
    inbox,
    messages,
    own_data,
    prices,
    records,
    results,
    second_factors,
    sessions,
    slots,
    users,
)

__all__ = [
    "access_log",
    "appointments",
    "audit",
    "catalog",
    "document_numbers",
    "erasure",
    "inbox",
    "messages",
    "own_data",
    "prices",
    "records",
    "results",
    "second_factors",
    "sessions",
    "slots",
    "users",
]
