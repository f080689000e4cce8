"""The wire contract of the domain events: typed, closed, in one file.

Every payload that leaves on Socket.IO is made by one of these models. Field names are camelCase on
the wire, absent optional fields are left out, times are ISO 8601 UTC with milliseconds and ``Z``.
"""

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

EVERYBODY = "everybody"
ADMINS = "role:Administrador"


class WireModel(BaseModel):
    """A closed, immutable payload with camelCase names."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    def wire(self) -> dict[str, Any]:
        """Return the JSON object that goes out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class DomainPayload(WireModel):
    """A payload of one of the domain events; ``event`` is its name on the wire."""

    event: ClassVar[str]
    timestamp: str


class CatalogUpdate(DomainPayload):
    """Something in the catalogue changed; everybody may know."""

    event = "catalog:update"
    type: Literal["exam", "price", "category", "package", "location"]
    action: Literal["created", "updated", "deleted"]
    entity_id: int
    entity_name: str | None = None


class UserUpdate(DomainPayload):
    """The account of the receiving user changed."""

    event = "user:update"
    type: Literal["profile", "password", "role", "status", "session"]
    action: Literal["created", "updated", "activated", "deactivated", "revoked"]
    changes: dict[str, Any] | None = None


class AdminEvent(DomainPayload):
    """A report to the administrators: who did what to which record."""

    event = "admin:event"
    event_type: str
    entity_type: str
    entity_id: int | None
    action: str
    user_id: int | None
    data: dict[str, Any] | None = None

    def wire(self) -> dict[str, Any]:
        """Return the JSON object; ``entityId`` and ``userId`` are always there, null where there is none."""
        body = super().wire()
        return {"entityId": None, "userId": None} | body


class AppointmentUpdate(DomainPayload):
    """An appointment changed; for its patient, its doctor and the administrators."""

    event = "appointment:update"
    appointment_id: int
    patient_id: int
    action: Literal["created", "updated", "cancelled", "confirmed"]
    appointment: dict[str, Any] | None = None


class ResultUpdate(DomainPayload):
    """A result changed its state; for its patient, the ordering doctor and the administrators."""

    event = "result:update"
    result_id: int
    patient_id: int
    exam_name: str
    status: Literal["pending", "ready", "delivered"]


class SystemMessage(DomainPayload):
    """A notice from the laboratory to everybody or to one role."""

    event = "system:message"
    type: Literal["info", "warning", "error", "success"]
    message: str
    target_role: Literal["Administrador", "Paciente", "Medico"] | None = None


DOMAIN_EVENTS: dict[str, type[DomainPayload]] = {
    model.event: model
    for model in (CatalogUpdate, UserUpdate, AdminEvent, AppointmentUpdate, ResultUpdate, SystemMessage)
}
