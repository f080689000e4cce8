"""Request bodies and views of sign-in and accounts."""

import re
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, EmailStr, Field
from pydantic_core import PydanticCustomError

from labapp.contract.base import UNSENT, Body, Label, Moment, PageQuery, View, secret, text
from labapp.identity import Role, SessionKind
from labapp.models import AuthSession

Sort = Literal["name", "-name", "email", "-email", "createdAt", "-createdAt"]
Email = Annotated[EmailStr, AfterValidator(str.lower)]
NewPassword = Annotated[str, secret(10, 128)]
# An existing password, which may have been chosen under an earlier rule.
KnownPassword = Annotated[str, secret(1, 128)]
DocumentNumber = Annotated[str, text(0, 40)] | None
# 6 to 15 digits, as in E.164, in groups as people write them; empty for none.
_PHONE = re.compile(r"(\+?\(?[0-9]([ .()\-]{0,2}[0-9]){5,14})?")


def _is_name(value: str) -> str:
    if not any(char.isalpha() for char in value) or not value.isprintable():
        raise PydanticCustomError("person_name", "no letter, or a control character")
    return value


def _is_phone(value: str) -> str:
    if not _PHONE.fullmatch(value):
        raise PydanticCustomError("phone_number", "not 6 to 15 digits")
    return value


PersonName = Annotated[str, text(1, 120), AfterValidator(_is_name)]
Phone = (
    Annotated[
        str,
        text(0, 40),
        AfterValidator(_is_phone),
        Field(json_schema_extra={"pattern": f"^{_PHONE.pattern}$", "examples": ["+51 987 654 321"]}),
    ]
    | None
)


class Credentials(Body):
    """The credentials to sign in with."""

    email: Annotated[str, text(1, 254)]
    password: KnownPassword


class RefreshRequest(Body):
    """A refresh token that has not been used yet."""

    refresh_token: Annotated[str, Field(max_length=4096)]


class LogoutRequest(Body):
    """The optional refresh token of another session of the same user, which then ends too."""

    refresh_token: Annotated[str, Field(max_length=4096)] | None = None


class Registration(Body):
    """The data of a new patient account. ``documentNumber`` is a proposal that the laboratory confirms."""

    email: Email
    password: NewPassword
    name: PersonName
    document_number: DocumentNumber = UNSENT
    phone: Phone = UNSENT


class OwnProfilePatch(Body):
    """The fields that users can change themselves; only the laboratory can change the email address.

    ``documentNumber`` is a proposal that the laboratory confirms; an empty one, or the confirmed one, withdraws it.
    """

    name: PersonName = UNSENT
    document_number: DocumentNumber = UNSENT
    phone: Phone = UNSENT


class PasswordChange(Body):
    """A password change; the current password is required."""

    current_password: KnownPassword
    new_password: NewPassword


class PasswordReset(Body):
    """A new password that an administrator sets."""

    new_password: NewPassword


class ForgottenPassword(Body):
    """The e-mail address of the account whose password is forgotten."""

    email: Annotated[str, text(1, 254)]


class LinkedPassword(Body):
    """A new password, and the token of the link that allows to set it."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
    new_password: NewPassword


class DocumentNumberReview(Body):
    """The proposed document number that the reviewer saw, exactly as it was shown."""

    document_number: Annotated[str, text(1, 40)]


class NewUser(Registration):
    """An account of any role; its document number is confirmed."""

    role: Role


class UserPatch(OwnProfilePatch):
    """The fields that administrators can change in an account; its document number is confirmed."""

    email: Email = UNSENT
    role: Role = UNSENT


class UserQuery(PageQuery):
    """Filters and order of the list of accounts."""

    q: Annotated[str, text(0, 100)] | None = None
    role: Role | None = None
    active: bool | None = None
    document_proposed: bool | None = None
    sort: Sort = "name"


class UserView(View):
    """An account, without secrets. The laboratory has confirmed ``documentNumber``, and not the proposed one.

    ``passwordExpiresAt`` is the end of a password that the staff set, and null once the owner has chosen another.
    """

    id: int
    role: Annotated[Role, Label(_l("Rol"))]
    name: Annotated[str, Label(_l("Nombre"))]
    email: Annotated[str, Label(_l("Correo"))]
    document_number: Annotated[str | None, Label(_l("Documento"))]
    proposed_document_number: Annotated[str | None, Label(_l("Documento propuesto"))]
    phone: Annotated[str | None, Label(_l("Teléfono"))]
    active: Annotated[bool, Label(_l("Activo"))]
    password_expires_at: Annotated[Moment | None, Label(_l("La contraseña provisional vence"))]


class PasswordLinkView(View):
    """A link for a new password: ``link`` once, if the server sends no mails, otherwise where it was sent."""

    link: str | None
    sent_to: str | None
    expires_at: Moment


class PatientQuery(PageQuery):
    """Filters of a doctor's patients; ``ids`` is a comma-separated list of up to 200 ids."""

    q: Annotated[str, text(0, 100)] | None = None
    ids: Annotated[str, Field(pattern=r"^[1-9]\d{0,8}(,[1-9]\d{0,8}){0,199}$", examples=["12,7"])] | None = None

    def numbers(self) -> list[int] | None:
        """Return ``ids`` as numbers, or None without the filter."""
        return None if self.ids is None else [int(one) for one in self.ids.split(",")]


class PatientView(View):
    """The data of a patient that a doctor can see, besides appointments and results."""

    id: int
    name: str
    document_number: str | None


class SignedInView(View):
    """A pair of tokens and its user. ``expiresIn`` is in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: UserView


class WebSessionView(View):
    """An access token and its user; the refresh token is in a cookie. ``expiresIn`` is in seconds."""

    access_token: str
    expires_in: int
    user: UserView


class OwnSessionView(View):
    """A session of the current user: start, last use and origin. ``current`` marks the session of this request."""

    id: str
    created_at: Moment
    used_at: Moment
    address: str | None
    user_agent: str | None
    current: bool


class OwnSessions(View):
    """The open sessions of the current user, most recently used first."""

    items: list[OwnSessionView]

    @classmethod
    def of(cls, rows: Iterable[AuthSession], *, current: str) -> Self:
        """Return the view of ``rows``; ``current`` is the id of the session of this request."""
        return cls.model_validate({"items": [_with_current(OwnSessionView, row, current) for row in rows]})


class AccountSessionView(OwnSessionView):
    """A session of an account, and what it is for: the app and REST, or the dashboard."""

    kind: SessionKind


class AccountSessions(View):
    """The open sessions of an account, most recently used first."""

    items: list[AccountSessionView]

    @classmethod
    def of(cls, rows: Iterable[AuthSession], *, current: str) -> Self:
        """Return the view of ``rows``; ``current`` is the id of the session of this request."""
        return cls.model_validate({"items": [_with_current(AccountSessionView, row, current) for row in rows]})


def _with_current(view: type[OwnSessionView], row: AuthSession, current: str) -> OwnSessionView:
    values = {name: getattr(row, name) for name in view.model_fields if name != "current"}
    return view.model_validate(values | {"current": row.id == current})


class NoFields(Body):
    """An empty body, which can be left out."""
