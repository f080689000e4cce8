"""The second step of a sign-in to the dashboard."""

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from labapp import services
from labapp.auth import devices
from labapp.dashboard.gate import SignInForm, admin, complete_sign_in, render_sign_in
from labapp.dashboard.sign_in_steps import SecondStepForm, methods_of_request, render_second_step
from labapp.errors import ErrorCode, LabError
from labapp.http.problems import retry_headers
from labapp.identity import SessionKind
from labapp.locale import N_


@admin.post("/sign-in/second-factor")
def pass_second_step() -> BaseResponse:
    """Complete the sign-in of an administrator with a second factor."""
    form = SecondStepForm()
    if not form.validate_on_submit():
        if form.csrf_token.errors or not form.challenge.data:
            return render_sign_in(SignInForm(formdata=None, next=form.next.data), 400, N_("Vuelva a intentarlo."))
        return render_second_step(form, methods_of_request(), status=400, error=N_("Escriba el código completo."))
    try:
        signed_in = services.second_step.with_code(
            form.challenge.data or "",
            form.code.data or "",
            address=request.remote_addr,
            user_agent=request.user_agent.string,
            device_mark=devices.mark_of_request(),
            kind=SessionKind.DASHBOARD,
        )
        return complete_sign_in(signed_in, form.next.data)
    except LabError as refusal:
        if refusal.code == ErrorCode.CHALLENGE_INVALID:
            return render_sign_in(SignInForm(formdata=None, next=form.next.data), 401, refusal.detail)
        at_field = " ".join(text for texts in (refusal.errors or {}).values() for text in texts)
        headers = retry_headers(refusal)
        error = at_field or refusal.detail
        return render_second_step(form, methods_of_request(), status=refusal.status, error=error, headers=headers)
