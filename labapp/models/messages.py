"""System messages of administrators."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from labapp.extensions import Base
from labapp.models.users import User


class Message(Base):
    """A notice to all users, or to one role."""

    __tablename__ = "message"
    __table_args__ = (CheckConstraint("type IN ('info', 'warning', 'error', 'success')", name="type"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    target_role: Mapped[str | None] = mapped_column(String(20))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    user: Mapped[User] = relationship()
