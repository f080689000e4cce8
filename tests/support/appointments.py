"""A catalogue to book from, and the paths and dates of bookings."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from labapp.clock import iso, now
from labapp.models import Category, Exam, Location, Package
from tests.support.databases import writing

MINE = "/api/appointments"
ALL = "/api/admin/appointments"
MISSING = 999_999
TOMORROW = iso(now() + timedelta(days=1))
LATER = iso(now() + timedelta(days=3))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Ids of records that can be booked, and of retired ones that cannot. The package has blood and urine."""

    blood: int
    urine: int
    retired: int
    gone: int
    sugar: int
    profile: int
    center: int
    north: int
    closed: int


def insert_catalogue() -> Catalogue:
    """Insert a catalogue; needs an app context."""
    with writing() as session:
        category = Category(name="Hematología")
        places = [Location(name=name, active=name != "Cerrada") for name in ("Centro", "Norte", "Cerrada")]
        session.add_all([category, *places])
        session.flush()
        exams = [
            Exam(code=name, name=name, category_id=category.id, price=Decimal(price), active=name != "Retirado")
            for name, price in (
                ("Hemograma", "10.50"),
                ("Orina", "7.00"),
                ("Retirado", "1.00"),
                ("Borrado", "1.00"),
                ("Glucosa", "10.50"),
            )
        ]
        exams[3].deleted_at = now()
        package = Package(code="P", name="Perfil", price=Decimal("30.00"), exams=exams[:2])
        session.add_all([*exams, package])
        session.flush()
        return Catalogue(*(exam.id for exam in exams), package.id, *(place.id for place in places))
