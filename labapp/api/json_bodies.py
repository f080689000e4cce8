"""Reading JSON bodies: whatever bytes a client sends either are a document, or are not one, which is its fault."""

from typing import Any

from flask.json.provider import DefaultJSONProvider


class BodyReader(DefaultJSONProvider):
    """JSON as Flask reads it, but for a document that is nested without end: that is a ValueError, too."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse ``s``. Raises ValueError, which Flask answers with 400."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
