"""Categories, exams, packages and locations."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Numeric, String, Table, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from labapp.extensions import Base

PRICE = Numeric(10, 2)


class Versioned:
    """Optimistic locking: an update of a row that was changed concurrently raises StaleDataError.

    ``deleted_at`` marks deleted rows. They are in no list, but history can still refer to them.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(nullable=False)
    active: Mapped[bool] = mapped_column(default=True)
    deleted_at: Mapped[datetime | None]

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        """Make SQLAlchemy increment and check ``version``."""
        # Only the mapped classes have ``__table__``, not this mixin.
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class Category(Versioned, Base):
    """A group of exams."""

    __tablename__ = "category"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name"),)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")


package_exam = Table(
    "package_exam",
    Base.metadata,
    Column("package_id", ForeignKey("package.id", ondelete="CASCADE"), primary_key=True),
    Column("exam_id", ForeignKey("exam.id"), primary_key=True, index=True),
)


class Exam(Versioned, Base):
    """A test that the laboratory offers. ``code`` is unique, deleted exams included."""

    __tablename__ = "exam"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("turnaround_hours > 0", name="turnaround"),
    )
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    price: Mapped[Decimal] = mapped_column(PRICE)
    description: Mapped[str] = mapped_column(Text, default="")
    preparation: Mapped[str] = mapped_column(Text, default="")
    sample_type: Mapped[str] = mapped_column(String(80), default="")
    turnaround_hours: Mapped[int] = mapped_column(default=24)


class Package(Versioned, Base):
    """Exams sold together at one price."""

    __tablename__ = "package"
    __table_args__ = (CheckConstraint("price >= 0", name="price"),)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    price: Mapped[Decimal] = mapped_column(PRICE)
    description: Mapped[str] = mapped_column(Text, default="")
    exams: Mapped[list[Exam]] = relationship(secondary=package_exam, order_by=Exam.id, lazy="selectin")

    @property
    def exam_ids(self) -> list[int]:
        """The ids of the exams, ascending."""
        return [exam.id for exam in self.exams]


class Location(Versioned, Base):
    """A place where samples are taken.

    ``schedule`` contains the opening hours: pairs of local times by weekday (``mon``). Locations with a schedule divide
    these hours into slots of ``slot_minutes``, and up to ``slot_capacity`` visits begin at the start of each slot.
    """

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="slot_minutes"),
        CheckConstraint("slot_capacity BETWEEN 1 AND 1000", name="slot_capacity"),
    )
    name: Mapped[str] = mapped_column(String(120), unique=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    opening_hours: Mapped[str] = mapped_column(String(200), default="")
    schedule: Mapped[dict[str, list[list[str]]] | None] = mapped_column(JSON(none_as_null=True))
    timezone: Mapped[str] = mapped_column(String(64), default="America/Lima")
    slot_minutes: Mapped[int] = mapped_column(default=15)
    slot_capacity: Mapped[int] = mapped_column(default=4)


Catalogued = Category | Exam | Package | Location
