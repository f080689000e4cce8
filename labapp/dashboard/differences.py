"""What a fact changed, field by field, in the reader's words."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from labapp.dashboard import presenting

FIELDS = {
    "name": _l("Nombre"),
    "code": _l("Código"),
    "price": _l("Precio"),
    "description": _l("Descripción"),
    "preparation": _l("Preparación"),
    "sampleType": _l("Muestra"),
    "turnaroundHours": _l("Horas hasta el resultado"),
    "categoryId": _l("Categoría"),
    "examIds": _l("Exámenes"),
    "packageIds": _l("Paquetes"),
    "active": _l("Activo"),
    "address": _l("Dirección"),
    "phone": _l("Teléfono"),
    "openingHours": _l("Horario"),
    "email": _l("Correo"),
    "documentNumber": _l("Documento"),
    "role": _l("Rol"),
    "status": _l("Estado"),
    "scheduledAt": _l("Fecha y hora"),
    "patientId": _l("Paciente"),
    "doctorId": _l("Médico"),
    "locationId": _l("Sede"),
    "notes": _l("Notas"),
    "total": _l("Total"),
    "fileName": _l("Archivo"),
    "size": _l("Tamaño en bytes"),
    "type": _l("Tipo"),
    "message": _l("Mensaje"),
    "targetRole": _l("Rol"),
    "session": _l("Sesión"),
    "sid": _l("Conexión"),
    "reason": _l("Motivo"),
    "method": _l("Método"),
    "route": _l("Ruta"),
    "entries": _l("Entradas"),
    "altered": _l("Primera entrada alterada"),
}
WORDS = {"added": _l("añadido"), "removed": _l("quitado"), "changed": _l("cambiado")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what it was and what it is, None where it was not recorded on that side."""

    field: str
    label: str
    kind: Literal["added", "removed", "changed"]
    before: str | None
    after: str | None


def _state(value: Any) -> str:
    return str(presenting.STATES[value][0]) if value in presenting.STATES else str(value)


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "price": lambda value: presenting.money(Decimal(value)),
    "total": lambda value: presenting.money(Decimal(value)),
    "scheduledAt": lambda value: presenting.moment(datetime.fromisoformat(value), "short"),
    "status": _state,
    "role": presenting.role,
    "targetRole": presenting.role,
}


def _written(field: str, value: Any) -> str:
    """Return a value as text; what is not as this version writes it stays as it is recorded."""
    if value is None or value == "" or value == []:
        return str(gettext("(vacío)"))
    if isinstance(value, bool):
        return str(gettext("sí") if value else gettext("no"))
    if isinstance(value, list):
        return ", ".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    try:
        return _WRITTEN.get(field, str)(value)
    except (InvalidOperation, TypeError, ValueError):
        return str(value)


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Difference]:
    """Return the fields that differ, those that were before first."""
    old, new = before or {}, after or {}
    found = []
    for field in [*old, *(field for field in new if field not in old)]:
        if field in old and field in new and old[field] == new[field]:
            continue
        found.append(
            Difference(
                field,
                str(FIELDS.get(field, field)),
                "changed" if field in old and field in new else "removed" if field in old else "added",
                _written(field, old[field]) if field in old else None,
                _written(field, new[field]) if field in new else None,
            )
        )
    return found
