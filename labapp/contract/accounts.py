"""Bodies and answers of signing in and of accounts."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, EmailStr, Field

from labapp.contract.base import UNSENT, Body, Label, Moment, PageQuery, View, secret, text
from labapp.identity import Role
from labapp.models import AuthSession

Sort = Literal["name", "-name", "email", "-email", "createdAt", "-createdAt"]
Email = Annotated[EmailStr, AfterValidator(str.lower)]
NewPassword = Annotated[str, secret(10, 128)]
# As it was chosen, under whatever rule stood then.
KnownPassword = Annotated[str, secret(1, 128)]
PersonName = Annotated[str, text(1, 120)]
DocumentNumber = Annotated[str, text(0, 40)] | None
Phone = Annotated[str, text(0, 40)] | None


class Credentials(Body):
    """What one signs in with."""

    email: Annotated[str, text(1, 254)]
    password: KnownPassword


class RefreshRequest(Body):
    """The unspent refresh token."""

    refresh_token: Annotated[str, Field(max_length=4096)]


class LogoutRequest(Body):
    """May name the refresh token of another session of the same user, which then ends too."""

    refresh_token: Annotated[str, Field(max_length=4096)] | None = None


class Registration(Body):
    """A patient opens an account."""

    email: Email
    password: NewPassword
    name: PersonName
    document_number: DocumentNumber = UNSENT
    phone: Phone = UNSENT


class OwnProfilePatch(Body):
    """What users change themselves; the address they sign in with is changed by the laboratory."""

    name: PersonName = UNSENT
    document_number: DocumentNumber = UNSENT
    phone: Phone = UNSENT


class PasswordChange(Body):
    """The old password proves who asks."""

    current_password: KnownPassword
    new_password: NewPassword


class PasswordReset(Body):
    """A new password that an administrator sets."""

    new_password: NewPassword


class NewUser(Registration):
    """An account of any role."""

    role: Role


class UserPatch(OwnProfilePatch):
    """What administrators change of an account."""

    email: Email = UNSENT
    role: Role = UNSENT


class UserQuery(PageQuery):
    """How accounts are searched."""

    q: Annotated[str, text(0, 100)] | None = None
    role: Role | None = None
    active: bool | None = None
    sort: Sort = "name"


class UserView(View):
    """An account, without anything secret."""

    id: int
    role: Annotated[Role, Label(_l("Rol"))]
    name: Annotated[str, Label(_l("Nombre"))]
    email: Annotated[str, Label(_l("Correo"))]
    document_number: Annotated[str | None, Label(_l("Documento"))]
    phone: Annotated[str | None, Label(_l("Teléfono"))]
    active: Annotated[bool, Label(_l("Activo"))]


class PatientQuery(PageQuery):
    """How a doctor searches patients; ``ids`` are up to 200 numbers with commas between."""

    q: Annotated[str, text(0, 100)] | None = None
    ids: Annotated[str, Field(pattern=r"^[1-9]\d{0,8}(,[1-9]\d{0,8}){0,199}$", examples=["12,7"])] | None = None

    def numbers(self) -> list[int] | None:
        """Return ``ids`` as numbers."""
        return None if self.ids is None else [int(one) for one in self.ids.split(",")]


class PatientView(View):
    """What a doctor is told of a patient beside appointments and results."""

    id: int
    name: str
    document_number: str | None


class SignedInView(View):
    """A pair of tokens and whose it is; ``expiresIn`` is in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: UserView


class WebSessionView(View):
    """An access token and whose it is; the refresh token is in a cookie. ``expiresIn`` is in seconds."""

    access_token: str
    expires_in: int
    user: UserView


class OwnSessionView(View):
    """A session of one's own: since when, last used when, from where; ``current`` is the one that asks."""

    id: str
    created_at: Moment
    used_at: Moment
    address: str | None
    user_agent: str | None
    current: bool


class OwnSessions(View):
    """The sessions that are open, the last used first."""

    items: list[OwnSessionView]

    @classmethod
    def of(cls, rows: Iterable[AuthSession], *, current: str) -> Self:
        """Present sessions to the one that is ``current``."""
        names = [name for name in OwnSessionView.model_fields if name != "current"]
        shown = ({name: getattr(row, name) for name in names} | {"current": row.id == current} for row in rows)
        return cls(items=[OwnSessionView.model_validate(one) for one in shown])


class NoFields(Body):
    """A body that says nothing; it may be left out."""
