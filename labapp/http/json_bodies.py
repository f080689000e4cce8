"""Reading JSON bodies: whatever bytes a client sends either are a document, or are not one, which is its fault."""

from typing import Any

from flask.json.provider import DefaultJSONProvider


class BodyReader(DefaultJSONProvider):
    """JSON as Flask reads it, but a document that is nested without end is a ValueError, too; so is ``null``.

    APIFlask would take ``null`` for an object without fields.
    """

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse ``s``. Raises ValueError, which Flask answers with 400."""
        try:
            document = super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if document is None:
            raise ValueError("null is no body")
        return document
