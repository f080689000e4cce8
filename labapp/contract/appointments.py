"""The shapes of appointments."""

from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l
from pydantic import Field

from labapp.contract.base import UNSENT, Body, GivenMoment, Id, IdFilter, Label, Moment, MoneyOut, PageQuery, View, text

Status = Literal["pending", "confirmed", "cancelled", "completed"]
Sort = Literal["scheduledAt", "-scheduledAt"]
# The dashboard sorts by more.
Order = Sort | Literal["patient", "-patient", "status", "-status"]
Ids = Annotated[list[Id], Field(max_length=100)]


class NewAppointment(Body):
    """What a patient books."""

    location_id: Id
    scheduled_at: GivenMoment
    exam_ids: Ids = Field(default_factory=list)
    package_ids: Ids = Field(default_factory=list)
    doctor_id: Id | None = None
    notes: Annotated[str, text(0, 2000)] = ""


class NewAppointmentFor(NewAppointment):
    """What an administrator books for a patient."""

    patient_id: Id


class AppointmentPatch(Body):
    """What may be changed while an appointment is open."""

    location_id: Id = UNSENT
    scheduled_at: GivenMoment = UNSENT
    exam_ids: Ids = UNSENT
    package_ids: Ids = UNSENT
    doctor_id: Id | None = UNSENT
    notes: Annotated[str, text(0, 2000)] = UNSENT


class AppointmentQuery(PageQuery):
    """Filters of the list; ``to`` is exclusive."""

    status: Status | None = None
    from_: GivenMoment | None = Field(default=None, alias="from")
    to: GivenMoment | None = None
    location_id: IdFilter | None = None
    sort: Sort = "-scheduledAt"


class AdminAppointmentQuery(AppointmentQuery):
    """An administrator's filters."""

    patient_id: IdFilter | None = None


class AppointmentView(View):
    """An appointment, at the prices of its booking."""

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
