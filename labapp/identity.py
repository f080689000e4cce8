"""The authenticated identity that services take as ``by``."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf


class Role(StrEnum):
    """The three roles. The values are their names on the wire."""

    ADMIN = "Administrador"
    PATIENT = "Paciente"
    DOCTOR = "Medico"


class SessionKind(StrEnum):
    """What a session is for: the app and REST, or the pages of the dashboard."""

    APP = "app"
    DASHBOARD = "dashboard"


@dataclass(frozen=True, slots=True)
class Identity:
    """An authenticated user in one session, from one address.

    ``expires_at`` is the expiry of the access token in epoch seconds, ``session_ends_at`` the end of the session unless
    it is used again. With ``must_enrol`` the user may do nothing but add a second factor.
    """

    user_id: int
    role: Role
    session_id: str
    expires_at: float
    address: str | None = None
    session_kind: SessionKind = SessionKind.APP
    session_ends_at: float = inf
    must_enrol: bool = False

    @property
    def is_admin(self) -> bool:
        """Whether the user is an administrator."""
        return self.role is Role.ADMIN
