"""Request bodies, filters and views of the catalogue."""

from typing import Annotated, Literal, TypeVar

from flask_babel import lazy_gettext as _l
from pydantic import Field

from labapp.contract.base import UNSENT, Body, Flag, Id, IdFilter, Label, Money, MoneyOut, PageQuery, View, text
from labapp.contract.slots import Schedule, SlotCapacity, SlotMinutes, TimeZone
from labapp.models import Category, Exam, Location, Package

Kind = Literal["exam", "category", "package", "location"]
Sort = Literal["name", "-name", "code", "-code", "price", "-price"]
Row = TypeVar("Row", Category, Exam, Package, Location)

# All prices are in one currency.
CURRENCY = "USD"

Code = Annotated[str, text(1, 32)]
Name = Annotated[str, text(1, 120)]
LongName = Annotated[str, text(1, 200)]
LongText = Annotated[str, text(0, 4000)]
Hours = Annotated[int, Field(ge=1, le=8760, strict=True)]
ExamIds = Annotated[list[Id], Field(max_length=200)]


class CategoryPatch(Body):
    """The fields of a category that can change."""

    name: Name = UNSENT
    description: LongText = UNSENT
    active: Flag = UNSENT


class NewCategory(CategoryPatch):
    """The data of a new category."""

    name: Name


class ExamPatch(Body):
    """The fields of an exam that can change."""

    code: Code = UNSENT
    name: LongName = UNSENT
    category_id: Id = UNSENT
    price: Money = UNSENT
    description: LongText = UNSENT
    preparation: LongText = UNSENT
    sample_type: Annotated[str, text(0, 80)] = UNSENT
    turnaround_hours: Hours = UNSENT
    active: Flag = UNSENT


class NewExam(ExamPatch):
    """The data of a new exam."""

    code: Code
    name: LongName
    category_id: Id
    price: Money


class PackagePatch(Body):
    """The fields of a package that can change."""

    code: Code = UNSENT
    name: LongName = UNSENT
    price: Money = UNSENT
    description: LongText = UNSENT
    exam_ids: ExamIds = UNSENT
    active: Flag = UNSENT


class NewPackage(PackagePatch):
    """The data of a new package."""

    code: Code
    name: LongName
    price: Money


class LocationPatch(Body):
    """The fields of a location that can change."""

    name: Name = UNSENT
    address: Annotated[str, text(0, 300)] = UNSENT
    phone: Annotated[str, text(0, 40)] = UNSENT
    opening_hours: Annotated[str, text(0, 200)] = UNSENT
    schedule: Schedule | None = UNSENT
    timezone: TimeZone = UNSENT
    slot_minutes: SlotMinutes = UNSENT
    slot_capacity: SlotCapacity = UNSENT
    active: Flag = UNSENT


class NewLocation(LocationPatch):
    """The data of a new location."""

    name: Name


class PriceChange(Body):
    """A new price."""

    price: Money


class ExamPrice(Body):
    """The new price of one exam."""

    exam_id: Id
    price: Money


class PriceList(Body):
    """New prices; either all of them are set or none."""

    # Not called ``changes`` in Python: every body has a method of that name.
    prices: Annotated[list[ExamPrice], Field(alias="changes", min_length=1, max_length=5000)]


class PricesSet(View):
    """The number of prices that changed."""

    changed: int


class OfferQuery(PageQuery):
    """Filters and order of the public catalogue."""

    q: Annotated[str, text(0, 100)] | None = None
    sort: Sort = "name"


class CategorizedOfferQuery(OfferQuery):
    """Filters and order of the public catalogue, including the category."""

    category_id: IdFilter | None = None


class CatalogQuery(CategorizedOfferQuery):
    """Filters and order of the catalogue for administrators, who also see inactive records."""

    active: bool | None = None


class CategoryView(View):
    """A group of exams."""

    id: int
    name: Annotated[str, Label(_l("Nombre"))]
    description: Annotated[str, Label(_l("Descripción"))]
    active: Annotated[bool, Label(_l("Activo"))]


class ExamView(View):
    """A laboratory test."""

    id: int
    code: Annotated[str, Label(_l("Código"))]
    name: Annotated[str, Label(_l("Nombre"))]
    category_id: Annotated[int, Label(_l("Categoría"))]
    price: Annotated[MoneyOut, Label(_l("Precio"))]
    description: Annotated[str, Label(_l("Descripción"))]
    preparation: Annotated[str, Label(_l("Preparación"))]
    sample_type: Annotated[str, Label(_l("Muestra"))]
    turnaround_hours: Annotated[int, Label(_l("Horas hasta el resultado"))]
    active: Annotated[bool, Label(_l("Activo"))]


class PackageView(View):
    """A set of exams with a price of its own."""

    id: int
    code: Annotated[str, Label(_l("Código"))]
    name: Annotated[str, Label(_l("Nombre"))]
    price: Annotated[MoneyOut, Label(_l("Precio"))]
    description: Annotated[str, Label(_l("Descripción"))]
    exam_ids: Annotated[list[int], Label(_l("Exámenes"))]
    active: Annotated[bool, Label(_l("Activo"))]


class LocationView(View):
    """A location where samples are taken."""

    id: int
    name: Annotated[str, Label(_l("Nombre"))]
    address: Annotated[str, Label(_l("Dirección"))]
    phone: Annotated[str, Label(_l("Teléfono"))]
    opening_hours: Annotated[str, Label(_l("Horario"))]
    schedule: Annotated[dict[str, list[list[str]]] | None, Label(_l("Horas de cita"))]
    timezone: Annotated[str, Label(_l("Zona horaria"))]
    slot_minutes: Annotated[int, Label(_l("Minutos por cita"))]
    slot_capacity: Annotated[int, Label(_l("Citas a la misma hora"))]
    active: Annotated[bool, Label(_l("Activo"))]


class CatalogView(View):
    """The whole active catalogue; ``version`` is the position of the last ``catalog:update`` that it includes."""

    version: int
    currency: str = CURRENCY
    categories: list[CategoryView]
    exams: list[ExamView]
    packages: list[PackageView]
    locations: list[LocationView]
