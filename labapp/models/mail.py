"""Mails that wait to be sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from labapp.extensions import Base


class OutgoingMail(Base):
    """A mail that waits, or a request for one; deleted once it is sent or can no longer be sent.

    ``content`` is encrypted. ``due_at`` is when the next attempt may begin: a sender that claims the row first moves it
    on, and ``attempts`` tells its claim from later ones. After ``expires_at`` nobody needs the mail any more.
    """

    __tablename__ = "outgoing_mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
