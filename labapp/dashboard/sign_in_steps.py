"""The forms of the steps of a sign-in after its first."""

from flask import make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from labapp.errors import ErrorCode, SignInStep

_METHODS = ("passkey", "totp", "recovery")


class SecondStepForm(FlaskForm):  # type: ignore[misc]
    """The second step: the challenge of the first, and a code or the JSON of a passkey's answer.

    ``kind`` is the method that the user has chosen.
    """

    challenge = StringField(validators=[InputRequired(), Length(max=2000)])
    code = StringField(_l("Código"), validators=[Length(max=60)])
    passkey = StringField(validators=[Length(max=100_000)])
    kind = StringField()
    next = StringField()


def methods_of_request() -> list[str]:
    """Return the methods that the form offered."""
    return [method for method in request.form.get("methods", "").split() if method in _METHODS]


def render_second_step(
    form: SecondStepForm,
    methods: object,
    *,
    status: int,
    error: str | None = None,
    headers: dict[str, str] | None = None,
) -> BaseResponse:
    """Show the form of the second step."""
    values = {"form": form, "methods": methods, "error": error}
    return make_response(render_template("admin/second_step.html", **values), status, headers or {})


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """The last step of a sign-in with a password that the staff set: the challenge, and the chosen password, twice.

    ``email`` is for password managers only.
    """

    challenge = StringField(validators=[InputRequired(), Length(max=2000)])
    email = StringField(validators=[Length(max=254)])
    password = PasswordField()
    again = PasswordField()
    next = StringField()


def render_new_password(
    form: NewPasswordForm,
    *,
    status: int,
    error: str | None = None,
    errors: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> BaseResponse:
    """Show the form of a new password; ``errors`` are those of its fields."""
    values = {"form": form, "error": error, "errors": errors or {}}
    return make_response(render_template("admin/new_password.html", **values), status, headers or {})


def render_step(step: SignInStep, page: str | None) -> BaseResponse:
    """Show the form of the next step of a sign-in, which leads to ``page``."""
    if step.code == ErrorCode.NEW_PASSWORD_REQUIRED:
        asked = NewPasswordForm(
            formdata=None, next=page, challenge=step.extensions["challenge"], email=step.extensions["email"]
        )
        return render_new_password(asked, status=401)
    form = SecondStepForm(formdata=None, next=page, challenge=step.extensions["challenge"])
    return render_second_step(form, step.extensions["methods"], status=401)
