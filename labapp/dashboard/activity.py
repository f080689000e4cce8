"""Entries of the log as sentences: who did what to which record, and where that record is."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from labapp.contract.audit import EntryView
from labapp.contract.base import JsonObject
from labapp.contract.facts import FactName

# What each fact says of the user who acted; the record's name follows.
DEEDS: dict[str, object] = {name.value: name.label for name in FactName}
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


def _what(entry: EntryView, data: JsonObject) -> str:
    match entry.entity_type:
        case "appointment":
            return str(gettext("n.º %(id)s", id=entry.entity_id))
        case "result":
            return str(data.get("examName") or gettext("n.º %(id)s", id=entry.entity_id))
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


def line(entry: EntryView) -> Line:
    """Return an entry of the audit log as a line."""
    data = entry.data or {}
    kind, name = entry.entity_type, entry.name
    # Whoever signs in is nobody yet when it is recorded; the account stands as the record.
    signing = kind == "session"
    who_id = entry.user_id or (entry.entity_id if signing and entry.user_name else None)
    who = entry.user_name or (data.get("email") if signing else None) or gettext("Alguien sin cuenta")
    patient_id = data.get("patientId")
    of_another = patient_id is not None and patient_id != who_id
    return Line(
        seq=entry.id,
        when=entry.created_at,
        kind=kind,
        name=name,
        who=who,
        who_href=href_of("user", who_id),
        deed=str(DEEDS.get(name, name)),
        what="" if signing else _what(entry, data),
        href=None if name.endswith(".deleted") else href_of(kind, entry.entity_id),
        patient=data.get("patientName") if of_another else None,
        patient_href=href_of("user", patient_id) if of_another else None,
    )
