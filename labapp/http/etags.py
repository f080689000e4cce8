"""Optimistic locking over HTTP (RFC 9110, section 13.1.1): ``ETag: "v3"`` goes out, ``If-Match: "v3"`` comes back."""

import re
from typing import Any

from flask import request

_TAG = re.compile(r"v(\d{1,9})")


def tagged(row: Any, **headers: str) -> tuple[Any, dict[str, str]]:
    """Answer ``row`` with its version as entity tag, for a route with an output model."""
    return row, {"ETag": f'"v{row.version}"'} | headers


def expected_version() -> int | None:
    """Return the version that the client says it saw; None where it does not say.

    Of several the newest counts, as a version only grows. A tag that never was one of ours matches nothing.
    """
    asked = request.if_match
    if not asked or asked.star_tag:
        return None
    known = [int(match[1]) for match in map(_TAG.fullmatch, asked.as_set()) if match]
    return max(known, default=0)
