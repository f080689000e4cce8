"""Socket.IO, namespace ``/events``: who is connected, what may reach them, and what they may ask."""

from typing import Any

from apiflask import APIFlask
from flask import Flask

from labapp.config import Settings
from labapp.realtime.runtime import Realtime

__all__ = ["Realtime", "init_app", "realtime_of", "start", "stop"]


def init_app(app: APIFlask, settings: Settings) -> None:
    """Attach the namespace to the app; starts nothing."""
    app.extensions["realtime"] = Realtime(app, settings)


def realtime_of(app: Flask) -> Realtime:
    """Return the realtime side of this process."""
    found: Any = app.extensions["realtime"]
    assert isinstance(found, Realtime)
    return found


def start(app: Flask) -> None:
    """Begin to deliver; once, in the process that serves."""
    realtime_of(app).start()


def stop(app: Flask) -> None:
    """Drain the sockets and stop; takes ten seconds at most. A second call does nothing."""
    realtime_of(app).stop()
