"""Rooms: the unit of authorization. The rooms of a connection decide what it receives, live and replayed.

Names never come from a client: a subscription is an entity of the contract and a whole number, under a
prefix of its own, so that no request can name a role's or a user's room.
"""

from collections.abc import Iterable
from datetime import date

NAMESPACE = "/events"
_SUBSCRIPTION = "sub:"
_WITHOUT_OFFSETS = "!no-offsets"


def room_without_offsets(room: str) -> str:
    """Return the variant of ``room`` for the sockets whose events carry no trailing offset."""
    return room + _WITHOUT_OFFSETS


def subscription_room(entity: str, entity_id: int | None) -> str:
    """Return the room of a subscription; the caller has checked the permission."""
    return f"{_SUBSCRIPTION}{entity}" if entity_id is None else f"{_SUBSCRIPTION}{entity}:{entity_id}"


def slots_room(location_id: int, day: date) -> str:
    """Return the room of the sockets that watch the free times of a location's day."""
    return f"{subscription_room('slots', location_id)}:{day.isoformat()}"


def public_names(rooms: Iterable[str]) -> list[str]:
    """Return room names for the statistics, without the prefixes and suffixes that are internal to this process."""
    return sorted({room.removeprefix(_SUBSCRIPTION).removesuffix(_WITHOUT_OFFSETS) for room in rooms})
