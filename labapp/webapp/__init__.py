"""The app of patients and doctors at ``/``: every page is the same shell, which contains no personal data."""

import hashlib
import json
from functools import cache

from apiflask import APIBlueprint, APIFlask
from flask import Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from labapp.extensions import talisman
from labapp.http.problems import error_for_status, from_lab_error
from labapp.http.static_files import STATIC, asset_url
from labapp.services.passwords import sends_mail

webapp = APIBlueprint("webapp", __name__, enable_openapi=False)

# The addresses of the pages; the scripts choose the view.
PAGES = (
    "/",
    "/catalogo",
    "/citas",
    "/citas/nueva",
    "/resultados",
    "/avisos",
    "/cuenta",
    "/entrar",
    "/registro",
    "/contrasena-olvidada",
    "/nueva-contrasena",
)
# Below these, an unknown address is answered with a problem document.
_NOT_PAGES = frozenset({"api", "events", "health", "metrics", "socket.io", "static"})
WORKER = "js/app/worker.js"
SHELL_FILES = (
    "build/app.css",
    "build/head.js",
    "build/app.js",
    "img/icon.svg",
    "img/icon-192.png",
    "vendor/tabler-icons/icons.svg",
)

# All files are our own. A result opens in a page of its own, so that neither frames nor plugins are needed.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_strict = talisman(content_security_policy=POLICY, content_security_policy_nonce_in=[])


@cache
def _worker() -> str:
    """Return the service worker, with the files of the shell and a version that is the hash of their content."""
    code = (STATIC / WORKER).read_text()
    # The addresses contain hashes of the files.
    files = [asset_url(name) for name in SHELL_FILES]
    digest = hashlib.sha256("\n".join((*files, code)).encode()).hexdigest()[:16]
    return f"const SHELL = {json.dumps({'version': digest, 'pages': PAGES, 'files': files})};\n{code}"


@_strict
def shell() -> Response:
    """The shell; it depends only on the settings, and on the language and theme of the user."""
    response = make_response(render_template("app/shell.html", sends_mail=sends_mail()))
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    return response


for _page in PAGES:
    webapp.add_url_rule(_page, view_func=shell, methods=["GET"])


@webapp.get("/sw.js")
def worker() -> Response:
    """The service worker, at the root so that its scope is the whole app."""
    response = Response(_worker(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@webapp.get("/app.webmanifest")
def manifest() -> Response:
    """The web app manifest, which makes the app installable."""
    content = (STATIC / "app.webmanifest").read_bytes()
    response = Response(content, mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@webapp.get("/favicon.ico")
def favicon() -> Response:
    """The icon, where browsers look for it without a page."""
    response = Response((STATIC / "img/icon-192.png").read_bytes(), mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _missing(_error: NotFound) -> BaseResponse:
    """Answer an unknown address with the shell, whose scripts say so, or with the page without a slash at its end."""
    is_page = request.method in ("GET", "HEAD") and request.path.split("/")[1] not in _NOT_PAGES
    if not is_page or not request.accept_mimetypes.accept_html:
        return from_lab_error(error_for_status(404))
    page = request.path.rstrip("/")
    if page in PAGES:
        return redirect(page, 308)
    response: Response = shell()
    response.status_code = 404
    return response


def register(app: APIFlask) -> None:
    """Register the pages of the app, and its page for unknown addresses."""
    app.register_blueprint(webapp)
    app.register_error_handler(404, _missing)
