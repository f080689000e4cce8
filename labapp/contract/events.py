"""The domain events: the payload, the recipients and the label of each.

The payload of every domain event on Socket.IO is an instance of one of these models. Field names are camelCase on the
wire, optional fields that are None are left out, times are ISO 8601 UTC with milliseconds and ``Z``. Signals, the
inbox, the TypeScript types and AsyncAPI are derived from these models.
"""

from enum import Enum
from typing import ClassVar, Literal

from flask_babel import lazy_gettext as _l

from labapp.contract import messages, results
from labapp.contract.appointments import AppointmentView
from labapp.contract.base import JsonObject, WireModel
from labapp.contract.catalog import CategoryView, ExamView, LocationView, PackageView
from labapp.contract.facts import Aggregate
from labapp.identity import Role

EVERYBODY = "everybody"
ADMINS = f"role:{Role.ADMIN}"
RoleName = Literal["Administrador", "Paciente", "Medico"]


class Recipient(Enum):
    """The recipients of an event, by their relation to it."""

    EVERYBODY = "everybody"
    ADMINS = "administrators"
    SUBJECT = "the account that it is about"
    PATIENT = "the patient of the record"
    DOCTOR = "the ordering doctor"
    TARGET_ROLE = "the role that it names, or everybody"


class DomainPayload(WireModel):
    """Base class of the payloads of domain events; ``event`` is the name on the wire.

    ``aggregates`` are those whose facts can carry it. ``recipients`` is the privacy policy of the event. With
    ``in_inbox``, the event appears in the inbox of the accounts that receive it. ``label`` is the only text to show
    where other people can read the screen.

    Optional fields that are None are left out, except those in ``null_on_wire``. A record in an event is complete: it
    is what the REST API shows to each recipient after the change.
    """

    event: ClassVar[str]
    aggregates: ClassVar[tuple[Aggregate, ...]]
    recipients: ClassVar[tuple[Recipient, ...]]
    in_inbox: ClassVar[bool] = False
    label: ClassVar[object]
    null_on_wire: ClassVar[frozenset[str]] = frozenset()
    timestamp: str

    def wire(self) -> JsonObject:
        """Return the payload as a JSON object."""
        body = self.model_dump(mode="json", by_alias=True)
        return {name: value for name, value in body.items() if value is not None or name in self.null_on_wire}

    def wire_at(self, seq: int) -> JsonObject:
        """Return the payload as a JSON object, with the fields that follow from its number in the log."""
        return self.wire()


class CatalogUpdate(DomainPayload):
    """The catalogue changed; for everybody.

    ``entity`` is the record as the public catalogue shows it, null if it is not or no longer offered. ``version`` is
    that of the catalogue with this change. Entries of earlier releases have neither.
    """

    event = "catalog:update"
    aggregates = (Aggregate.CATALOG, Aggregate.LOCATION)
    recipients = (Recipient.EVERYBODY,)
    label = _l("Hay un cambio en el catálogo.")
    null_on_wire = frozenset({"entity"})
    type: Literal["exam", "price", "category", "package", "location"]
    action: Literal["created", "updated", "deleted"]
    entity_id: int
    entity_name: str | None = None
    entity: ExamView | PackageView | CategoryView | LocationView | None = None
    version: int | None = None

    def wire_at(self, seq: int) -> JsonObject:
        """Return the payload as a JSON object; the version of the catalogue is the number of its last event."""
        return self.wire() | {"version": seq}


class UserUpdate(DomainPayload):
    """The account of the receiving user changed."""

    event = "user:update"
    aggregates = (Aggregate.USER, Aggregate.SESSION)
    recipients = (Recipient.SUBJECT,)
    label = _l("Hay un cambio en su cuenta.")
    in_inbox = True
    type: Literal[
        "profile",
        "document",
        "password",
        "role",
        "status",
        "session",
        "second_factor",
        "recovery_codes",
        "data",
        "erasure",
    ]
    action: Literal[
        "created",
        "updated",
        "activated",
        "deactivated",
        "revoked",
        "proposed",
        "withdrawn",
        "confirmed",
        "declined",
        "removed",
        "reset",
        "used",
        "refused",
        "exported",
        "requested",
        "erased",
    ]
    changes: JsonObject | None = None


class AdminEvent(DomainPayload):
    """A report to the administrators: a user, an action and the record that it changed."""

    event = "admin:event"
    aggregates = tuple(Aggregate)
    recipients = (Recipient.ADMINS,)
    label = _l("Hay actividad en el laboratorio.")
    null_on_wire = frozenset({"entityId", "userId"})
    event_type: str
    entity_type: str
    entity_id: int | None
    action: str
    user_id: int | None
    data: JsonObject | None = None


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
    appointment: AppointmentView | None = None


class ResultUpdate(DomainPayload):
    """The status of a result changed; for its patient, the ordering doctor and the administrators.

    ``result`` is the record; it is left out until the release, because the patient may not see it before.
    """

    event = "result:update"
    aggregates = (Aggregate.RESULT,)
    recipients = (Recipient.PATIENT, Recipient.ADMINS, Recipient.DOCTOR)
    label = _l("Hay novedades en sus resultados.")
    in_inbox = True
    result_id: int
    patient_id: int
    exam_name: str
    status: results.Status
    result: results.ResultView | None = None


class SystemMessage(DomainPayload):
    """A message from the laboratory to everybody or to one role."""

    event = "system:message"
    aggregates = (Aggregate.MESSAGE,)
    recipients = (Recipient.TARGET_ROLE,)
    label = _l("Hay un aviso del laboratorio.")
    in_inbox = True
    type: messages.Kind
    message: str
    target_role: RoleName | None = None


_MODELS: tuple[type[DomainPayload], ...] = (
    CatalogUpdate,
    UserUpdate,
    AdminEvent,
    AppointmentUpdate,
    ResultUpdate,
    SystemMessage,
)
DOMAIN_EVENTS: dict[str, type[DomainPayload]] = {model.event: model for model in _MODELS}
INBOX_EVENTS: tuple[str, ...] = tuple(name for name, model in DOMAIN_EVENTS.items() if model.in_inbox)
