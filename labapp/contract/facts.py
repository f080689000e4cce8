"""The names of the facts that services record, and the kinds of records that facts are about.

A name has the form ``<entity>.<past participle>``. Names are stored in the log and never change.
"""

from enum import StrEnum
from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l
from pydantic import Field

from labapp.contract.base import Label, Moment, WireModel
from labapp.contract.erasure_facts import ErasureDetails, RecordPruningDetails, RedactionDetails


class Aggregate(StrEnum):
    """A group of records that change together. Each aggregate has one signal."""

    CATALOG = "catalog"
    LOCATION = "location"
    USER = "user"
    APPOINTMENT = "appointment"
    RESULT = "result"
    MESSAGE = "message"
    SESSION = "session"
    CONNECTION = "connection"
    AUDIT = "audit"


# The aggregate of each kind of record that a fact can be about.
AGGREGATES = {
    "exam": Aggregate.CATALOG,
    "category": Aggregate.CATALOG,
    "package": Aggregate.CATALOG,
    "location": Aggregate.LOCATION,
    "user": Aggregate.USER,
    "appointment": Aggregate.APPOINTMENT,
    "result": Aggregate.RESULT,
    "message": Aggregate.MESSAGE,
    "session": Aggregate.SESSION,
    "connection": Aggregate.CONNECTION,
    "access": Aggregate.AUDIT,
    "audit": Aggregate.AUDIT,
}


