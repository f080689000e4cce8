"""Rooms: the unit of authorization. What a connection may be in decides what arrives live and what is replayed.

Names never come from a client: a subscription is an entity of the contract and a whole number, under a
prefix of its own, so that no request can name a role's or a user's room.
"""

from datetime import date

from labapp.contract.events import EVERYBODY
from labapp.identity import Identity
from labapp.policy.audience import role_room, user_room

NAMESPACE = "/events"
_SUBSCRIPTION = "sub:"
_BARE = "!bare"


def rooms_of(identity: Identity) -> tuple[str, ...]:
    """Return the rooms that this identity is entitled to now."""
    return (EVERYBODY, role_room(identity.role), user_room(identity.user_id))


def bare(room: str) -> str:
    """Return the twin of ``room`` for sockets whose events carry no trailing offset."""
    return room + _BARE


def subscription_room(entity: str, entity_id: int | None) -> str:
    """Return the room of a subscription that was already found permissible."""
    return f"{_SUBSCRIPTION}{entity}" if entity_id is None else f"{_SUBSCRIPTION}{entity}:{entity_id}"


def slots_room(location_id: int, day: date) -> str:
    """Return the room of those who look at the free times of a location's day."""
    return f"{subscription_room('slots', location_id)}:{day.isoformat()}"


def shown(rooms: list[str]) -> list[str]:
    """Return room names as the statistics show them: without what only this process needs."""
    return sorted({room.removeprefix(_SUBSCRIPTION).removesuffix(_BARE) for room in rooms})
