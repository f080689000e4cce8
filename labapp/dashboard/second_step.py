"""The second step of a sign-in to the dashboard."""

from pydantic_core import from_json
from werkzeug.wrappers import Response as BaseResponse

from labapp.api.second_steps import complete_second_step
from labapp.auth import devices
from labapp.contract.second_factors import SecondStep
from labapp.dashboard.gate import SignInForm, admin, complete_sign_in, render_sign_in
from labapp.dashboard.sign_in_steps import SecondStepForm, methods_of_request, render_second_step, render_step
from labapp.errors import ErrorCode, LabError, SignInStep
from labapp.http.problems import retry_headers, text_of
from labapp.identity import SessionKind
from labapp.locale import N_
from labapp.services.sessions import SignedIn


def _signed_in(form: SecondStepForm) -> SignedIn:
    """Complete the sign-in. Raises LabError, and ValueError for fields that are not valid."""
    sent = {"challenge": form.challenge.data}
    if form.kind.data == "passkey":
        sent["passkey"] = from_json(form.passkey.data or "null")
    else:
        sent["code"] = form.code.data
    body = SecondStep.model_validate(sent)
    return complete_second_step(body, device_mark=devices.mark_of_request(), kind=SessionKind.DASHBOARD)


@admin.post("/sign-in/second-factor")
def pass_second_step() -> BaseResponse:
    """Complete the sign-in of an administrator with a second factor."""
    form = SecondStepForm()
    if not form.validate_on_submit():
        if form.csrf_token.errors or not form.challenge.data:
            return render_sign_in(SignInForm(formdata=None, next=form.next.data), 400, N_("Vuelva a intentarlo."))
        return render_second_step(form, methods_of_request(), status=400, error=N_("Escriba el código completo."))
    try:
        return complete_sign_in(_signed_in(form), form.next.data)
    except ValueError:
        # The fields do not have the form of a code or of an answer.
        return render_second_step(form, methods_of_request(), status=400, error=N_("Escriba el código completo."))
    except SignInStep as step:
        return render_step(step, form.next.data)
    except LabError as refusal:
        if refusal.code == ErrorCode.CHALLENGE_INVALID:
            return render_sign_in(SignInForm(formdata=None, next=form.next.data), 401, refusal.detail)
        at_field = " ".join(text for texts in (refusal.errors or {}).values() for text in texts)
        headers = retry_headers(refusal)
        error = at_field or text_of(refusal)
        return render_second_step(form, methods_of_request(), status=refusal.status, error=error, headers=headers)
