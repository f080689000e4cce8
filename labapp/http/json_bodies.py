"""Parsing of JSON bodies: any input that is not a document is a client error."""

from typing import Any

from flask.json.provider import DefaultJSONProvider


class BodyReader(DefaultJSONProvider):
    """Flask's JSON provider, which also raises ValueError for a document that is nested too deeply and for ``null``.

    APIFlask would treat ``null`` as an object without fields.
    """

    # ``Any`` as in the method it overrides: a document can be any JSON value.
    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse ``s``. Raises ValueError, to which Flask responds with 400."""
        try:
            document = super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if document is None:
            raise ValueError("null is no body")
        return document
