"""Appointments and their booked prices."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from labapp.extensions import Base
from labapp.models.catalog import PRICE, Location, Versioned
from labapp.models.users import User

# In these states an appointment is still ahead and takes a place.
OPEN = ("pending", "confirmed")


class AppointmentLine(Base):
    """One exam or one package of an appointment, with its price at the time of booking."""

    __tablename__ = "appointment_line"
    __table_args__ = (CheckConstraint("(exam_id IS NULL) <> (package_id IS NULL)", name="one_kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), index=True)
    exam_id: Mapped[int | None] = mapped_column(ForeignKey("exam.id"), index=True)
    package_id: Mapped[int | None] = mapped_column(ForeignKey("package.id"), index=True)
    price: Mapped[Decimal] = mapped_column(PRICE)


class Appointment(Versioned, Base):
    """A visit of a patient to a location."""

    __tablename__ = "appointment"
    __table_args__ = (CheckConstraint("status IN ('pending', 'confirmed', 'cancelled', 'completed')", name="status"),)
    patient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    doctor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    scheduled_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(12), default="pending", index=True)
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    lines: Mapped[list[AppointmentLine]] = relationship(
        cascade="all, delete-orphan", order_by=AppointmentLine.id, lazy="selectin"
    )
    patient: Mapped[User] = relationship(foreign_keys=patient_id)
    location: Mapped[Location] = relationship()

    @property
    def exam_ids(self) -> list[int]:
        """The ids of the exams booked individually, without those of packages."""
        return [line.exam_id for line in self.lines if line.exam_id is not None]

    @property
    def package_ids(self) -> list[int]:
        """The ids of the booked packages."""
        return [line.package_id for line in self.lines if line.package_id is not None]

    @property
    def total(self) -> Decimal:
        """The sum of the booked prices."""
        return sum((line.price for line in self.lines), Decimal("0.00"))
