"""The app of patients and doctors at ``/``: every page is the same shell, which contains no personal data."""

import hashlib
import json
from functools import cache

from apiflask import APIBlueprint, APIFlask
from flask import Response, make_response, render_template

from labapp.extensions import talisman
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


def register(app: APIFlask) -> None:
    """Register the pages of the app."""
    app.register_blueprint(webapp)
