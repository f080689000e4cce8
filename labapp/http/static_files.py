"""Static files, served by WhiteNoise before a request reaches Flask.

A file has two addresses. ``asset_url`` returns the one with a hash of its content, which browsers keep for ever; pages
use it. The plain one, ``/static/`` and the name, is for other developers and is kept for a short time.

``build/`` holds the scripts and styles of the pages, made by ``make assets``, and the compressed copies of all files.

``python -m labapp.http.static_files`` records the sources of a build; ``make assets`` runs it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from apiflask import APIFlask
from whitenoise import WhiteNoise
from whitenoise.media_types import MediaTypes
from whitenoise.responders import StaticFile
from whitenoise.string_utils import decode_path_info

from labapp.config import current_settings
from labapp.http.headers import EVERYWHERE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STATIC = Path(__file__).resolve().parents[2] / "static"
PREFIX = "/static/"
_BUILD = "build/"
_SOURCES = ("js/", "css/", "vendor/")
_RECORD = STATIC / _BUILD / "sources.sha256"
_COPIES = {"br": ".br", "gzip": ".gz"}
_PLAIN = "public, max-age=300"
_FOREVER = "public, max-age=31536000, immutable"
_NOT_AT_ALL = "no-store"
_HASHED = re.compile(r"(.+)\.[0-9a-f]{12}\.(\w+)")
_logger = structlog.get_logger(__name__)
_MEDIA_TYPES = MediaTypes(extra_types={".ts": "text/plain", ".webmanifest": "application/manifest+json"})


@cache
def _hashes() -> dict[str, str]:
    """Return the hash of each file, by its name relative to ``STATIC``."""
    paths = (path for path in STATIC.rglob("*") if path.is_file() and path.suffix not in _COPIES.values())
    return {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(paths)
    }


def asset_url(name: str) -> str:
    """Return the address of a file under its hash: ``build/app.js`` -> ``/static/build/app.0123456789ab.js``."""
    stem, _, extension = name.rpartition(".")
    return f"{PREFIX}{stem}.{_hashes()[name]}.{extension}"


def _sources() -> str:
    """Return the hash of all scripts and styles that a build is made of."""
    listed = [f"{name} {digest}\n" for name, digest in _hashes().items() if name.startswith(_SOURCES)]
    return hashlib.sha256("".join(listed).encode()).hexdigest()


def is_stale() -> bool:
    """Whether a script or style has changed after ``make assets``."""
    return not _RECORD.exists() or _RECORD.read_text().strip() != _sources()


@cache
def _addresses() -> dict[str, tuple[str, str]]:
    """Return the name of the file at each address, and how long browsers keep it."""
    names = _hashes()
    return {PREFIX + name: (name, _PLAIN) for name in names} | {asset_url(name): (name, _FOREVER) for name in names}


def _find(url: str) -> tuple[str, str] | None:
    """Return the name of a file and how long browsers keep it, or None if there is no such file.

    While a new version is rolled out, a page of one instance may request its files from another. That one responds with
    its own state of the file, which must not be kept.
    """
    found = _addresses().get(url)
    if found is None and url.startswith(PREFIX) and (parts := _HASHED.fullmatch(url)):
        name = f"{parts[1]}.{parts[2]}".removeprefix(PREFIX)
        found = (name, _NOT_AT_ALL) if name in _hashes() else None
    return found


class StaticFiles(WhiteNoise):  # type: ignore[misc]
    """The application, with the static files before it."""

    def __init__(self, application: WSGIApplication, headers: dict[str, str]) -> None:
        super().__init__(application)
        self._headers = headers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Respond with a file, or let the application respond."""
        url: str = decode_path_info(environ.get("PATH_INFO", ""))
        found = _find(url)
        if found is None:
            return self.application(environ, start_response)  # type: ignore[no-any-return]
        if found not in self.files:
            self.files[found] = self._open(*found)
        return self.serve(self.files[found], environ, start_response)  # type: ignore[no-any-return]

    def _open(self, name: str, caching: str) -> StaticFile:
        media_type = _MEDIA_TYPES.get_type(name)
        headers = {
            **self._headers,
            "Content-Type": f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type,
            "Cache-Control": caching,
            # All encodings of a content have the same tag, so it is a weak one.
            "ETag": f'W/"{_hashes()[name]}"',
        }
        copies = {coding: f"{STATIC}/{_BUILD}{name.removeprefix(_BUILD)}{end}" for coding, end in _COPIES.items()}
        return StaticFile(str(STATIC / name), list(headers.items()), copies)


def register(app: APIFlask) -> None:
    """Serve the files, and give templates ``asset_url``. Register it after other middleware of the application."""
    with app.app_context():
        production = current_settings().production
    headers = {**EVERYWHERE, "X-Frame-Options": "DENY"}
    if not production and is_stale():
        _logger.warning("static_files_stale", command="make assets")
    if production:
        headers["Strict-Transport-Security"] = "max-age=31556926"
    app.jinja_env.globals["asset_url"] = asset_url
    # Flask's documented way to add middleware assigns to a method, which mypy refuses.
    app.wsgi_app = StaticFiles(app.wsgi_app, headers)  # type: ignore[method-assign]


if __name__ == "__main__":
    _RECORD.write_text(f"{_sources()}\n")
