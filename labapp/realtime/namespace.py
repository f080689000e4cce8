"""The messages a client may send: each one's shape, its effect, and its answer.

Every message is answered with its event and, where the client asked for one, an acknowledgement
``{ok: true, ...}`` or ``{ok: false, error: {code, message}}``. What is refused changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import structlog
from flask_babel import force_locale, gettext
from flask_socketio import Namespace
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from labapp import services
from labapp.auth.tokens import authenticate
from labapp.clock import iso, now
from labapp.contract.base import WireModel
from labapp.contract.socket import ChunkAnswer, Download, Pong, Refresh, Refused, Subscribed, Subscription, Unsubscribed
from labapp.errors import ErrorCode, Forbidden, InvalidPayload, LabError, Unavailable
from labapp.locale import N_
from labapp.metrics import MESSAGES
from labapp.queries.records import may_see
from labapp.realtime import download
from labapp.realtime.connections import Connection
from labapp.realtime.rooms import NAMESPACE, slots_room, subscription_room

if TYPE_CHECKING:
    from labapp.realtime.runtime import Realtime

_logger = structlog.get_logger(__name__)
CHUNK_ACK = "result:chunk:ack"
Body = dict[str, Any]


def _one(model: type[WireModel], args: list[Any]) -> Any:
    if len(args) != 1:
        raise InvalidPayload()
    try:
        return model.model_validate(args[0])
    except ValidationError as error:
        raise InvalidPayload() from error


def _slots_of(wanted: Subscription) -> tuple[int, date] | None:
    """Return the location and the day whose free times are meant, if any are."""
    if wanted.entity_id is None or wanted.date is None:
        return None
    return wanted.entity_id, date.fromisoformat(wanted.date)


def _room(wanted: Subscription) -> str:
    slots = _slots_of(wanted)
    return subscription_room(wanted.entity, wanted.entity_id) if slots is None else slots_room(*slots)


class EventsNamespace(Namespace):
    """``/events``. Messages arrive through ``answer``, already bounded, counted and in the order they were sent."""

    def __init__(self, realtime: Realtime) -> None:
        super().__init__(NAMESPACE)
        self._realtime = realtime
        self._handlers: dict[str, Callable[[Connection, list[Any]], Body]] = {
            "ping": self.on_ping,
            "subscribe": self.on_subscribe,
            "unsubscribe": self.on_unsubscribe,
            "auth:refresh": self.on_auth_refresh,
            "result:download": self.on_result_download,
            CHUNK_ACK: self.on_chunk_ack,
        }

    def trigger_event(self, event: str, *args: Any) -> None:
        """Hear from python-socketio that a socket is gone; everything else comes through ``answer``."""
        if event == "disconnect":
            self._realtime.gone(args[0])

    def answer(self, connection: Connection, name: str, args: list[Any]) -> Body:
        """Carry out one message and return its acknowledgement."""
        handler = self._handlers.get(name)
        try:
            if handler is None:
                raise InvalidPayload(N_("Este mensaje no existe."), code=ErrorCode.UNKNOWN_EVENT)
            result = handler(connection, args)
        except LabError as error:
            return self.refuse(connection, name, error, known=handler is not None)
        except SQLAlchemyError:
            return self.refuse(connection, name, Unavailable(Unavailable.detail, code=ErrorCode.INTERNAL))
        except Exception:
            _logger.exception("message_failed", message=name if handler else "unknown")
            return self.refuse(connection, name, LabError())
        MESSAGES.labels(message=name, outcome="ok").inc()
        return {"ok": True} | result

    def refuse(self, connection: Connection, name: str, error: LabError, *, known: bool = True) -> Body:
        """Send the ``exception`` of a refused message, and return its acknowledgement."""
        code = "forbidden" if error.status == 401 else error.code
        with force_locale(connection.locale):
            message = str(gettext(error.detail))
        retry = None if error.retry_after is None else round(error.retry_after * 1000)
        failure: Body = {"code": code, "message": message}
        if retry is not None:
            failure["retryAfterMs"] = retry
        body = Refused.model_validate(failure | {"event": name[:64]})
        self._realtime.gateway.send(connection, body)
        MESSAGES.labels(message=name if known and name in self._handlers else "other", outcome=code).inc()
        return {"ok": False, "error": failure}

    def on_ping(self, connection: Connection, _args: list[Any]) -> Body:
        """Answer ``pong``."""
        pong = Pong(timestamp=iso(now()), user_id=connection.identity.user_id)
        self._realtime.gateway.send(connection, pong)
        return pong.wire()

    def on_subscribe(self, connection: Connection, args: list[Any]) -> Body:
        """Join the room of an entity that the user may see, or of free times, which everybody may."""
        wanted: Subscription = _one(Subscription, args)
        room, slots = _room(wanted), _slots_of(wanted)
        if slots is not None:
            self._realtime.slots.watch(*slots)
        elif not may_see(connection.identity, wanted.entity, wanted.entity_id):
            raise Forbidden()
        if room not in connection.subscriptions:
            if len(connection.subscriptions) >= self._realtime.max_subscriptions:
                raise Forbidden("Demasiadas suscripciones en esta conexión.")
            self._realtime.enter(connection, room)
            connection.subscriptions.add(room)
        answer = Subscribed.model_validate(wanted.wire())
        self._realtime.gateway.send(connection, answer)
        return answer.wire()

    def on_unsubscribe(self, connection: Connection, args: list[Any]) -> Body:
        """Leave it; leaving what one is not in changes nothing."""
        wanted: Subscription = _one(Subscription, args)
        room = _room(wanted)
        if room in connection.subscriptions:
            connection.subscriptions.discard(room)
            self._realtime.leave(connection, room)
        answer = Unsubscribed.model_validate(wanted.wire())
        self._realtime.gateway.send(connection, answer)
        return answer.wire()

    def on_result_download(self, connection: Connection, args: list[Any]) -> Body:
        """Stream the PDF of a result that the user may read, or the rest of it."""
        wanted: Download = _one(Download, args)
        download.refuse_second(connection)
        opened = services.results.open_file(
            wanted.result_id,
            by=connection.identity,
            serves_content=download.reaching(wanted),
            sha256=wanted.sha256,
            resumed=wanted.from_index is not None,
        )
        download.begin(self._realtime, connection, opened, wanted.from_index or 0)
        return {"resultId": wanted.result_id, "size": len(opened.content)}

    def on_chunk_ack(self, connection: Connection, args: list[Any]) -> Body:
        """Let the next chunk go."""
        answer: ChunkAnswer = _one(ChunkAnswer, args)
        if connection.download is None:
            raise InvalidPayload()
        connection.download.answered(answer.result_id, answer.index)
        return {}

    def awaited(self, connection: Connection, name: str, args: list[Any]) -> bool:
        """Whether a message answers what the server sent: such are no more than what was sent, and need no limit."""
        if name != CHUNK_ACK or connection.download is None:
            return False
        try:
            answer: ChunkAnswer = _one(ChunkAnswer, args)
        except InvalidPayload:
            return False
        return bool(connection.download.expects(answer.result_id, answer.index))

    def on_auth_refresh(self, connection: Connection, args: list[Any]) -> Body:
        """Extend the session by a newer access token of the same user."""
        wanted: Refresh = _one(Refresh, args)
        fresh = authenticate(wanted.token, address=connection.identity.address)
        held = connection.identity
        if fresh.user_id != held.user_id or fresh.role != held.role or fresh.expires_at < held.expires_at:
            raise Forbidden()
        self._realtime.extend(connection, fresh)
        return {"expiresAt": iso(self._realtime.moment(fresh.expires_at))}
