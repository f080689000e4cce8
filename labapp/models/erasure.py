"""Requests of patients to have their data erased."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from labapp.extensions import Base
from labapp.models.users import User


class ErasureRequest(Base):
    """The last request of an account: ``pending``, ``declined`` with a ``reason`` for its user, or ``done``."""

    __tablename__ = "erasure_request"
    __table_args__ = (CheckConstraint("status IN ('pending', 'declined', 'done')", name="status"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(10), index=True)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(500))
    user: Mapped[User] = relationship()
