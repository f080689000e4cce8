"""The domain events: their payloads, who receives them, and what they announce, each in one place.

Every payload that leaves on Socket.IO is made by one of these models. Field names are camelCase on the wire, absent
optional fields are left out, times are ISO 8601 UTC with milliseconds and ``Z``. Signals, the inbox, the TypeScript
types and AsyncAPI follow from what stands here.
"""

from enum import Enum
from typing import ClassVar, Literal

from flask_babel import lazy_gettext as _l

from labapp.contract import messages, results
from labapp.contract.base import JsonObject, WireModel
from labapp.contract.facts import Aggregate
from labapp.identity import Role

EVERYBODY = "everybody"
ADMINS = f"role:{Role.ADMIN}"
RoleName = Literal["Administrador", "Paciente", "Medico"]


class Recipient(Enum):
    """Who receives an event, by what they are to it."""

    EVERYBODY = "everybody"
    ADMINS = "administrators"
    SUBJECT = "the account that it is about"
    PATIENT = "the patient whom it concerns"
    DOCTOR = "the ordering doctor"
    TARGET_ROLE = "the role that it names, or everybody"


class DomainPayload(WireModel):
    """A payload of one of the domain events; ``event`` is its name on the wire.

    ``aggregates`` are those whose facts can carry it. ``recipients`` is the privacy policy of the event. ``in_inbox``
    says whether the accounts that it is addressed to find it in their inbox. ``label`` describes it without personal
    data.
    """

    event: ClassVar[str]
    aggregates: ClassVar[tuple[Aggregate, ...]]
    recipients: ClassVar[tuple[Recipient, ...]]
    in_inbox: ClassVar[bool] = False
    label: ClassVar[object]
    timestamp: str


class CatalogUpdate(DomainPayload):
    """The catalogue changed; everybody may know."""

    event = "catalog:update"
    aggregates = (Aggregate.CATALOG, Aggregate.LOCATION)
    recipients = (Recipient.EVERYBODY,)
    label = _l("Hay un cambio en el catálogo.")
    type: Literal["exam", "price", "category", "package", "location"]
    action: Literal["created", "updated", "deleted"]
    entity_id: int
    entity_name: str | None = None


class UserUpdate(DomainPayload):
    """The account of the receiving user changed."""

    event = "user:update"
    aggregates = (Aggregate.USER, Aggregate.SESSION)
    recipients = (Recipient.SUBJECT,)
    label = _l("Hay un cambio en su cuenta.")
    in_inbox = True
    type: Literal["profile", "password", "role", "status", "session"]
    action: Literal["created", "updated", "activated", "deactivated", "revoked"]
    changes: JsonObject | None = None


class AdminEvent(DomainPayload):
    """A report to the administrators: who did what to which record."""

    event = "admin:event"
    aggregates = tuple(Aggregate)
    recipients = (Recipient.ADMINS,)
    label = _l("Hay actividad en el laboratorio.")
    event_type: str
    entity_type: str
    entity_id: int | None
    action: str
    user_id: int | None
    data: JsonObject | None = None

    def wire(self) -> JsonObject:
        """Return the JSON object; ``entityId`` and ``userId`` are always there, null where there is none."""
        body = super().wire()
        return {"entityId": None, "userId": None} | body


class AppointmentUpdate(DomainPayload):
    """An appointment changed; for its patient, its doctor and the administrators."""

    event = "appointment:update"
    aggregates = (Aggregate.APPOINTMENT,)
    recipients = (Recipient.PATIENT, Recipient.ADMINS, Recipient.DOCTOR)
    label = _l("Hay un cambio en sus citas.")
    in_inbox = True
    appointment_id: int
    patient_id: int
    action: Literal["created", "updated", "cancelled", "confirmed"]
    appointment: JsonObject | None = None


class ResultUpdate(DomainPayload):
    """A result changed its state; for its patient, the ordering doctor and the administrators."""

    event = "result:update"
    aggregates = (Aggregate.RESULT,)
    recipients = (Recipient.PATIENT, Recipient.ADMINS, Recipient.DOCTOR)
    label = _l("Hay novedades en sus resultados.")
    in_inbox = True
    result_id: int
    patient_id: int
    exam_name: str
    status: results.Status


class SystemMessage(DomainPayload):
    """A notice from the laboratory to everybody or to one role."""

    event = "system:message"
    aggregates = (Aggregate.MESSAGE,)
    recipients = (Recipient.TARGET_ROLE,)
    label = _l("Hay un aviso del laboratorio.")
    in_inbox = True
    type: messages.Kind
    message: str
    target_role: RoleName | None = None


DOMAIN_EVENTS: dict[str, type[DomainPayload]] = {
    model.event: model
    for model in (CatalogUpdate, UserUpdate, AdminEvent, AppointmentUpdate, ResultUpdate, SystemMessage)
}
INBOX_EVENTS: tuple[str, ...] = tuple(name for name, model in DOMAIN_EVENTS.items() if model.in_inbox)
