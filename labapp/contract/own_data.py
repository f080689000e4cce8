"""The export of a person's own data: the JSON document in its ZIP file. docs/personal-data.md describes the fields."""

from typing import Literal

from labapp.contract.accounts import UserView
from labapp.contract.appointments import AppointmentView
from labapp.contract.base import JsonObject, Moment, View
from labapp.contract.inbox import NoticeView
from labapp.contract.results import AccessView, ResultView
from labapp.contract.second_factors import SecondFactorView
from labapp.identity import SessionKind


class ExportedAccount(UserView):
    """The account, with the time of its creation."""

    created_at: Moment


class ExportedAppointment(AppointmentView):
    """An appointment, with the names of what it refers to."""

    location_name: str
    exam_names: list[str]
    package_names: list[str]


class ExportedResult(ResultView):
    """A released result; ``file`` is the name of its PDF in the ZIP file."""

    file: str | None


class ExportedSession(View):
    """A sign-in session, open or ended."""

    id: str
    kind: SessionKind
    created_at: Moment
    used_at: Moment
    expires_at: Moment
    revoked_at: Moment | None
    address: str | None
    user_agent: str | None


class ExportedEvent(View):
    """An entry of the log about the account, its appointments or its results.

    ``payload`` is the event as it was sent, if any. ``address`` is only that of the person's own actions, which
    ``by_you`` marks.
    """

    event_id: int
    at: Moment
    name: str
    entity_type: str
    entity_id: int | None
    by_you: bool
    address: str | None
    event: str | None
    payload: JsonObject | None


class OwnData(View):
    """The whole document. ``event_id`` is the last number of the log that it includes."""

    format: Literal["lab-own-data"] = "lab-own-data"
    version: Literal[1] = 1
    exported_at: Moment
    event_id: int
    account: ExportedAccount
    appointments: list[ExportedAppointment]
    results: list[ExportedResult]
    inbox: list[NoticeView]
    sessions: list[ExportedSession]
    second_factors: list[SecondFactorView]
    access_log: list[AccessView]
    events: list[ExportedEvent]
