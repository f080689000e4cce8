"""The socket protocol besides the domain events: the server's own events, and the messages of clients."""

from datetime import date
from enum import Enum, unique
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from labapp.contract.base import JsonObject, WireModel
from labapp.contract.events import RoleName
from labapp.errors import ErrorCode

# The error codes of a refused message.
MessageErrorCode = Literal[
    ErrorCode.INVALID_PAYLOAD,
    ErrorCode.UNKNOWN_EVENT,
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.CONFLICT,
    ErrorCode.RATE_LIMITED,
    ErrorCode.INTERNAL,
]
Entity = Literal["exam", "category", "package", "location", "appointment", "result", "user", "slots"]


@unique
class Disconnect(Enum):
    """Every reason for which this server ends a connection.

    ``code`` is the close code of the WebSocket (RFC 6455), ``reason`` the same in words, and ``reconnect`` whether the
    client should come back. Where it should not because its rights ended, a Socket.IO DISCONNECT goes out before the
    transport closes, and the reference client stays away. The lower-case name is the reason in the logs.
    """

    # The right to be connected ended.
    SESSION_ENDED = (1000, "the session ended, or the account changed its password or role or was deactivated", False)
    CLOSED_BY_ADMINISTRATOR = (1000, "an administrator closed the connection", False)
    RATE_LIMITED = (1000, "too many messages in a row were refused by the rate limit", False)
    # Only the transport ends; the client resumes from its last offset.
    TOKEN_EXPIRED = (1000, "the access token expired", True)
    REPLAY_FAILED = (1000, "the missed events could not be sent", True)
    PING_TIMEOUT = (1000, "the client did not answer a ping in time", True)
    JOIN_TIMEOUT = (1008, "the client did not join the namespace within ten seconds", True)
    DRAINING = (1012, "the instance is about to stop", True)
    TRY_AGAIN_LATER = (1013, "the token could not be verified now", True)
    # Reset without a close frame: a client that does not read would not get one. WebSocket APIs report 1006.
    SLOW_CONSUMER = (1006, "a megabyte waited for a client that did not read", True)
    # The client left, or broke the protocol: an unchanged client would be closed again.
    CLIENT_LEFT = (1008, "the client left the namespace", False)
    INVALID_MESSAGE = (1008, "a message was not valid Socket.IO", False)
    TOO_MANY_CONTROL_FRAMES = (1008, "the client sent too many WebSocket pings or pongs", False)
    PROTOCOL_ERROR = (1002, "a frame violated the WebSocket protocol", False)
    NOT_UTF8 = (1007, "a text message was not UTF-8", False)
    TOO_BIG = (1009, "a message was larger than 64 KiB, or had too many fragments", False)

    def __init__(self, code: int, reason: str, reconnect: bool) -> None:
        self.code = code
        self.reason = reason
        self.reconnect = reconnect


class ServerEvent(WireModel):
    """Base class of the events that are not in the log; ``event`` is the name on the wire."""

    event: ClassVar[str]
    is_binary: ClassVar[bool] = False


class Connected(ServerEvent):
    """The first event of every connection."""

    event = "connected"
    message: str
    user_id: int
    role: RoleName
    last_event_id: int
    epoch: str
    recovered: bool
    expires_at: str


class Pong(ServerEvent):
    """The reply to ``ping``."""

    event = "pong"
    timestamp: str
    user_id: int


