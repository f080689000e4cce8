"""The audience of a domain event: the recipients in the contract, as rooms.

The audience is computed once, before the commit, and stored. Live delivery and replay both use the stored audience.
"""

from typing import assert_never

from labapp.contract.events import ADMINS, EVERYBODY, DomainPayload, Recipient
from labapp.identity import Identity


def user_room(user_id: int) -> str:
    """Return the room of all sockets of this user."""
    return f"user:{user_id}"


def role_room(role: str) -> str:
    """Return the room of all users with this role."""
    return f"role:{role}"


def rooms_of(by: Identity) -> tuple[str, ...]:
    """Return the rooms that ``by`` is entitled to now."""
    return (EVERYBODY, role_room(by.role), user_room(by.user_id))


def audience(payload: DomainPayload, *, subject_id: int | None = None, doctor_id: int | None = None) -> tuple[str, ...]:
    """Return the rooms that receive ``payload``.

    ``subject_id`` is the account that the event is about, ``doctor_id`` the ordering doctor, if any. Raises ValueError
    where a required subject or patient is missing.
    """
    rooms = (_room(recipient, payload, subject_id, doctor_id) for recipient in payload.recipients)
    return tuple(room for room in rooms if room is not None)


def _room(recipient: Recipient, payload: DomainPayload, subject_id: int | None, doctor_id: int | None) -> str | None:
    match recipient:
        case Recipient.EVERYBODY:
            return EVERYBODY
        case Recipient.ADMINS:
            return ADMINS
        case Recipient.SUBJECT:
            return user_room(_required(subject_id, payload))
        case Recipient.PATIENT:
            return user_room(_required(getattr(payload, "patient_id", None), payload))
        case Recipient.DOCTOR:
            return None if doctor_id is None else user_room(doctor_id)
        case Recipient.TARGET_ROLE:
            role: str | None = getattr(payload, "target_role", None)
            return EVERYBODY if role is None else role_room(role)
        case _:
            assert_never(recipient)


def _required(user_id: int | None, payload: DomainPayload) -> int:
    if user_id is None:
        raise ValueError(f"{payload.event} without its user")
    return user_id
