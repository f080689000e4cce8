"""Headers of every response: nothing personal is stored in a browser, and no other site can embed or observe a page.

Responses of the API and of the dashboard are ``no-store``, whatever a view sets. A new route is private without
further code; only the endpoints in ``STORABLE`` choose their own caching.
"""

from apiflask import APIFlask
from flask import Response, request

# The public catalogue: the same for everybody, revalidated by its entity tag.
STORABLE = frozenset({"catalog.whole"})
# Sign-outs of a browser. Only the HTTP cache is cleared, which also holds pages for the back button: ``storage`` would
# remove the app's service worker, and ``cookies`` would end the other session of this browser, app or dashboard.
SIGN_OUTS = frozenset({"web_session.sign_out", "auth.logout", "own_account.logout_everywhere", "admin.sign_out"})
_PRIVATE_PREFIXES = ("/api/", "/admin/")

REFERRER_POLICY = "same-origin"
# Cross-Origin-Resource-Policy concerns requests without CORS, so listed origins are not affected by it.
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": REFERRER_POLICY,
}
_FEATURES = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone")
_PAGES = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in (*_FEATURES, "midi", "payment", "usb")),
}


def register(app: APIFlask) -> None:
    """Add the headers to every response. Register it before other functions that run after a request: it runs last."""

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(EVERYWHERE)
        if response.mimetype == "text/html":
            response.headers.update(_PAGES)
        if f"{request.path}/".startswith(_PRIVATE_PREFIXES):
            if request.endpoint in STORABLE:
                response.headers.setdefault("Cache-Control", "no-store")
            else:
                response.headers["Cache-Control"] = "no-store"
        if request.endpoint in SIGN_OUTS and response.status_code < 400:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
