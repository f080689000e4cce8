"""Entries of the log as sentences: who did what to which record, and where that record is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

# By the fact's name; what stands behind it is the record's name.
DEEDS = {
    "exam.created": _l("creó el examen"),
    "exam.updated": _l("cambió el examen"),
    "exam.deleted": _l("eliminó el examen"),
    "exam.price_changed": _l("cambió el precio de"),
    "package.created": _l("creó el paquete"),
    "package.updated": _l("cambió el paquete"),
    "package.deleted": _l("eliminó el paquete"),
    "package.price_changed": _l("cambió el precio del paquete"),
    "category.created": _l("creó la categoría"),
    "category.updated": _l("cambió la categoría"),
    "category.deleted": _l("eliminó la categoría"),
    "location.created": _l("creó la sede"),
    "location.updated": _l("cambió la sede"),
    "location.deleted": _l("eliminó la sede"),
    "user.created": _l("creó la cuenta de"),
    "user.updated": _l("cambió los datos de"),
    "user.role_changed": _l("cambió el rol de"),
    "user.deactivated": _l("desactivó la cuenta de"),
    "user.activated": _l("activó la cuenta de"),
    "user.password_changed": _l("cambió la contraseña de"),
    "appointment.created": _l("reservó la cita"),
    "appointment.updated": _l("cambió la cita"),
    "appointment.confirmed": _l("confirmó la cita"),
    "appointment.completed": _l("completó la cita"),
    "appointment.cancelled": _l("canceló la cita"),
    "result.created": _l("abrió el resultado"),
    "result.file_attached": _l("adjuntó el PDF del resultado"),
    "result.released": _l("publicó el resultado"),
    "result.delivered": _l("recibió su resultado"),
    "result.read": _l("consultó un resultado"),
    "message.sent": _l("envió el mensaje"),
    "session.opened": _l("inició sesión"),
    "session.revoked": _l("cerró una sesión"),
    "session.refused": _l("no pudo iniciar sesión"),
    "connection.closed": _l("cerró una conexión de"),
    "access.refused": _l("intentó algo que no le está permitido:"),
    "audit.exported": _l("exportó la auditoría"),
    "audit.verified": _l("verificó la cadena de la auditoría"),
}
# The kinds that the log can be filtered by, with the pages their records have.
KINDS = {
    "appointment": (_l("Citas"), "admin.appointment"),
    "result": (_l("Resultados"), "admin.result"),
    "exam": (_l("Exámenes"), "admin.edit_exam"),
    "package": (_l("Paquetes"), "admin.edit_package"),
    "category": (_l("Categorías"), "admin.edit_category"),
    "location": (_l("Sedes"), "admin.edit_location"),
    "user": (_l("Cuentas"), "admin.person"),
    "message": (_l("Mensajes"), None),
    "session": (_l("Sesiones"), None),
    "connection": (_l("Conexiones"), None),
    "access": (_l("Accesos"), None),
    "audit": (_l("Auditoría"), None),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the activity log; ``href`` is where its record is, None where it has no page."""

    seq: int
    when: datetime
    kind: str
    name: str
    who: str
    who_href: str | None
    deed: str
    what: str
    href: str | None
    patient: str | None
    patient_href: str | None


def _what(entry: dict[str, Any], data: dict[str, Any]) -> str:
    match entry["entityType"]:
        case "appointment":
            return str(gettext("n.º %(id)s", id=entry["entityId"]))
        case "result":
            return str(data.get("examName") or gettext("n.º %(id)s", id=entry["entityId"]))
        case "message":
            return f"«{str(data.get('message', ''))[:80]}»"
        case "access":
            return f"{data.get('method', '')} {data.get('route', '')}"
        case "connection":
            return str(gettext("usuario %(id)s", id=data.get("userId", "")))
        case _:
            prices = (data.get("before") or {}).get("price"), (data.get("after") or {}).get("price")
            change = f" ({prices[0]} → {prices[1]})" if all(prices) else ""
            return f"{data.get('entityName') or ''}{change}"


def href_of(kind: str, record_id: int | None) -> str | None:
    """Return the page of a record, None where it has none."""
    endpoint = KINDS.get(kind, ("", None))[1] or ""
    if endpoint not in current_app.view_functions or record_id is None:
        return None
    return url_for(endpoint, row_id=record_id)


def line(entry: dict[str, Any]) -> Line:
    """Return an entry, as ``services.audit`` hands it out, as a line."""
    data = entry["data"] or {}
    kind, name = entry["entityType"], entry["name"]
    # Whoever signs in is nobody yet when it is recorded; the account stands as the record.
    signing = kind == "session"
    who_id = entry["userId"] or (entry["entityId"] if signing and entry["userName"] else None)
    who = entry["userName"] or (data.get("email") if signing else None) or gettext("Alguien sin cuenta")
    patient_id = data.get("patientId")
    of_another = patient_id is not None and patient_id != who_id
    return Line(
        seq=entry["id"],
        when=datetime.fromisoformat(entry["createdAt"]),
        kind=kind,
        name=name,
        who=who,
        who_href=href_of("user", who_id),
        deed=str(DEEDS.get(name, name)),
        what="" if signing else _what(entry, data),
        href=None if name.endswith(".deleted") else href_of(kind, entry["entityId"]),
        patient=data.get("patientName") if of_another else None,
        patient_href=href_of("user", patient_id) if of_another else None,
    )
