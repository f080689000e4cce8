"""Request bodies, filters and views of results."""

from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l

from labapp.contract.base import Body, Id, IdFilter, Label, Moment, PageQuery, View
from labapp.identity import Role

# The part of a result that was read.
Part = Literal["detail", "file"]
Status = Literal["pending", "ready", "delivered"]


class NewResult(Body):
    """The appointment and the exam of a new result."""

    appointment_id: Id
    exam_id: Id


class ResultQuery(PageQuery):
    """Filters of the list of results."""

    status: Status | None = None
    appointment_id: IdFilter | None = None


class AdminResultQuery(ResultQuery):
    """Filters of the list of results, for administrators."""

    patient_id: IdFilter | None = None


class ResultView(View):
    """A result, without its file."""

    id: int
    appointment_id: Annotated[int, Label(_l("Cita"))]
    patient_id: Annotated[int, Label(_l("Paciente"))]
    exam_id: Annotated[int, Label(_l("Examen"))]
    exam_name: Annotated[str, Label(_l("Nombre del examen"))]
    status: Annotated[Status, Label(_l("Estado"))]
    has_file: Annotated[bool, Label(_l("Tiene archivo"))]
    file_name: Annotated[str | None, Label(_l("Archivo"))]
    size: Annotated[int | None, Label(_l("Tamaño en bytes"))]
    sha256: Annotated[str | None, Label(_l("Huella SHA-256"))]
    released_at: Annotated[Moment | None, Label(_l("Publicado"))]
    delivered_at: Annotated[Moment | None, Label(_l("Entregado"))]


class AccessView(View):
    """An access of another user to the data or to the file of a result."""

    at: Moment
    result_id: int
    exam_name: str
    reader_name: str
    reader_role: Role
    part: Part
