"""Sending the mails of the outbox: a few greenlets of each server, with a back-off for each mail up to its end."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from smtplib import SMTPException

import gevent
import structlog
from apiflask import APIFlask
from flask import Flask, current_app
from gevent.event import Event

from labapp.config import Settings
from labapp.contract.base import JsonObject
from labapp.errors import Unavailable
from labapp.mail import letters, outbox
from labapp.mail.outbox import Claim
from labapp.mail.smtp import Server, is_permanent
from labapp.metrics import MAILS
from labapp.pool_slots import Slots
from labapp.unit_of_work import UnitOfWork, unit_of_work

_logger = structlog.get_logger(__name__)

_CONNECTIONS = 2
# Greater than the time-outs of a connection that gets no answer, and less than a claim.
_RUN_SECONDS = 60
# The waits before the second attempt and the later ones; the last one is repeated.
_BACK_OFF_SECONDS = (5.0, 30.0, 120.0, 600.0, 900.0)
# Mails of other processes, such as commands, are found this much later.
_POLL_SECONDS = 60.0
_STOP_SECONDS = 3.0
_slots = Slots("mail", _CONNECTIONS, queue_limit=0, wait_seconds=1, run_seconds=_RUN_SECONDS, retry_after=60)

# Runs in the transaction that removes the request.
Handler = Callable[[UnitOfWork, JsonObject], None]
_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that answers requests of a kind, after their response, instead of sending a mail."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


class MailSender:
    """Sends the mails of the outbox, if a mail server is configured. Nothing is sent before ``start``."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._server = Server.of(settings.smtp_url) if settings.smtp_url else None
        self._greenlets: list[gevent.Greenlet[[], None]] = []
        self._wake = Event()
        self._is_stopping = False
        self.back_off_seconds: tuple[float, ...] = _BACK_OFF_SECONDS

    @property
    def enabled(self) -> bool:
        """Whether a mail server is configured."""
        return self._server is not None

    def wake(self) -> None:
        """Look for mails now."""
        self._wake.set()

    def start(self) -> None:
        """Start sending, in the process that serves."""
        self._greenlets = [gevent.spawn(self._run) for _ in range(_CONNECTIONS if self.enabled else 1)]

    def _run(self) -> None:
        if not self.enabled:
            # They were written when a mail server was configured.
            self._guarded(outbox.clear)
            return
        while not self._is_stopping:
            self._wake.clear()
            self._wake.wait(self._guarded(self._send_due))

    def _guarded(self, work: Callable[[], float | None]) -> float:
        """Run ``work`` in the context of the app. Return the seconds until the next look."""
        try:
            with self._app.app_context():
                wait = work()
        except Exception as error:
            # The database does not answer.
            _logger.error("mails_not_read", error=type(error).__name__)
            wait = None
        return _POLL_SECONDS if wait is None else min(_POLL_SECONDS, wait)

    def _send_due(self) -> float | None:
        while not self._is_stopping and self.send_next():
            pass
        return outbox.seconds_to_next()

    def send_next(self) -> bool:
        """Claim the next mail that is due, and try to send it. False if there was none."""
        claimed = outbox.claim()
        if claimed is None:
            return False
        if claimed.content is None or claimed.is_over:
            self._give_up(claimed, "expired" if claimed.content else "unreadable")
            return True
        try:
            if handler := _handlers.get(claimed.kind):
                with unit_of_work(address=claimed.content.get("address")) as work:
                    if outbox.remove(work.session, claimed):
                        handler(work, claimed.content)
            else:
                self._deliver(claimed, claimed.content)
        except Exception as error:
            self._on_failure(claimed, error)
        return True

    def _deliver(self, claimed: Claim, content: JsonObject) -> None:
        assert self._server is not None
        message = letters.compose(claimed.kind, content, reference=claimed.reference, expires_at=claimed.expires_at)
        with _slots.hold(), gevent.Timeout(_RUN_SECONDS, TimeoutError("the mail server takes too long")):
            self._server.send(message)
        MAILS.labels(kind=claimed.kind, outcome="sent").inc()
        with unit_of_work() as work:
            outbox.remove(work.session, claimed)

    def _on_failure(self, claimed: Claim, error: Exception) -> None:
        if is_permanent(error):
            self._give_up(claimed, type(error).__name__, getattr(error, "smtp_code", None))
            return
        MAILS.labels(kind=claimed.kind, outcome="retried").inc()
        _log_failure(claimed, type(error).__name__, getattr(error, "smtp_code", None), is_last=False)
        if not isinstance(error, OSError | SMTPException | Unavailable):
            _logger.error("mail_not_composed", kind=claimed.kind, exc_info=error)
        wait = self.back_off_seconds[min(claimed.attempt, len(self.back_off_seconds)) - 1]
        with unit_of_work() as work:
            outbox.postpone(work.session, claimed, wait)

    def _give_up(self, claimed: Claim, reason: str, smtp_code: int | None = None) -> None:
        MAILS.labels(kind=claimed.kind, outcome="failed").inc()
        _log_failure(claimed, reason, smtp_code, is_last=True)
        with unit_of_work() as work:
            outbox.remove(work.session, claimed)

    def stop(self) -> None:
        """Wait a few seconds for the mails that are being sent. The others wait for the next start."""
        self._is_stopping = True
        self.wake()
        gevent.joinall(self._greenlets, timeout=_STOP_SECONDS)
        if any(not one.dead for one in self._greenlets):
            _logger.warning("mails_interrupted")
            with suppress(gevent.Timeout):
                gevent.killall(self._greenlets, timeout=1)


def _log_failure(claimed: Claim, reason: str, smtp_code: int | None, *, is_last: bool) -> None:
    # Neither the message nor the text of an error: they quote the address.
    _logger.warning(
        "mail_failed", kind=claimed.kind, error=reason, smtp_code=smtp_code, attempt=claimed.attempt, is_last=is_last
    )


def init_app(app: APIFlask, settings: Settings) -> None:
    """Attach the sender of this process to the app."""
    app.extensions["mail"] = MailSender(app, settings)


def mail_sender_of(app: Flask) -> MailSender:
    """Return the sender of this process."""
    sender: object = app.extensions["mail"]
    assert isinstance(sender, MailSender)
    return sender


def post(work: UnitOfWork, kind: str, content: JsonObject, *, expires_at: datetime, user_id: int | None = None) -> None:
    """Add a mail, or a request for one, to a transaction, and send it after its commit.

    Raises Unavailable where too many wait.
    """
    outbox.add(work, kind, content, expires_at=expires_at, user_id=user_id)
    work.after_commit.append(mail_sender_of(current_app).wake)
