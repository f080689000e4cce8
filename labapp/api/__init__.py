"""REST, a blueprint a noun, under ``/api``.

A route parses, authorizes, calls one command or query, and presents the result; it opens no session and emits nothing.
"""

from apiflask import APIFlask

from labapp.api import (
    admin_appointments,
    admin_catalog,
    admin_document_numbers,
    admin_erasure,
    admin_results,
    admin_sessions,
    admin_users,
    appointments,
    audit,
    auth,
    catalog,
    messages,
    openapi,
    own_account,
    own_erasure,
    passwords,
    patients,
    reauthentication,
    results,
    second_factors,
    web_session,
)
from labapp.cache import LatestCache
from labapp.extensions import talisman
from labapp.http import (
    access_denied,
    body_limits,
    compression,
    cors,
    event_position,
    headers,
    media_types,
    problems,
    rate_limits,
    repeated_parameters,
)

BLUEPRINTS = (
    auth.bp,
    web_session.bp,
    own_account.bp,
    own_erasure.bp,
    passwords.bp,
    reauthentication.bp,
    second_factors.bp,
    catalog.bp,
    admin_catalog.bp,
    admin_users.bp,
    admin_sessions.bp,
    admin_erasure.bp,
    admin_document_numbers.bp,
    appointments.bp,
    admin_appointments.bp,
    patients.bp,
    results.bp,
    admin_results.bp,
    messages.bp,
    audit.bp,
)


# What is not a page loads nothing and is embedded nowhere.
_closed = talisman(
    content_security_policy={"default-src": "'none'", "frame-ancestors": "'none'"}, content_security_policy_nonce_in=[]
)


def register(app: APIFlask) -> None:
    """Register every blueprint, the problem+json responses, and the headers of all responses."""
    openapi.prepare(app)
    headers.register(app)
    body_limits.register(app)
    problems.register(app)
    rate_limits.register(app)
    media_types.register(app)
    repeated_parameters.register(app)
    cors.register(app)
    compression.register(app)
    event_position.register(app)
    access_denied.register(app)
    app.extensions["cache"] = LatestCache()
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    names = {blueprint.name for blueprint in BLUEPRINTS}
    for endpoint, view in app.view_functions.items():
        if endpoint.partition(".")[0] in names:
            _closed(view)
