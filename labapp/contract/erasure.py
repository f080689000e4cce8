"""Request bodies and views of erasures: the requests of patients, and the decisions of administrators."""

from typing import Annotated, Literal

from labapp.contract.base import Body, Moment, PageQuery, View, text

Status = Literal["pending", "declined", "done"]


class ErasureRequestView(View):
    """Your request to have your data erased; ``none`` if there is no request. ``reason`` explains a refusal."""

    status: Status | Literal["none"] = "none"
    created_at: Moment | None = None
    decided_at: Moment | None = None
    reason: str | None = None


class ErasureRequestQuery(PageQuery):
    """A filter of the requests."""

    status: Status | None = None


class ListedErasureRequest(View):
    """A request, its account, and what the erasure would concern: results not released yet, and upcoming visits."""

    user_id: int
    name: str
    email: str
    status: Status
    created_at: Moment
    decided_at: Moment | None
    reason: str | None
    open_results: int
    upcoming_appointments: int


class ErasureRefusal(Body):
    """The reason why a request is declined, for the patient."""

    reason: Annotated[str, text(3, 500)]


class ErasureConfirmation(Body):
    """The name of the account, exactly as it is shown: whoever erases it has looked at the right one."""

    name: Annotated[str, text(1, 120)]


class ErasedView(View):
    """An erased account: its number, by which its sealed results are found, and what was sealed and cancelled."""

    id: int
    name: str
    sealed_appointments: int
    sealed_results: int
    cancelled_appointments: int
    redacted_entries: int
