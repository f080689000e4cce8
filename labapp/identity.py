"""Who acts: the authenticated identity that every service verb takes as ``by``."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The three roles, by their names on the wire."""

    ADMIN = "Administrador"
    PATIENT = "Paciente"
    DOCTOR = "Medico"


@dataclass(frozen=True, slots=True)
class Identity:
    """An authenticated user in one session, from one address.

    ``expires_at`` is the end of the access token in epoch seconds.
    """

    user_id: int
    role: Role
    session_id: str
    expires_at: float
    address: str | None = None

    @property
    def is_admin(self) -> bool:
        """Whether this is laboratory staff."""
        return self.role is Role.ADMIN
