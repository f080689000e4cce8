"""Socket.IO, namespace ``/events``: who is connected, what may reach them, and what they may ask."""

from apiflask import APIFlask

from labapp.config import Settings


def init_app(app: APIFlask, settings: Settings) -> None:
    """Attach the namespace to the app; starts nothing."""
