"""The shapes of results."""

from labapp.api.schemas import Body, Id, IdFilter, Moment, PageQuery, View
from labapp.services.results import Status


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
