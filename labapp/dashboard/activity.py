"""Entries of the log as sentences: the actor, the verb and the record, with links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from flask import current_app, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from labapp import queries
from labapp.contract.audit import EntryView
from labapp.contract.base import JsonObject
from labapp.contract.facts import FactName
from labapp.dashboard import presenting
from labapp.queries.subjects import Subject, Subjects

# The verb of each fact, by fact name; its subject is the acting user and its object the record.
VERBS: dict[str, object] = {name.value: name.label for name in FactName}
# The kinds of records by which the log can be filtered, with the endpoint of their page, if they have one.
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
    """One line of the activity log. ``href`` is the page of the record, None if it has none.

    ``exams`` are those of an appointment; the name of a result is that of its exam.
    """

    seq: int
    when: datetime
    kind: str
    name: str
    actor: str
    actor_href: str | None
    verb: str
    record_name: str
    href: str | None
    patient: str | None
    patient_href: str | None
    exams: tuple[str, ...]


def _price(value: object) -> str:
    try:
        return presenting.money(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def _record_name(entry: EntryView, data: JsonObject, subject: Subject | None) -> str:
    match entry.entity_type:
        case "appointment" | "result" | "user" if not entry.entity_id:
            return ""
        case "session":
            return str(gettext("de %(name)s", name=data["entityName"])) if "entityName" in data else ""
        case "user" if "entityName" not in data:
            return str(gettext("n.º %(id)s", id=entry.entity_id))
        case "appointment":
            return str(gettext("n.º %(id)s", id=entry.entity_id))
        case "result":
            known = ", ".join(subject.exams) if subject else ""
            return str(data.get("examName") or known or gettext("n.º %(id)s", id=entry.entity_id))
        case "message":
            return f"«{str(data.get('message', ''))[:80]}»"
        case "access":
            return f"{data.get('method', '')} {data.get('route', '')}"
        case "connection":
            return str(gettext("usuario %(id)s", id=data.get("userId", "")))
        case _:
            prices = (data.get("before") or {}).get("price"), (data.get("after") or {}).get("price")
            change = f" ({_price(prices[0])} → {_price(prices[1])})" if all(prices) else ""
            return f"{data.get('entityName') or ''}{change}"


def href_of(kind: str, record_id: int | None) -> str | None:
    """Return the address of the page of a record, or None if it has none."""
    endpoint = KINDS.get(kind, ("", None))[1] or ""
    if endpoint not in current_app.view_functions or not record_id:
        return None
    return url_for(endpoint, row_id=record_id)


def lines(entries: Sequence[EntryView]) -> list[Line]:
    """Return the lines of entries. Those about an appointment or a result name its patient and exams."""
    subjects = queries.subjects.of_entries(entries)
    return [line(entry, subject_of(entry, subjects)) for entry in entries]


def subject_of(entry: EntryView, subjects: Subjects) -> Subject | None:
    """Return the subject of an entry, None where it has none."""
    return None if entry.entity_id is None else subjects.get((entry.entity_type, entry.entity_id))


def line(entry: EntryView, subject: Subject | None) -> Line:
    """Return the line of an entry."""
    data = entry.data or {}
    kind, name = entry.entity_type, entry.name
    # A sign-in is recorded before there is an acting user; the account is the record of the entry.
    is_session = kind == "session"
    actor_id = entry.user_id or (entry.entity_id if is_session and entry.user_name else None)
    actor = entry.user_name or (data.get("email") if is_session else None) or gettext("Alguien sin cuenta")
    patient_id = data.get("patientId") or (subject.patient_id if subject else None)
    patient = data.get("patientName") or (subject.patient_name if subject else None)
    is_about_another = patient_id is not None and patient_id != actor_id
    return Line(
        seq=entry.id,
        when=entry.created_at,
        kind=kind,
        name=name,
        actor=actor,
        actor_href=href_of("user", actor_id),
        verb=str(VERBS.get(name, name)),
        record_name=_record_name(entry, data, subject),
        href=None if name.endswith(".deleted") else href_of(kind, entry.entity_id),
        patient=patient if is_about_another else None,
        patient_href=href_of("user", patient_id) if is_about_another else None,
        exams=subject.exams if subject and kind == "appointment" else (),
    )
