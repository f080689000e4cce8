"""The queue of mails: bounded, off the requests, with a few attempts for each mail.

The queue is in the memory of the process. A mail that is lost with the process is not sent; its user asks again.
"""

from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from smtplib import SMTPException

import gevent
import structlog
from apiflask import APIFlask
from flask import Flask
from gevent.pool import Pool

from labapp.config import Settings
from labapp.errors import Unavailable
from labapp.mail.smtp import Server, is_permanent
from labapp.metrics import MAILS
from labapp.pool_slots import Slots

_logger = structlog.get_logger(__name__)

LIMIT = 200
_CONNECTIONS = 2
# Greater than the time-outs of a connection that gets no answer.
_RUN_SECONDS = 60
# The waits before the second attempt and the later ones.
_BACK_OFF_SECONDS = (5.0, 30.0, 120.0)
_STOP_SECONDS = 3.0
_slots = Slots(
    "mail", _CONNECTIONS, queue_limit=LIMIT, wait_seconds=_RUN_SECONDS * 2, run_seconds=_RUN_SECONDS, retry_after=60
)

Compose = Callable[[], EmailMessage | None]


class MailQueue:
    """The mails that wait and are being sent, at most ``LIMIT``, each in a greenlet of its own."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._server = Server.of(settings.smtp_url) if settings.smtp_url else None
        self._greenlets = Pool(LIMIT)
        self.back_off_seconds: tuple[float, ...] = _BACK_OFF_SECONDS

    @property
    def enabled(self) -> bool:
        """Whether a mail server is configured."""
        return self._server is not None

    def submit(self, kind: str, compose: Compose) -> None:
        """Compose and send a mail in the background. ``kind`` names it in metrics and logs.

        ``compose`` runs within the context of the app, and returns None where there is nothing to send. Raises
        Unavailable where the queue is full.
        """
        if self._greenlets.full():
            MAILS.labels(kind=kind, outcome="rejected").inc()
            raise Unavailable(retry_after=_RUN_SECONDS)
        self._greenlets.spawn(self._run, kind, compose)

    def _run(self, kind: str, compose: Compose) -> None:
        try:
            with self._app.app_context():
                message = compose()
            if message is not None and self._server is not None:
                self._deliver(self._server, kind, message)
        except Exception:
            MAILS.labels(kind=kind, outcome="failed").inc()
            _logger.exception("mail_not_composed", kind=kind)

    def _deliver(self, server: Server, kind: str, message: EmailMessage) -> None:
        for wait in (*self.back_off_seconds, None):
            try:
                with _slots.hold(), gevent.Timeout(_RUN_SECONDS, TimeoutError("the mail server takes too long")):
                    server.send(message)
            except (OSError, SMTPException, Unavailable) as error:
                is_last = wait is None or is_permanent(error)
                MAILS.labels(kind=kind, outcome="failed" if is_last else "retried").inc()
                # Neither the message nor the text of the error: they quote the address.
                code = getattr(error, "smtp_code", None)
                _logger.warning("mail_failed", kind=kind, error=type(error).__name__, smtp_code=code, is_last=is_last)
                if wait is None or is_last:
                    return
                gevent.sleep(wait)
            else:
                MAILS.labels(kind=kind, outcome="sent").inc()
                return

    def join(self, timeout: float | None = None) -> bool:
        """Wait until no mail waits or is being sent; False after ``timeout`` seconds."""
        return bool(self._greenlets.join(timeout))

    def stop(self) -> None:
        """Wait a few seconds for the mails that are being sent, and give the others up."""
        if not self.join(_STOP_SECONDS):
            _logger.warning("mails_given_up", count=len(self._greenlets))
            with suppress(gevent.Timeout):
                self._greenlets.kill(timeout=1)


def init_app(app: APIFlask, settings: Settings) -> None:
    """Attach the queue of this process to the app."""
    app.extensions["mail"] = MailQueue(app, settings)


def mail_queue_of(app: Flask) -> MailQueue:
    """Return the queue of this process."""
    queue: object = app.extensions["mail"]
    assert isinstance(queue, MailQueue)
    return queue