class FactName(StrEnum):
    """The name of a fact; ``label`` is its verb in a sentence whose subject is the user who acted.

    ``action`` is the action on the wire; by default the part of the name after the dot.
    """

    label: object
    action: str

    def __new__(cls, value: str, label: object, action: str | None = None) -> "FactName":
        """Store the label and the action with the name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.action = action or value.partition(".")[2]
        return member

    @property
    def entity_type(self) -> str:
        """The kind of record that the fact is about."""
        return self.value.partition(".")[0]

    @classmethod
    def of(cls, entity_type: str, happened: str) -> "FactName":
        """Return the name for an entity type and a past participle. Raises KeyError if there is no such fact."""
        return cls[f"{entity_type}_{happened}".upper()]

    EXAM_CREATED = "exam.created", _l("creó el examen")
    EXAM_UPDATED = "exam.updated", _l("cambió el examen")
    EXAM_DELETED = "exam.deleted", _l("eliminó el examen")
    EXAM_PRICE_CHANGED = "exam.price_changed", _l("cambió el precio de"), "updated"
    PACKAGE_CREATED = "package.created", _l("creó el paquete")
    PACKAGE_UPDATED = "package.updated", _l("cambió el paquete")
    PACKAGE_DELETED = "package.deleted", _l("eliminó el paquete")
    PACKAGE_PRICE_CHANGED = "package.price_changed", _l("cambió el precio del paquete"), "updated"
    CATEGORY_CREATED = "category.created", _l("creó la categoría")
    CATEGORY_UPDATED = "category.updated", _l("cambió la categoría")
    CATEGORY_DELETED = "category.deleted", _l("eliminó la categoría")
    LOCATION_CREATED = "location.created", _l("creó la sede")
    LOCATION_UPDATED = "location.updated", _l("cambió la sede")
    LOCATION_DELETED = "location.deleted", _l("eliminó la sede")
    USER_CREATED = "user.created", _l("creó la cuenta de")
    USER_UPDATED = "user.updated", _l("cambió los datos de")
    USER_DOCUMENT_PROPOSED = "user.document_proposed", _l("propuso un documento para"), "proposed"
    USER_DOCUMENT_WITHDRAWN = "user.document_withdrawn", _l("retiró el documento propuesto de"), "withdrawn"
    USER_DOCUMENT_CONFIRMED = "user.document_confirmed", _l("confirmó el documento de"), "confirmed"
    USER_DOCUMENT_DECLINED = "user.document_declined", _l("rechazó el documento propuesto de"), "declined"
    USER_ROLE_CHANGED = "user.role_changed", _l("cambió el rol de"), "updated"
    USER_DEACTIVATED = "user.deactivated", _l("desactivó la cuenta de")
    USER_ACTIVATED = "user.activated", _l("activó la cuenta de")
    USER_PASSWORD_CHANGED = "user.password_changed", _l("cambió la contraseña de"), "updated"
    USER_FACTOR_ADDED = "user.factor_added", _l("agregó un segundo factor a la cuenta de"), "updated"
    USER_FACTOR_RENAMED = "user.factor_renamed", _l("cambió el nombre de un segundo factor de"), "updated"
    USER_FACTOR_REMOVED = "user.factor_removed", _l("quitó un segundo factor de la cuenta de"), "updated"
    USER_FACTORS_RESET = "user.factors_reset", _l("quitó la verificación en dos pasos de"), "updated"
    USER_RECOVERY_CODES_RENEWED = "user.recovery_codes_renewed", _l("renovó los códigos de recuperación de"), "updated"
    USER_RECOVERY_CODE_USED = "user.recovery_code_used", _l("usó un código de recuperación de"), "updated"
    USER_PASSWORD_RESET_REQUESTED = "user.password_reset_requested", _l("pidió un enlace para la contraseña de")
    USER_PASSWORD_LINK_ISSUED = "user.password_link_issued", _l("emitió un enlace para la contraseña de")
    USER_READ = "user.read", _l("consultó los datos de")
    USER_LISTED = "user.listed", _l("consultó una lista de cuentas")
    USER_EXPORTED = "user.exported", _l("exportó los datos de")
    USER_ERASURE_REQUESTED = "user.erasure_requested", _l("pidió la supresión de los datos de"), "requested"
    USER_ERASURE_WITHDRAWN = "user.erasure_withdrawn", _l("retiró la solicitud de supresión de"), "withdrawn"
    USER_ERASURE_DECLINED = "user.erasure_declined", _l("rechazó la supresión de los datos de"), "declined"
    USER_ERASED = "user.erased", _l("suprimió los datos de")
    APPOINTMENT_CREATED = "appointment.created", _l("reservó la cita")
    APPOINTMENT_UPDATED = "appointment.updated", _l("cambió la cita")
    APPOINTMENT_CONFIRMED = "appointment.confirmed", _l("confirmó la cita")
    APPOINTMENT_COMPLETED = "appointment.completed", _l("completó la cita")
    APPOINTMENT_CANCELLED = "appointment.cancelled", _l("canceló la cita")
    APPOINTMENT_STEP_UNDONE = "appointment.step_undone", _l("deshizo el último paso de la cita"), "updated"
    APPOINTMENT_SEALED = "appointment.sealed", _l("selló la cita"), "updated"
    APPOINTMENT_READ = "appointment.read", _l("consultó la cita")
    APPOINTMENT_LISTED = "appointment.listed", _l("consultó una lista de citas")
    RESULT_CREATED = "result.created", _l("abrió el resultado")
    RESULT_FILE_ATTACHED = "result.file_attached", _l("adjuntó el PDF del resultado"), "updated"
    RESULT_RELEASED = "result.released", _l("publicó el resultado")
    RESULT_DELIVERED = "result.delivered", _l("recibió su resultado")
    RESULT_READ = "result.read", _l("consultó un resultado")
    RESULT_LISTED = "result.listed", _l("consultó una lista de resultados")
    MESSAGE_SENT = "message.sent", _l("envió el mensaje")
    SESSION_OPENED = "session.opened", _l("inició sesión")
    SESSION_REVOKED = "session.revoked", _l("cerró una sesión")
    SESSION_REFUSED = "session.refused", _l("no pudo iniciar sesión")
    SESSION_FACTOR_REFUSED = "session.factor_refused", _l("falló el segundo paso del inicio de sesión"), "refused"
    SESSION_VERIFIED = "session.verified", _l("confirmó su identidad")
    SESSION_PROOF_REFUSED = "session.proof_refused", _l("no pudo confirmar su identidad"), "refused"
    SESSION_ATTACKED = "session.attacked", _l("recibió demasiados intentos de inicio de sesión")
    CONNECTION_CLOSED = "connection.closed", _l("cerró una conexión de")
    ACCESS_REFUSED = "access.refused", _l("intentó algo que no le está permitido:")
    AUDIT_EXPORTED = "audit.exported", _l("exportó la auditoría")
    AUDIT_VERIFIED = "audit.verified", _l("verificó la cadena de la auditoría")
    AUDIT_KEY_INSTALLED = "audit.key_installed", _l("instaló una clave de la auditoría"), "installed"
    AUDIT_EPOCH_RENEWED = "audit.epoch_renewed", _l("renovó la época del registro"), "renewed"
    AUDIT_ENTRIES_REDACTED = (
        "audit.entries_redacted",
        _l("suprimió contenido de la auditoría"),
        "redacted",
    )
    AUDIT_RECORDS_PRUNED = "audit.records_pruned", _l("eliminó registros sellados"), "pruned"
    AUDIT_EVENTS_PRUNED = "audit.events_pruned", _l("olvidó los destinatarios de eventos antiguos"), "pruned"


# Facts that change nothing: a user read the records of other people.
READINGS = frozenset(name for name in FactName if name.action in ("read", "listed"))

# The details of facts, besides the fields of a record's view.


class SessionDetails(WireModel):
    """The session, the email address of the account, and the reason for its end."""

    session: Annotated[str | None, Label(_l("Sesión"))] = None
    reason: Annotated[str | None, Label(_l("Motivo"))] = None
    email: Annotated[str | None, Label(_l("Correo"))] = None


class FactorDetails(WireModel):
    """A second factor by its kind and name, and the number of recovery codes that are left."""

    kind: Annotated[str | None, Label(_l("Tipo"))] = None
    name: Annotated[str | None, Label(_l("Nombre"))] = None
    recovery_codes: Annotated[int | None, Label(_l("Códigos de recuperación"))] = None


class PasswordDetails(WireModel):
    """How a link for a new password was delivered, how a password was set, and its end if it is for one sign-in."""

    delivery: Annotated[Literal["mail", "shown"] | None, Label(_l("Entrega"))] = None
    through: Annotated[Literal["link", "sign_in"] | None, Label(_l("Medio"))] = None
    password_expires_at: Annotated[Moment | None, Label(_l("La contraseña provisional vence"))] = None


class ReadingDetails(WireModel):
    """The part of a record that was read, its patient, and the session of the reader. An account has no parts."""

    part: Annotated[str | None, Label(_l("Parte"))] = None
    patient_id: Annotated[int | None, Label(_l("Paciente"))] = None
    session: Annotated[str | None, Label(_l("Sesión"))] = None


class ListingDetails(WireModel):
    """The ids of the records that a list showed, in its order, and the session of the reader."""

    ids: Annotated[tuple[int, ...], Label(_l("Registros"))]
    session: Annotated[str | None, Label(_l("Sesión"))] = None


class OwnDataDetails(WireModel):
    """The number of result files in an export of a person's own data, and the session of the user who exported it."""

    files: Annotated[int, Label(_l("Archivos"))]
    session: Annotated[str | None, Label(_l("Sesión"))] = None


