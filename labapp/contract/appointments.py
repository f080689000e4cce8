"""Request bodies, filters and views of appointments."""

from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l
from pydantic import Field

from labapp.contract.base import UNSENT, Body, Id, IdFilter, InputMoment, Label, Moment, MoneyOut, PageQuery, View, text

Status = Literal["pending", "confirmed", "cancelled", "completed"]
Sort = Literal["scheduledAt", "-scheduledAt"]
# The dashboard has more orders.
Order = Sort | Literal["patient", "-patient", "status", "-status"]
Ids = Annotated[list[Id], Field(max_length=100)]


class NewAppointment(Body):
    """The data of a new appointment.

    An exam that one of the packages contains is covered by its price: it is not charged, and left out of ``examIds``.
    """

    location_id: Id
    scheduled_at: InputMoment
    exam_ids: Ids = Field(default_factory=list)
    package_ids: Ids = Field(default_factory=list)
    doctor_id: Id | None = None
    notes: Annotated[str, text(0, 2000)] = ""


class NewAppointmentFor(NewAppointment):
    """The data of a new appointment that an administrator books for a patient."""

    patient_id: Id


class AppointmentPatch(Body):
    """The fields that can change while an appointment is open. Exams of the packages are left out of ``examIds``."""

    location_id: Id = UNSENT
    scheduled_at: InputMoment = UNSENT
    exam_ids: Ids = UNSENT
    package_ids: Ids = UNSENT
    doctor_id: Id | None = UNSENT
    notes: Annotated[str, text(0, 2000)] = UNSENT


class AppointmentQuery(PageQuery):
    """Filters and order of the list of appointments; ``to`` is exclusive."""

    status: Status | None = None
    from_: InputMoment | None = Field(default=None, alias="from")
    to: InputMoment | None = None
    location_id: IdFilter | None = None
    sort: Sort = "-scheduledAt"


class AdminAppointmentQuery(AppointmentQuery):
    """Filters and order of the list of appointments, for administrators."""

    patient_id: IdFilter | None = None


class AppointmentView(View):
    """An appointment, with the prices at the time of booking. ``examIds`` are those outside of its packages."""

    id: int
    patient_id: Annotated[int, Label(_l("Paciente"))]
    doctor_id: Annotated[int | None, Label(_l("Médico"))]
    location_id: Annotated[int, Label(_l("Sede"))]
    scheduled_at: Annotated[Moment, Label(_l("Fecha y hora"))]
    status: Annotated[Status, Label(_l("Estado"))]
    exam_ids: Annotated[list[int], Label(_l("Exámenes"))]
    package_ids: Annotated[list[int], Label(_l("Paquetes"))]
    notes: Annotated[str, Label(_l("Notas"))]
    total: Annotated[MoneyOut, Label(_l("Total"))]
