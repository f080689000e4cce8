"""The shapes of results."""

from typing import Literal

from labapp.contract.base import Body, Id, IdFilter, Moment, PageQuery, View
from labapp.identity import Role

# What of a result was read.
Part = Literal["detail", "file"]
Status = Literal["pending", "ready", "delivered"]


class NewResult(Body):
    """Which exam of which appointment."""

    appointment_id: Id
    exam_id: Id


class ResultQuery(PageQuery):
    """Filters of the list."""

    status: Status | None = None
    appointment_id: IdFilter | None = None


class AdminResultQuery(ResultQuery):
    """An administrator's filters."""

    patient_id: IdFilter | None = None


class ResultView(View):
    """A result; its file is fetched apart."""

    id: int
    appointment_id: int
    patient_id: int
    exam_id: int
    exam_name: str
    status: Status
    has_file: bool
    file_name: str | None
    size: int | None
    sha256: str | None
    released_at: Moment | None
    delivered_at: Moment | None


class ResultPage(View):
    """One page of results."""

    items: list[ResultView]
    total: int
    page: int
    per_page: int


class AccessView(View):
    """Somebody else has looked at a result: at its data, or at its file."""

    at: Moment
    result_id: int
    exam_name: str
    reader_name: str
    reader_role: Role
    part: Part


class AccessPage(View):
    """One page of the access log."""

    items: list[AccessView]
    total: int
    page: int
    per_page: int
