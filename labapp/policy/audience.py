"""Who receives a domain event: the privacy policy on one screen, pure, decided once at commit.

Live delivery and replay both obey what is stored from here.
"""

from typing import assert_never

from labapp.contract.events import (
    ADMINS,
    EVERYBODY,
    AdminEvent,
    AppointmentUpdate,
    CatalogUpdate,
    DomainPayload,
    ResultUpdate,
    SystemMessage,
    UserUpdate,
)


def user_room(user_id: int) -> str:
    """Return the room that only the sockets of this user are in."""
    return f"user:{user_id}"


def role_room(role: str) -> str:
    """Return the room of everybody with this role."""
    return f"role:{role}"


def audience(payload: DomainPayload, *, subject_id: int | None = None, doctor_id: int | None = None) -> tuple[str, ...]:
    """Return the rooms that may see ``payload``.

    ``subject_id`` is the account a ``user:update`` is about; ``doctor_id`` the ordering doctor of an
    appointment or result. Raises ValueError where a ``user:update`` names nobody.
    """
    match payload:
        case CatalogUpdate():
            return (EVERYBODY,)
        case UserUpdate():
            if subject_id is None:
                raise ValueError("user:update without its user")
            return (user_room(subject_id),)
        case AdminEvent():
            return (ADMINS,)
        case AppointmentUpdate() | ResultUpdate():
            rooms = (user_room(payload.patient_id), ADMINS)
            return rooms if doctor_id is None else (*rooms, user_room(doctor_id))
        case SystemMessage():
            return (EVERYBODY,) if payload.target_role is None else (role_room(payload.target_role),)
        case _:
            assert_never(payload)  # type: ignore[arg-type]
