"""Socket.IO, namespace ``/events``: the connections, what each may receive, and what it may request."""

from apiflask import APIFlask
from flask import Flask

from labapp.config import Settings
from labapp.events.anchors import AnchorWriter
from labapp.mail import mail_sender_of
from labapp.realtime.server import Realtime

__all__ = ["Realtime", "init_app", "realtime_of", "start", "stop"]


def init_app(app: APIFlask, settings: Settings) -> None:
    """Attach the namespace to the app; starts nothing."""
    app.extensions["realtime"] = Realtime(app, settings)
    app.extensions["audit_anchors"] = AnchorWriter(app, settings)


def realtime_of(app: Flask) -> Realtime:
    """Return the realtime side of this process."""
    realtime: object = app.extensions["realtime"]
    assert isinstance(realtime, Realtime)
    return realtime


def _anchors_of(app: Flask) -> AnchorWriter:
    anchors: object = app.extensions["audit_anchors"]
    assert isinstance(anchors, AnchorWriter)
    return anchors


def start(app: Flask) -> None:
    """Start delivering, anchoring the audit trail, and sending mails; once, in the process that serves."""
    realtime_of(app).start()
    _anchors_of(app).start()
    mail_sender_of(app).start()


def stop(app: Flask) -> None:
    """Drain the sockets, then the mails, and stop; takes 15 seconds at most. A second call does nothing."""
    _anchors_of(app).stop()
    realtime_of(app).stop()
    mail_sender_of(app).stop()
