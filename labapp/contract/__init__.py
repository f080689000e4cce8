"""Everything that crosses the wire, one noun a file: REST bodies and views, events, socket messages.

What a record, an event or a message looks like from outside is written here once. Signals, the inbox, audit labels,
TypeScript types, AsyncAPI and OpenAPI follow from it.
"""

from labapp.contract import (
    accounts,
    appointments,
    audit,
    base,
    catalog,
    events,
    facts,
    inbox,
    labels,
    messages,
    records,
    results,
    slots,
    socket,
)

__all__ = [
    "accounts",
    "appointments",
    "audit",
    "base",
    "catalog",
    "events",
    "facts",
    "inbox",
    "labels",
    "messages",
    "records",
    "results",
    "slots",
    "socket",
]
