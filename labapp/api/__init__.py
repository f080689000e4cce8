"""REST, a blueprint a noun, under ``/api``.

A route parses, authorizes, calls one service verb and presents; it opens no session and emits nothing.
"""

from apiflask import APIFlask

from labapp.api import cors, problems


def register(app: APIFlask) -> None:
    """Mount every blueprint and the problem+json answers."""
    problems.register(app)
    cors.register(app)
