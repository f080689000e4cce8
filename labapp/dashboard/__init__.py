"""The administrators' pages under ``/admin``: rendered on the server, kept live by the page's scripts.

A page reads through the services. What a page changes it sends to REST, with the session's cookie and its CSRF
token, so that every change has one way in; only signing in and out, and files that a browser must be able to open by
their address, are routes of their own.
"""

from apiflask import APIFlask

from labapp.config import current_settings
from labapp.dashboard import (
    activity,
    appointments,
    audit,
    catalog,
    connections,
    gate,
    messages,
    panel,
    people,
    presenting,
    prices,
    results,
)
from labapp.extensions import csrf, talisman

# Everything is a file of ours. Images may be data: the style sheet holds its small ones itself.
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
# Each adds its pages to the blueprint as it is imported.
PAGES = (panel, appointments, catalog, people, messages, results, connections, prices, audit)


def register(app: APIFlask) -> None:
    """Mount the pages, the policy of what they may load, and CSRF tokens for their forms."""
    with app.app_context():
        production = current_settings().production
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False, SESSION_COOKIE_NAME="lab_forms")
    csrf.init_app(app)
    talisman.init_app(
        app,
        # The host's router terminates TLS; it, and not this process, knows what is to be redirected.
        force_https=False,
        content_security_policy=POLICY,
        content_security_policy_nonce_in=["script-src"],
        frame_options="DENY",
        session_cookie_secure=production,
        strict_transport_security=production,
        strict_transport_security_include_subdomains=False,
    )
    app.register_blueprint(gate.admin)
    presenting.register(app)
    app.jinja_env.globals["record_href"] = activity.href_of
