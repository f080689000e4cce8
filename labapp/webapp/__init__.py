"""The app of patients and doctors at ``/``: every page is the same shell, which contains no personal data."""

import hashlib
import json
from functools import cache
from pathlib import Path

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, make_response, render_template

from labapp.extensions import talisman
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
STYLES = ("css/app.css",)
WORKER = "js/app/worker.js"
# A classic script, which runs before the modules.
HEAD_SCRIPT = "js/shared/head.js"
_SHELL_FILES = (*STYLES, "img/icon.svg", "img/icon-192.png", "vendor/tabler-icons/icons.svg", HEAD_SCRIPT)

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


def _static() -> Path:
    return Path(current_app.static_folder or "")


@cache
def _modules(static: Path) -> tuple[str, ...]:
    """Return the scripts of the app, which the browser can fetch all at once."""
    own = [path for folder in ("js/app", "js/events", "js/shared") for path in (static / folder).rglob("*.js")]
    named = sorted(str(path.relative_to(static)) for path in own)
    libraries = ("js/events-client.js", "vendor/preact/standalone.module.js")
    socket = "vendor/socket.io-client/socket.io.esm.min.js"
    return (*libraries, socket, *(name for name in named if name not in (WORKER, HEAD_SCRIPT)))


@cache
def _worker(static: Path) -> str:
    """Return the service worker, with the files of the shell and a version that is the hash of their content."""
    names = (*_modules(static), *_SHELL_FILES)
    digest = hashlib.sha256(b"".join((static / name).read_bytes() for name in (*names, WORKER))).hexdigest()[:16]
    shell = {"version": digest, "pages": PAGES, "files": [f"/static/{name}" for name in names]}
    return f"const SHELL = {json.dumps(shell)};\n{(static / WORKER).read_text()}"


@_strict
def shell() -> Response:
    """The shell; it depends only on the settings, and on the language and theme of the user."""
    response = make_response(
        render_template("app/shell.html", modules=_modules(_static()), styles=STYLES, sends_mail=sends_mail())
    )
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Cookie")
    return response


for _page in PAGES:
    webapp.add_url_rule(_page, view_func=shell, methods=["GET"])


@webapp.get("/sw.js")
def worker() -> Response:
    """The service worker, at the root so that its scope is the whole app."""
    response = Response(_worker(_static()), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@webapp.get("/app.webmanifest")
def manifest() -> Response:
    """The web app manifest, which makes the app installable."""
    content = (_static() / "app.webmanifest").read_bytes()
    response = Response(content, mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def register(app: APIFlask) -> None:
    """Register the pages of the app."""
    app.register_blueprint(webapp)