class Subscription(WireModel):
    """The payload of ``subscribe``, ``unsubscribe`` and their replies; only ``slots`` has a ``date``."""

    entity: Entity
    entity_id: int | None = Field(default=None, strict=True, ge=1, le=2**31 - 1)
    date: str | None = Field(default=None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")

    @model_validator(mode="after")
    def _names_a_day(self) -> Self:
        if self.entity != "slots" and self.date is not None:
            raise ValueError("only slots have a date")
        if self.entity == "slots" and (self.entity_id is None or self.date is None):
            raise ValueError("slots are those of a location and of a day")
        if self.date is not None:
            date.fromisoformat(self.date)
        return self


class Subscribed(Subscription, ServerEvent):
    """The socket joined the room of the entity."""

    event = "subscribed"


class Unsubscribed(Subscription, ServerEvent):
    """The socket left the room of the entity."""

    event = "unsubscribed"


class SlotUpdate(ServerEvent):
    """The number of free places at one time of a location; 0 also if the time is no longer offered."""

    event = "slot:update"
    location_id: int
    starts_at: str
    free: int


class ReplayComplete(ServerEvent):
    """The missed events were sent. With ``truncated``, none of them was sent: reload through REST."""

    event = "replay:complete"
    from_event_id: int | None
    to_event_id: int
    count: int
    truncated: bool

    def wire(self) -> JsonObject:
        """Return the payload as a JSON object; ``fromEventId`` is null if the position of the client was not valid."""
        return {"fromEventId": None} | super().wire()

    def wire_json(self) -> str:
        """Return ``wire()`` as JSON text."""
        return self.model_dump_json(by_alias=True)


class AuthExpiring(ServerEvent):
    """The access token of this socket expires within a minute."""

    event = "auth:expiring"
    expires_at: str


class ServerDraining(ServerEvent):
    """The server is about to stop. The connection will close; reconnect after ``retryAfterMs`` milliseconds."""

    event = "server:draining"
    retry_after_ms: int


class Refused(ServerEvent):
    """A message was refused; nothing changed."""

    event = "exception"
    status: Literal["error"] = "error"
    code: MessageErrorCode
    message: str
    # The name of the refused message, not of this event.
    refused: str = Field(alias="event")
    retry_after_ms: int | None = None


class ResultFile(ServerEvent):
    """The start of a download; its chunks follow."""

    event = "result:file"
    result_id: int
    file_name: str
    size: int
    sha256: str
    chunk_size: int


class ResultChunk(ServerEvent):
    """A chunk of the file; acknowledge it with ``result:chunk:ack``."""

    event = "result:chunk"
    is_binary = True
    result_id: int
    index: int
    data: bytes

    def wire(self) -> JsonObject:
        """Return the payload with ``data`` as bytes, which Socket.IO sends as a binary attachment."""
        return {"resultId": self.result_id, "index": self.index, "data": self.data}


class ResultFileEnd(ServerEvent):
    """All chunks were sent and acknowledged."""

    event = "result:file:end"
    result_id: int
    sha256: str


class Download(WireModel):
    """The result whose PDF to stream; to resume, the first missing chunk and the digest of the file."""

    result_id: int = Field(strict=True, ge=1, le=2**31 - 1)
    from_index: int | None = Field(default=None, strict=True, ge=0, le=2**31 - 1)
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")


class ChunkAnswer(WireModel):
    """The acknowledgement of a chunk."""

    result_id: int = Field(strict=True, ge=1, le=2**31 - 1)
    index: int = Field(strict=True, ge=0, le=2**31 - 1)


class Ping(WireModel):
    """Any payload; it is not read."""


class Refresh(WireModel):
    """A newer access token of the same user."""

    token: str = Field(min_length=1, max_length=4096)


SERVER_EVENTS: tuple[type[ServerEvent], ...] = (
    Connected,
    Pong,
    Subscribed,
    Unsubscribed,
    SlotUpdate,
    ReplayComplete,
    AuthExpiring,
    ServerDraining,
    Refused,
    ResultFile,
    ResultChunk,
    ResultFileEnd,
)
CLIENT_MESSAGES: dict[str, type[WireModel]] = {
    "ping": Ping,
    "subscribe": Subscription,
    "unsubscribe": Subscription,
    "auth:refresh": Refresh,
    "result:download": Download,
    "result:chunk:ack": ChunkAnswer,
}
