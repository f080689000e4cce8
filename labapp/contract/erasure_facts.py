"""The details of facts about erasures."""

from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import Field

from labapp.contract.base import Label, WireModel


class RedactionDetails(WireModel):
    """The entries whose contents were removed, and the account whose erasure is the reason.

    ``commitments`` are digests of what is left of entries that have no digest of their contents.
    """

    user: Annotated[int, Label(_l("Cuenta suprimida"))]
    entries: Annotated[tuple[int, ...], Label(_l("Entradas"))]
    commitments: Annotated[dict[str, str], Label(_l("Compromisos"))] = Field(default_factory=dict)


class ErasureDetails(WireModel):
    """What an erasure sealed, cancelled and redacted, or the reason why a request for one was declined."""

    reason: Annotated[str | None, Label(_l("Motivo"))] = None
    sealed_appointments: Annotated[int | None, Label(_l("Citas selladas"))] = None
    sealed_results: Annotated[int | None, Label(_l("Resultados sellados"))] = None
    cancelled_appointments: Annotated[int | None, Label(_l("Citas canceladas"))] = None
    redacted_entries: Annotated[int | None, Label(_l("Entradas sin contenido"))] = None


class RecordPruningDetails(WireModel):
    """The time up to which sealed records were deleted, and their numbers."""

    before: Annotated[str, Label(_l("Antes de"))]
    results: Annotated[int, Label(_l("Resultados eliminados"))]
    appointments: Annotated[int, Label(_l("Citas eliminadas"))]
