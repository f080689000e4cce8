"""The last step of a sign-in to the dashboard with a password that the staff set: choosing another."""

from pydantic import ValidationError
from werkzeug.wrappers import Response as BaseResponse

from labapp.api.second_steps import choose_password
from labapp.contract.second_factors import NewPasswordStep
from labapp.dashboard.gate import SignInForm, admin, complete_sign_in, render_sign_in
from labapp.dashboard.sign_in_steps import NewPasswordForm, render_new_password
from labapp.errors import ErrorCode, LabError
from labapp.http.problems import field_errors, retry_headers
from labapp.identity import SessionKind
from labapp.locale import N_

# After these the sign-in begins again.
_OVER = frozenset({ErrorCode.CHALLENGE_INVALID, ErrorCode.PASSWORD_EXPIRED})


def _at_field(errors: dict[str, list[str]]) -> dict[str, str]:
    return {"password": " ".join(errors["newPassword"])} if "newPassword" in errors else {}


@admin.post("/sign-in/new-password")
def choose_new_password() -> BaseResponse:
    """Complete the sign-in of an administrator whose password the staff set."""
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return render_sign_in(SignInForm(formdata=None, next=form.next.data), 400, N_("Vuelva a intentarlo."))
    password = form.password.data or ""
    try:
        body = NewPasswordStep.model_validate({"challenge": form.challenge.data, "newPassword": password})
        if password != form.again.data:
            return render_new_password(form, status=422, errors={"again": N_("No es igual a la de arriba.")})
        return complete_sign_in(choose_password(body, kind=SessionKind.DASHBOARD), form.next.data)
    except ValidationError as fault:
        return render_new_password(form, status=422, errors=_at_field(field_errors(fault)))
    except LabError as refusal:
        if refusal.code in _OVER:
            return render_sign_in(SignInForm(formdata=None, next=form.next.data), refusal.status, refusal.detail)
        at_field = _at_field(refusal.errors or {})
        error = None if at_field else refusal.detail
        headers = retry_headers(refusal)
        return render_new_password(form, status=refusal.status, error=error, errors=at_field, headers=headers)
