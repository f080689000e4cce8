"""The administrators' pages under ``/admin``: rendered on the server, kept live by the page's scripts.

A page reads through queries. Its scripts send every change to REST, with the session cookie and a CSRF token, so that
there is one way to make a change. The only other routes are sign-in, sign-out and files that a browser opens by their
address.
"""

from apiflask import APIFlask

from labapp.auth.cookies import FORMS
from labapp.config import current_settings
from labapp.dashboard import (
    account,
    account_sessions,
    activity,
    appointments,
    audit,
    catalog,
    changes,
    connections,
    document_numbers,
    erasure,
    gate,
    messages,
    new_password,
    panel,
    people,
    presenting,
    prices,
    printing,
    results,
    second_step,
    sessions,
)
from labapp.extensions import csrf, talisman
from labapp.http.headers import REFERRER_POLICY

# All files are our own. Images may be ``data:`` URLs, which the style sheet uses for small ones.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# Each module adds its pages to the blueprint when it is imported.
PAGES = (
    panel,
    appointments,
    printing,
    catalog,
    people,
    account_sessions,
    document_numbers,
    erasure,
    messages,
    results,
    connections,
    prices,
    audit,
    changes,
    account,
    second_step,
    new_password,
)


def register(app: APIFlask) -> None:
    """Register the pages, their content security policy, and the CSRF protection of their forms."""
    with app.app_context():
        production = current_settings().production
        forms_cookie = FORMS.full_name
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False, SESSION_COOKIE_NAME=forms_cookie)
    csrf.init_app(app)
    talisman.init_app(
        app,
        # The proxy terminates TLS, so redirects to HTTPS are made there and not in this process.
        force_https=False,
        content_security_policy=POLICY,
        content_security_policy_nonce_in=["script-src"],
        frame_options="DENY",
        # The other headers are in ``http.headers``.
        referrer_policy=REFERRER_POLICY,
        permissions_policy={},
        session_cookie_secure=production,
        strict_transport_security=production,
        strict_transport_security_include_subdomains=False,
    )
    sessions.register(app)
    app.register_blueprint(gate.admin)
    presenting.register(app)
    app.jinja_env.globals["record_href"] = activity.href_of
