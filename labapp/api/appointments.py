"""The caller's appointments: a patient's own, or those that a doctor ordered, which are read-only."""

from apiflask import APIBlueprint
from flask import url_for

from labapp import queries, services
from labapp.api.openapi import EVENT_POSITION
from labapp.auth.guards import PATIENT_ONLY, PATIENT_OR_DOCTOR, acting, bearer
from labapp.contract.accounts import NoFields
from labapp.contract.appointments import (
    AppointmentPatch,
    AppointmentQuery,
    AppointmentView,
    NewAppointment,
)
from labapp.contract.base import Page
from labapp.http import Presented
from labapp.http.etags import expected_version, with_etag
from labapp.http.optional_body import optional_body, optional_body_schema

bp = APIBlueprint("appointments", __name__, url_prefix="/api/appointments", tag="Appointments")


@bp.get("")
@bp.auth_required(bearer, roles=PATIENT_OR_DOCTOR)
@bp.input(AppointmentQuery, location="query", arg_name="query")
@bp.output(Page[AppointmentView])
@bp.doc(extensions=EVENT_POSITION)
def list_appointments(query: AppointmentQuery) -> Page[AppointmentView]:
    """List your appointments, latest first."""
    found = queries.appointments.find(by=acting(), **query.model_dump())
    return Page[AppointmentView].of(query, services.readings.listed(found, by=acting()))


@bp.post("")
@bp.auth_required(bearer, roles=PATIENT_ONLY)
@bp.input(NewAppointment, arg_name="body")
@bp.output(AppointmentView, status_code=201)
@bp.doc(responses=[409])
def book(body: NewAppointment) -> Presented:
    """Book an appointment.

    409: `slot_full`; `already_booked`, if you have a place in that slot already; `too_many_appointments`.
    """
    row = services.appointments.book(**body.changes(), by=acting())
    return with_etag(row, Location=url_for(".get_appointment", appointment_id=row.id))


@bp.get("/<int:appointment_id>")
@bp.auth_required(bearer, roles=PATIENT_OR_DOCTOR)
@bp.output(AppointmentView)
@bp.doc(extensions=EVENT_POSITION)
def get_appointment(appointment_id: int) -> Presented:
    """Get one of your appointments."""
    row = queries.appointments.get(appointment_id, by=acting())
    return with_etag(services.readings.read(row, by=acting()))


@bp.patch("/<int:appointment_id>")
@bp.auth_required(bearer, roles=PATIENT_ONLY)
@bp.input(AppointmentPatch, arg_name="body")
@bp.output(AppointmentView)
@bp.doc(responses=[409])
def move(appointment_id: int, body: AppointmentPatch) -> Presented:
    """Update one of your open appointments.

    409: `stale`, `illegal_step`, `slot_full` or `already_booked`.
    """
    return with_etag(
        services.appointments.update(appointment_id, body.changes(), by=acting(), version=expected_version())
    )


@bp.post("/<int:appointment_id>/cancel")
@bp.auth_required(bearer, roles=PATIENT_ONLY)
@bp.output(AppointmentView)
@bp.doc(responses=[409], extensions=optional_body_schema(NoFields))
def cancel(appointment_id: int) -> Presented:
    """Cancel one of your appointments."""
    optional_body(NoFields)
    return with_etag(services.appointments.step(appointment_id, "cancelled", by=acting(), version=expected_version()))
