"""Accounts and their sign-in sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from labapp.extensions import Base
from labapp.models.catalog import Versioned


class User(Versioned, Base):
    """An account. ``email`` is stored in lower case. Incrementing ``token_version`` ends every session.

    ``document_number`` is the one that the staff confirmed. ``proposed_document_number`` is what the user proposed at
    ``document_proposed_at``; several accounts can propose the same number.
    ``password_expires_at`` is the end of a password that the staff set, and None for one that its owner has chosen.
    ``inbox_read_to`` is the number of the event up to which the inbox is read; it never decreases.
    """

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("role IN ('Administrador', 'Paciente', 'Medico')", name="role"),)
    role: Mapped[str] = mapped_column(String(20), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    document_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    proposed_document_number: Mapped[str | None] = mapped_column(String(40))
    document_proposed_at: Mapped[datetime | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_expires_at: Mapped[datetime | None]
    token_version: Mapped[int] = mapped_column(default=0)
    inbox_read_to: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class PasswordLink(Base):
    """The link with which the owner of an account sets a new password; a new one replaces the older.

    ``token_hash`` is a hash of the token in the link, and ``state`` one of the account when it was issued.
    """

    __tablename__ = "password_link"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AuthSession(Base):
    """A sign-in session: a chain of refresh tokens, of which only ``refresh_jti`` is unspent.

    ``spent_jti`` is the token before it, spent at ``spent_at``. Tokens of one ``kind`` are of no use for another.
    The session ends at ``expires_at`` unless it is used before (``auth.lifetimes``). Its person last proved who they
    are at ``verified_at``.
    """

    __tablename__ = "auth_session"
    __table_args__ = (CheckConstraint("kind IN ('app', 'dashboard')", name="kind"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), default="app", server_default="app")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    refresh_jti: Mapped[str] = mapped_column(String(36))
    spent_jti: Mapped[str | None] = mapped_column(String(36))
    spent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime]
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(200))
    user: Mapped[User] = relationship()
