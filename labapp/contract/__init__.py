"""The public contract, one file per noun: REST bodies and views, events, socket messages.

The external form of each record, event and message is defined here, once. Signals, the inbox, audit labels,
TypeScript types, AsyncAPI and OpenAPI are derived from it.
"""

from labapp.contract import (
    accounts,
    appointments,
    audit,
    base,
    catalog,
    erasure,
    events,
    facts,
    inbox,
    labels,
    messages,
    records,
    results,
    second_factors,
    slots,
    socket,
)

__all__ = [
    "accounts",
    "appointments",
    "audit",
    "base",
    "catalog",
    "erasure",
    "events",
    "facts",
    "inbox",
    "labels",
    "messages",
    "records",
    "results",
    "second_factors",
    "slots",
    "socket",
]
