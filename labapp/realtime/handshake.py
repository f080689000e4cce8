"""Authenticates a CONNECT packet and decides whether the session can resume.

Deny by default: any failure while verifying refuses, and until the identity is known the socket is in no room
and in no registry, so nothing can reach it.
"""

import time
import uuid
from collections import deque
from dataclasses import dataclass
from wsgiref.types import WSGIEnvironment

import structlog
from sqlalchemy.exc import SQLAlchemyError

from labapp.auth.tokens import ON_SOCKET, authenticate
from labapp.clock import now
from labapp.config import Settings
from labapp.contract.socket import Disconnect
from labapp.errors import ErrorCode, LabError, RateLimited, Unauthorized, Unavailable
from labapp.events.tail import Tail
from labapp.identity import Identity
from labapp.locale import locale_of
from labapp.metrics import HANDSHAKES, REPLAYS
from labapp.realtime.connections import Connection, Connections
from labapp.realtime.gaps import Claim, Gap, claim_of
from labapp.realtime.lifecycle import Lifecycle
from labapp.realtime.replay import Replayer

# An instance that has not read the log for so long admits nobody.
MAX_LAG_SECONDS = 5.0
_RETRY_SECONDS = 2.0
_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A handshake that succeeded.

    ``gap`` is what to replay, None where there is nothing to fill; ``source`` is where it was found. ``truncated``:
    there was a gap that cannot be filled. ``seen`` is the tail's position before the token was verified.
    """

    identity: Identity
    locale: str
    pid: str
    sends_offsets: bool
    claim: Claim | None
    gap: Gap | None
    source: str
    truncated: bool
    seen: int


class Capacity:
    """Admits at most ``per_second`` handshakes in any second; of one instance, since each has its own capacity.

    ``RateLimiter`` counts by key and starts a timer for each second: a fifteenth of the cost of a handshake.
    """

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._admitted: deque[float] = deque()

    def admit(self) -> float | None:
        """Count one handshake. Return None where it is admitted, otherwise the seconds to wait."""
        moment = time.monotonic()
        while self._admitted and moment - self._admitted[0] >= 1:
            self._admitted.popleft()
        if len(self._admitted) >= self._per_second:
            return max(0.1, 1 - (moment - self._admitted[0]))
        self._admitted.append(moment)
        return None


class Handshake:
    """The handshakes of one instance."""

    def __init__(
        self, settings: Settings, tail: Tail, connections: Connections, lifecycle: Lifecycle, replayer: Replayer
    ) -> None:
        self._settings = settings
        self._tail = tail
        self._connections = connections
        self._lifecycle = lifecycle
        self._replayer = replayer
        self._draining = False
        self._capacity = Capacity(settings.handshakes_per_second)

    def admit(self) -> float | None:
        """Count a new client. Return None where it is admitted, otherwise the seconds after which to come back."""
        if self._draining:
            outcome, wait = ErrorCode.DRAINING, _RETRY_SECONDS
        elif self._tail.silence > MAX_LAG_SECONDS:
            outcome, wait = ErrorCode.UNAVAILABLE, _RETRY_SECONDS
        else:
            rate_wait = self._capacity.admit()
            if rate_wait is None:
                return None
            outcome, wait = ErrorCode.RATE_LIMITED, rate_wait
        HANDSHAKES.labels(outcome=outcome).inc()
        return wait

    def refuse_all(self) -> None:
        """Refuse every handshake from now on: the instance is about to stop."""
        self._draining = True

    def authenticate(self, data: object, environ: WSGIEnvironment) -> Accepted:
        """Verify the CONNECT packet with ``data``. Raises LabError, and nothing else, to refuse."""
        seen = self._tail.position
        try:
            auth = {} if data is None else data
            if not isinstance(auth, dict):
                raise Unauthorized()
            if self._draining:
                raise Unavailable(code=ErrorCode.DRAINING)
            token, address = _token(auth, environ), environ.get("REMOTE_ADDR")
            identity = authenticate(token, audiences=ON_SOCKET, address=address)
            if identity.expires_at <= now().timestamp():
                raise Unauthorized("La sesión terminó.", code=ErrorCode.TOKEN_EXPIRED)
            claim = claim_of(auth)
            gap, source = (None, "") if claim is None else self._replayer.find_gap(claim, identity)
            # Last, with no switch of greenlets before the registration: the limit holds for handshakes at once, too.
            if len(self._connections.of_user(identity.user_id)) >= self._settings.sockets_per_user:
                raise RateLimited("Tiene demasiadas conexiones abiertas.", code=ErrorCode.TOO_MANY_CONNECTIONS)
            kept_pid = claim.pid if claim is not None and gap is not None else None
            return Accepted(
                identity=identity,
                locale=locale_of(environ),
                pid=kept_pid or f"{self._tail.epoch}.{uuid.uuid4().hex}",
                sends_offsets=auth.get("recovery") is not False,
                claim=claim,
                gap=gap,
                source=source,
                truncated=claim is not None and gap is None,
                seen=seen,
            )
        except LabError:
            raise
        except SQLAlchemyError as error:
            raise Unavailable() from error
        except Exception as error:
            _logger.exception("handshake_failed")
            raise Unavailable() from error

    def on_authenticated(self, sid: str, eio_sid: str, accepted: Accepted) -> None:
        """Register the socket, then replay what it missed, or join it to the live events at once.

        Called after CONNECT was answered, without a switch of greenlets since ``authenticate``.
        """
        connection = Connection(sid, eio_sid, accepted.identity, now(), accepted.sends_offsets, accepted.locale)
        self._lifecycle.register(connection)
        if self._lifecycle.ended_since(accepted.seen, accepted.identity):
            self._lifecycle.close(connection, Disconnect.SESSION_ENDED)
            return
        if accepted.claim is not None:
            REPLAYS.labels(outcome="truncated" if accepted.truncated else "recovered", source=accepted.source).inc()
        if accepted.gap is not None and accepted.claim is not None and accepted.claim.seq is not None:
            self._replayer.begin(connection, accepted.claim.seq, accepted.gap)
        else:
            self._tail.between_batches(lambda: self._start_live(connection, accepted))

    def _start_live(self, connection: Connection, accepted: Accepted) -> None:
        if connection.closed or connection.sid not in self._connections.by_sid:
            return
        head = self._tail.position
        self._lifecycle.send_connected(connection, position=head, epoch=self._tail.epoch, recovered=False)
        if accepted.truncated and accepted.claim is not None:
            self._lifecycle.send_replay_complete(connection, accepted.claim.seq, head, 0, truncated=True)
        self._lifecycle.join(connection)


def _token(auth: dict[str, object], environ: WSGIEnvironment) -> object:
    if "token" in auth:
        return auth["token"]
    scheme, _, value = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None
