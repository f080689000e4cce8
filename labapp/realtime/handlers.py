"""The messages a client may send: each one's shape, its effect, and its answer.

Every message is answered with its event and, where the client asked for one, an acknowledgement
``{ok: true, ...}`` or ``{ok: false, error: {code, message}}``. A refused message changes nothing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import TypeVar

import structlog
from flask_babel import force_locale, gettext
from flask_socketio import Namespace
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from labapp import services
from labapp.auth.tokens import ON_SOCKET, authenticate
from labapp.clock import iso, now
from labapp.contract.base import WireModel
from labapp.contract.socket import ChunkAnswer, Download, Pong, Refresh, Refused, Subscribed, Subscription, Unsubscribed
from labapp.errors import ErrorCode, Forbidden, InvalidPayload, LabError, Unavailable
from labapp.locale import N_
from labapp.metrics import MESSAGES
from labapp.queries.records import may_see
from labapp.realtime import download
from labapp.realtime.connections import Connection
from labapp.realtime.gateway import Gateway
from labapp.realtime.lifecycle import Lifecycle
from labapp.realtime.rooms import NAMESPACE, slots_room, subscription_room
from labapp.realtime.slot_watch import SlotWatch

MAX_SUBSCRIPTIONS = 200
PING, CHUNK_ACK = "ping", "result:chunk:ack"
_NO_CONTEXT: AbstractContextManager[object] = nullcontext()
# The arguments of a message as the parser returns them, the body of its acknowledgement, and what that is made of.
Args = list[object]
Ack = dict[str, object]
Answer = Ack | WireModel
M = TypeVar("M", bound=WireModel)
_logger = structlog.get_logger(__name__)


def _parse(model: type[M], args: Args) -> M:
    if len(args) != 1:
        raise InvalidPayload()
    try:
        return model.model_validate(args[0])
    except ValidationError as error:
        raise InvalidPayload() from error


def acknowledgement(answer: Answer) -> Ack:
    """Return the body of an acknowledgement; a refusal has one already."""
    return {"ok": True} | (answer.wire() if isinstance(answer, WireModel) else answer)


def _slots_of(subscription: Subscription) -> tuple[int, date] | None:
    """Return the location and the day of a subscription to free times, None for any other."""
    if subscription.entity_id is None or subscription.date is None:
        return None
    return subscription.entity_id, date.fromisoformat(subscription.date)


def _room(subscription: Subscription) -> str:
    slots = _slots_of(subscription)
    return subscription_room(subscription.entity, subscription.entity_id) if slots is None else slots_room(*slots)


class EventsNamespace(Namespace):
    """``/events``. Messages arrive through ``handle``, already bounded, counted and in the order they were sent."""

    def __init__(
        self,
        app_context: Callable[[], AbstractContextManager[object]],
        gateway: Gateway,
        lifecycle: Lifecycle,
        slot_watch: SlotWatch,
        after: download.After,
    ) -> None:
        super().__init__(NAMESPACE)
        self._app_context = app_context
        self._gateway = gateway
        self._lifecycle = lifecycle
        self._slot_watch = slot_watch
        self._after = after
        self._handlers: dict[str, Callable[[Connection, Args], Answer]] = {
            PING: self.on_ping,
            "subscribe": self.on_subscribe,
            "unsubscribe": self.on_unsubscribe,
            "auth:refresh": self.on_auth_refresh,
            "result:download": self.on_result_download,
            CHUNK_ACK: self.on_chunk_ack,
        }
        self._handled = {name: MESSAGES.labels(message=name, outcome="ok") for name in self._handlers}

    def trigger_event(self, event: str, *args: str) -> None:
        """Take ``disconnect`` from python-socketio; everything else comes through ``handle``."""
        if event == "disconnect":
            self._lifecycle.on_disconnected(args[0])

    def handle(self, connection: Connection, name: str, args: Args) -> Answer:
        """Handle one message and return what to acknowledge it with."""
        handler = self._handlers.get(name)
        try:
            if handler is None:
                raise InvalidPayload(N_("Este mensaje no existe."), code=ErrorCode.UNKNOWN_EVENT)
            # Of all, clients send these most, and the context is dearer than the answer.
            with _NO_CONTEXT if name == PING else self._app_context():
                result = handler(connection, args)
        except LabError as error:
            return self.refuse(connection, name, error, known=handler is not None)
        except SQLAlchemyError:
            return self.refuse(connection, name, Unavailable(Unavailable.detail, code=ErrorCode.INTERNAL))
        except Exception:
            _logger.exception("message_failed", message=name if handler else "unknown")
            return self.refuse(connection, name, LabError())
        self._handled[name].inc()
        return result

    def refuse(self, connection: Connection, name: str, error: LabError, *, known: bool = True) -> Ack:
        """Send the ``exception`` of a refused message, and return its acknowledgement."""
        code = ErrorCode.FORBIDDEN if error.status == 401 else error.code
        with self._app_context(), force_locale(connection.locale):
            message = str(gettext(error.detail))
        failure: Ack = {"code": code, "message": message}
        if error.retry_after is not None:
            failure["retryAfterMs"] = round(error.retry_after * 1000)
        self._gateway.send(connection, Refused.model_validate(failure | {"event": name[:64]}))
        MESSAGES.labels(message=name if known and name in self._handlers else "other", outcome=code).inc()
        return {"ok": False, "error": failure}

    def is_expected_chunk_ack(self, connection: Connection, name: str, args: Args) -> bool:
        """Whether a message acknowledges a chunk in flight: there are no more of these than chunks, so no limit."""
        if name != CHUNK_ACK or connection.download is None:
            return False
        try:
            answer = _parse(ChunkAnswer, args)
        except InvalidPayload:
            return False
        return connection.download.is_in_flight(answer.result_id, answer.index)

    def on_ping(self, connection: Connection, _args: Args) -> Answer:
        """Answer ``pong``."""
        pong = Pong(timestamp=iso(now()), user_id=connection.identity.user_id)
        self._gateway.send(connection, pong)
        return pong

    def on_subscribe(self, connection: Connection, args: Args) -> Answer:
        """Join the room of an entity that the user may see, or of free times, which everybody may."""
        subscription = _parse(Subscription, args)
        room, slots = _room(subscription), _slots_of(subscription)
        if slots is not None:
            self._slot_watch.watch(*slots)
        elif not may_see(connection.identity, subscription.entity, subscription.entity_id):
            raise Forbidden()
        if room not in connection.subscriptions:
            if len(connection.subscriptions) >= MAX_SUBSCRIPTIONS:
                raise Forbidden("Demasiadas suscripciones en esta conexión.")
            self._lifecycle.enter_room(connection, room)
            connection.subscriptions.add(room)
        answer = Subscribed.model_validate(subscription.wire())
        self._gateway.send(connection, answer)
        return answer

    def on_unsubscribe(self, connection: Connection, args: Args) -> Answer:
        """Leave a room; leaving one that the connection is not in changes nothing."""
        subscription = _parse(Subscription, args)
        room = _room(subscription)
        if room in connection.subscriptions:
            connection.subscriptions.discard(room)
            self._lifecycle.leave_room(connection, room)
        answer = Unsubscribed.model_validate(subscription.wire())
        self._gateway.send(connection, answer)
        return answer

    def on_result_download(self, connection: Connection, args: Args) -> Answer:
        """Stream the PDF of a result that the user may read, or the rest of it."""
        request = _parse(Download, args)
        download.require_none_in_progress(connection)
        opened = services.results.open_file(
            request.result_id,
            by=connection.identity,
            serves_content=download.serves_content(request),
            sha256=request.sha256,
            # From the first chunk on, the whole file is read again.
            resumed=bool(request.from_index),
        )
        first, by = request.from_index or 0, connection.identity
        download.start(
            connection,
            opened,
            first,
            send=self._gateway.send,
            after=self._after,
            on_complete=lambda: services.results.complete_download(request.result_id, by=by),
        )
        return {"resultId": request.result_id, "size": len(opened.content)}

    def on_chunk_ack(self, connection: Connection, args: Args) -> Answer:
        """Send the next chunk."""
        answer = _parse(ChunkAnswer, args)
        if connection.download is None:
            raise InvalidPayload()
        connection.download.acknowledge(answer.result_id, answer.index)
        return {}

    def on_auth_refresh(self, connection: Connection, args: Args) -> Answer:
        """Extend the session by a newer access token of the same user."""
        request = _parse(Refresh, args)
        fresh = authenticate(request.token, audiences=ON_SOCKET, address=connection.identity.address)
        current = connection.identity
        if (fresh.user_id, fresh.role) != (current.user_id, current.role) or fresh.expires_at < current.expires_at:
            raise Forbidden()
        self._lifecycle.extend(connection, fresh)
        return {"expiresAt": connection.expires_at}
