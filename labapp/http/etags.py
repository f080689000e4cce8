"""Optimistic locking over HTTP (RFC 9110, section 13.1.1): ``ETag: "v3"`` goes out, ``If-Match: "v3"`` comes back."""

import re

from flask import request

from labapp.http import Presented
from labapp.models.catalog import Versioned

_TAG = re.compile(r"v(\d{1,9})")


def with_etag(row: Versioned, **headers: str) -> Presented:
    """Return ``row`` with its version as its entity tag, for a route with an output model."""
    return with_version(row, row.version, **headers)


def with_version(body: object, version: int, **headers: str) -> Presented:
    """Return ``body`` with the version of its record as its entity tag, for a route with an output model."""
    return body, {"ETag": f'"v{version}"'} | headers


def expected_version() -> int | None:
    """Return the version in ``If-Match``, or None without the header or with ``*``.

    Of several tags the newest counts, because versions only grow. A tag that was never issued matches nothing.
    """
    wanted = request.if_match
    if not wanted or wanted.star_tag:
        return None
    known = [int(match[1]) for match in map(_TAG.fullmatch, wanted.as_set()) if match]
    return max(known, default=0)
