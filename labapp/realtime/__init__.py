"""Socket.IO, namespace ``/events``: the connections, what each may receive, and what it may request."""

from apiflask import APIFlask
from flask import Flask

from labapp.config import Settings
from labapp.realtime.server import Realtime

__all__ = ["Realtime", "init_app", "realtime_of", "start", "stop"]


def init_app(app: APIFlask, settings: Settings) -> None:
    """Attach the namespace to the app; starts nothing."""
    app.extensions["realtime"] = Realtime(app, settings)


def realtime_of(app: Flask) -> Realtime:
    """Return the realtime side of this process."""
    realtime: object = app.extensions["realtime"]
    assert isinstance(realtime, Realtime)
    return realtime


def start(app: Flask) -> None:
    """Start delivering; once, in the process that serves."""
    realtime_of(app).start()


def stop(app: Flask) -> None:
    """Drain the sockets and stop; takes ten seconds at most. A second call does nothing."""
    realtime_of(app).stop()
