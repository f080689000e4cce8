"""Compresses responses with gzip, on the routes that are listed here only.

The length of a compressed response tells whether a text that an attacker chooses also occurs elsewhere in it (BREACH).
So a response is compressed only if everybody may read all of it. The others are sent as they are:

- pages of the dashboard, the sign-in included: a CSRF token and names beside searches and the address of the request;
- REST with a token: records of patients beside names and notes that others write;
- sessions: tokens beside the e-mail of the request.
"""

import gzip
import hashlib

from apiflask import APIFlask
from flask import Response, current_app, request

from labapp.cache import LatestCache

MIN_BYTES = 1024
_LEVEL = 6
# Each with the reason why nothing in its responses is secret.
PUBLIC = {
    "webapp.shell": "the same for everybody but for language and theme",
    "webapp.worker": "a script",
    "catalog.whole": "the public catalogue",
    **{
        f"catalog.{action}_{kind}": "the public catalogue, searched"
        for action in ("list", "get")
        for kind in ("exams", "packages", "categories", "locations")
    },
    "catalog.location_slots": "free places, without the people who take the others",
    "openapi.spec": "a published contract",
    "reference.asyncapi": "a published contract",
    "reference.events_page": "a published contract",
    "reference.rest_page": "a published contract",
}


def _compressed(body: bytes) -> bytes:
    """Return the compressed body. The latest one of each route is kept."""
    cache: LatestCache = current_app.extensions["cache"]
    key = hashlib.sha256(body).digest()
    # Without the time, the same body is always the same bytes.
    return cache.get(f"gzip:{request.endpoint}", key, lambda: gzip.compress(body, _LEVEL, mtime=0))


def register(app: APIFlask) -> None:
    """Compress the responses of the routes in ``PUBLIC`` for clients that accept gzip."""

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint not in PUBLIC or response.status_code not in (200, 304):
            return response
        response.vary.add("Accept-Encoding")
        tag, is_weak = response.get_etag()
        if tag and not is_weak:
            # All encodings of a content have the same tag.
            response.set_etag(tag, weak=True)
        is_large = response.status_code == 200 and len(response.get_data()) >= MIN_BYTES
        if is_large and request.accept_encodings.quality("gzip"):
            response.set_data(_compressed(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        return response
