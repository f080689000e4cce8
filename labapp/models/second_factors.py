"""Second factors of accounts: authenticator apps, passkeys, and recovery codes."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from labapp.extensions import Base


class SecondFactor(Base):
    """A factor of an account besides its password.

    An authenticator app (``totp``) has a ``secret``, which is encrypted, and the ``last_step`` of time whose code was
    used. A ``passkey`` has the other columns; all passkeys of an account have the same random ``user_handle``.
    """

    __tablename__ = "second_factor"
    __table_args__ = (
        CheckConstraint("kind IN ('totp', 'passkey')", name="kind"),
        CheckConstraint("kind != 'totp' OR (secret IS NOT NULL AND last_step IS NOT NULL)", name="totp"),
        CheckConstraint(
            "kind != 'passkey' OR (credential_id IS NOT NULL AND public_key IS NOT NULL AND sign_count IS NOT NULL "
            "AND user_handle IS NOT NULL)",
            name="passkey",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    secret: Mapped[str | None] = mapped_column(String(300))
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    # Base64url; a credential id has at most 1023 bytes.
    credential_id: Mapped[str | None] = mapped_column(String(1364), unique=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int | None] = mapped_column(BigInteger)
    transports: Mapped[str | None] = mapped_column(String(100))
    user_handle: Mapped[bytes | None] = mapped_column(LargeBinary)


class RecoveryCode(Base):
    """The digest of a recovery code; ``used_at`` is set by its only use."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """A challenge for a passkey of an account, which is deleted by its only use.

    ``bound_to`` is the digest of the sign-in or of the session for which it was issued.
    """

    __tablename__ = "passkey_challenge"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    bound_to: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
