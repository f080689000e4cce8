"""The Flask application."""

from collections.abc import Callable
from typing import Any

from apiflask import APIFlask


class Application(APIFlask):
    """A Flask application whose views are plain functions."""

    # ``Any``: as Flask declares it.
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func``. Flask looks at each function of each request whether it is a coroutine, which none is."""
        return func
