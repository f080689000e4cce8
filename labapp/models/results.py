"""Results and their PDF files."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from labapp.extensions import Base
from labapp.models.appointments import Appointment
from labapp.models.catalog import Exam, Versioned


class ResultFile(Base):
    """The PDF of a result, in its own table so that lists never load it."""

    __tablename__ = "result_file"
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Result(Versioned, Base):
    """The result of an exam of an appointment: ``pending``, ``ready`` (released) or ``delivered``."""

    __tablename__ = "result"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'ready', 'delivered')", name="status"),
        CheckConstraint("status = 'pending' OR sha256 IS NOT NULL", name="released_has_file"),
    )
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    exam_name: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(12), default="pending", index=True)
    file_name: Mapped[str | None] = mapped_column(String(200))
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    appointment: Mapped[Appointment] = relationship()
    exam: Mapped[Exam] = relationship()

    @property
    def has_file(self) -> bool:
        """Whether a PDF is attached."""
        return self.sha256 is not None