class ConnectionDetails(WireModel):
    """The connection that was closed."""

    sid: Annotated[str, Label(_l("Conexión"))]


class RefusalDetails(WireModel):
    """The request that was refused."""

    method: Annotated[str, Label(_l("Método"))]
    route: Annotated[str, Label(_l("Ruta"))]


class VerificationDetails(WireModel):
    """The number of verified entries, the first altered one, and the first one that is chained with a key.

    ``current_key`` is true if AUDIT_KEY is installed, the key of the newest entries. ``redacted`` is the number of
    entries without contents, whose redaction is recorded.
    """

    entries: Annotated[int, Label(_l("Entradas"))]
    altered: Annotated[int | None, Label(_l("Primera entrada alterada"))] = None
    keyed_from: Annotated[int | None, Label(_l("Con clave desde la entrada"))] = None
    current_key: Annotated[bool, Label(_l("Con la clave actual"))] = False
    redacted: Annotated[int, Label(_l("Con el contenido suprimido"))] = 0


class KeyDetails(WireModel):
    """The identifier of the key that chains the entries from this one on, and of the key before it, if any."""

    key: Annotated[str, Label(_l("Clave"))]
    previous_key: Annotated[str | None, Label(_l("Clave anterior"))] = None


class EpochDetails(WireModel):
    """The new epoch of the log."""

    epoch: Annotated[str, Label(_l("Época"))]


class PruningDetails(WireModel):
    """The time before which recipients were deleted, and the number of deleted rows."""

    before: Annotated[str, Label(_l("Antes de"))]
    rows: Annotated[int, Label(_l("Destinatarios olvidados"))]


class ExportDetails(WireModel):
    """The filters of an exported audit log."""

    after_id: Annotated[int | None, Label(_l("Después de la entrada"))] = None
    entity_type: Annotated[str | None, Label(_l("Tipo de registro"))] = None
    entity_id: Annotated[int | None, Label(_l("Registro"))] = None
    user_id: Annotated[int | None, Label(_l("Usuario"))] = None
    from_: Annotated[str | None, Label(_l("Desde"))] = Field(default=None, alias="from")
    to: Annotated[str | None, Label(_l("Hasta"))] = None
    names: Annotated[tuple[str, ...] | None, Label(_l("Acciones"))] = None
    who: Annotated[str | None, Label(_l("Quién"))] = None


DETAILS: tuple[type[WireModel], ...] = (
    SessionDetails,
    FactorDetails,
    PasswordDetails,
    ReadingDetails,
    ListingDetails,
    OwnDataDetails,
    ErasureDetails,
    ConnectionDetails,
    RefusalDetails,
    VerificationDetails,
    KeyDetails,
    RedactionDetails,
    EpochDetails,
    PruningDetails,
    RecordPruningDetails,
    ExportDetails,
)
