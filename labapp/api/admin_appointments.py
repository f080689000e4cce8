"""All appointments, for administrators."""

from apiflask import APIBlueprint
from flask import url_for

from labapp import queries, services
from labapp.api.openapi import EVENT_POSITION
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.accounts import NoFields
from labapp.contract.appointments import (
    AdminAppointmentQuery,
    AppointmentPatch,
    AppointmentView,
    NewAppointmentFor,
)
from labapp.contract.base import Page
from labapp.http import Presented
from labapp.http.etags import expected_version, with_etag
from labapp.http.optional_body import optional_body, optional_body_schema

bp = APIBlueprint("admin_appointments", __name__, url_prefix="/api/admin/appointments", tag="Appointments")


@bp.get("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(AdminAppointmentQuery, location="query", arg_name="query")
@bp.output(Page[AppointmentView])
@bp.doc(extensions=EVENT_POSITION)
def list_all(query: AdminAppointmentQuery) -> Page[AppointmentView]:
    """Search all appointments, latest first."""
    found = queries.appointments.find(by=acting(), **query.model_dump())
    return Page[AppointmentView].of(query, services.readings.listed(found, by=acting()))


@bp.post("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(NewAppointmentFor, arg_name="body")
@bp.output(AppointmentView, status_code=201)
@bp.doc(responses=[409])
def book_for(body: NewAppointmentFor) -> Presented:
    """Book an appointment for a patient, beyond the number that patients can book, too.

    409: `slot_full`; `already_booked`, if the patient has a place in that slot already.
    """
    row = services.appointments.book(**body.changes(), by=acting())
    return with_etag(row, Location=url_for(".get_any", appointment_id=row.id))


@bp.get("/<int:appointment_id>")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(AppointmentView)
@bp.doc(extensions=EVENT_POSITION)
def get_any(appointment_id: int) -> Presented:
    """Get an appointment."""
    row = queries.appointments.get(appointment_id, by=acting())
    return with_etag(services.readings.read(row, by=acting()))


@bp.patch("/<int:appointment_id>")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(AppointmentPatch, arg_name="body")
@bp.output(AppointmentView)
@bp.doc(responses=[409])
def change(appointment_id: int, body: AppointmentPatch) -> Presented:
    """Update an open appointment.

    409: `stale`, `illegal_step`, `slot_full` or `already_booked`.
    """
    return with_etag(
        services.appointments.update(appointment_id, body.changes(), by=acting(), version=expected_version())
    )


@bp.post("/<int:appointment_id>/confirm")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(AppointmentView)
@bp.doc(responses=[409], extensions=optional_body_schema(NoFields))
def confirm(appointment_id: int) -> Presented:
    """Confirm a pending appointment."""
    optional_body(NoFields)
    return with_etag(services.appointments.step(appointment_id, "confirmed", by=acting(), version=expected_version()))


@bp.post("/<int:appointment_id>/cancel")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(AppointmentView)
@bp.doc(responses=[409], extensions=optional_body_schema(NoFields))
def cancel_any(appointment_id: int) -> Presented:
    """Cancel an open appointment."""
    optional_body(NoFields)
    return with_etag(services.appointments.step(appointment_id, "cancelled", by=acting(), version=expected_version()))


@bp.post("/<int:appointment_id>/complete")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(AppointmentView)
@bp.doc(responses=[409], extensions=optional_body_schema(NoFields))
def complete(appointment_id: int) -> Presented:
    """Complete a confirmed appointment."""
    optional_body(NoFields)
    return with_etag(services.appointments.step(appointment_id, "completed", by=acting(), version=expected_version()))


@bp.post("/<int:appointment_id>/undo")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(AppointmentView)
@bp.doc(responses=[409], extensions=optional_body_schema(NoFields))
def undo(appointment_id: int) -> Presented:
    """Undo the last step of an appointment, within 60 seconds and by the administrator who took it.

    409: `too_late`; `illegal_step`, if the last change is no step, or somebody else's; `stale`; `slot_full` or
    `already_booked`, if the place was taken meanwhile.
    """
    optional_body(NoFields)
    return with_etag(services.step_reversal.undo_step(appointment_id, by=acting(), version=expected_version()))
