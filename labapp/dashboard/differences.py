"""The changes of an entry, field by field, formatted for display."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from pydantic.alias_generators import to_camel

from labapp.contract.base import Format, JsonObject
from labapp.contract.labels import FORMATS, LABELS
from labapp.dashboard import presenting, times

KIND_LABELS = {"added": _l("añadido"), "removed": _l("quitado"), "changed": _l("cambiado")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed field; ``before`` or ``after`` is None if that side was not recorded."""

    field: str
    label: str
    kind: Literal["added", "removed", "changed"]
    before: str | None
    after: str | None


def _state_label(value: str) -> str:
    return str(presenting.STATES[value][0]) if value in presenting.STATES else str(value)


_BY_FORMAT: dict[Format, Callable[[str], str]] = {
    Format.MONEY: lambda value: presenting.money(Decimal(value)),
    Format.MOMENT: lambda value: times.moment(datetime.fromisoformat(value)),
}
_BY_NAME: dict[str, Callable[[str], str]] = {
    "status": _state_label,
    "kind": presenting.factor_kind,
    "role": presenting.role,
    "targetRole": presenting.role,
}


def _formatter_of(field: str) -> Callable[[str], str]:
    known = FORMATS.get(field)
    return _BY_NAME.get(field, str) if known is None else _BY_FORMAT[known]


def _formatted(field: str, value: object, zone: str | None) -> str:
    """Return a value as text; a value in another format than this version uses is shown as recorded."""
    if value is None or value == "" or value == []:
        return str(gettext("(vacío)"))
    if isinstance(value, bool):
        return str(gettext("sí") if value else gettext("no"))
    if isinstance(value, list):
        return ", ".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    try:
        if zone and to_camel(field) == "scheduledAt":
            # The location may have been in another zone when the entry was made.
            return times.moment_at(datetime.fromisoformat(str(value)), zone, is_named=True)
        return _formatter_of(field)(str(value))
    except (InvalidOperation, TypeError, ValueError):
        return str(value)


def differences(before: JsonObject | None, after: JsonObject | None, *, zone: str | None = None) -> list[Difference]:
    """Return the fields that differ, starting with those in ``before``.

    ``zone`` is the present time zone of the location of an appointment, which is named beside its times.
    """
    old, new = before or {}, after or {}
    found = []
    for field in [*old, *(field for field in new if field not in old)]:
        if field in old and field in new and old[field] == new[field]:
            continue
        found.append(
            Difference(
                field,
                str(LABELS.get(field, field)),
                "changed" if field in old and field in new else "removed" if field in old else "added",
                _formatted(field, old[field], zone) if field in old else None,
                _formatted(field, new[field], zone) if field in new else None,
            )
        )
    return found
