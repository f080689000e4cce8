"""Messages between instances: wake-ups, and requests that every instance answers. Over Redis where it is configured.

Never the events themselves: the log has those. A lost wake-up delays delivery until the tail's next poll at most.
"""

import contextlib
import json
import time
import uuid
from collections.abc import Callable
from typing import Any, Protocol

import gevent
import redis
import structlog
from gevent.event import Event

WAKE_CHANNEL, REQUEST_CHANNEL = "lab:wake", "lab:ask"
_TIMEOUT_SECONDS = 1.0
_MAX_BACKOFF_SECONDS = 2.0
_logger = structlog.get_logger(__name__)

# ``Any`` is what ``json.loads`` returns: each request defines the shape of its answers.
Json = Any
Respond = Callable[[str], Json]


class Bus(Protocol):
    """The other instances, as seen from this one."""

    def start(self, *, on_wake: Callable[[], None], respond: Respond) -> None:
        """Start listening: call ``on_wake`` for a wake-up, and answer a request with what ``respond`` returns."""

    def stop(self) -> None:
        """Stop listening."""

    def wake(self) -> None:
        """Notify the others that something was committed; returns at once."""

    def request(self, question: str) -> list[Json]:
        """Return the answers of the other live instances; waits at most a second."""

    def healthy(self) -> bool:
        """Whether the others can be reached; True where this instance is alone."""


class LocalBus:
    """The no-op implementation: this instance is alone."""

    def start(self, *, on_wake: Callable[[], None], respond: Respond) -> None:
        """Do nothing: there are no requests."""

    def stop(self) -> None:
        """Do nothing."""

    def wake(self) -> None:
        """Do nothing: the commit has already woken this instance's tail."""

    def request(self, question: str) -> list[Json]:
        """Return no answers."""
        return []

    def healthy(self) -> bool:
        """Return True."""
        return True


class RedisBus:
    """Pub/sub for wake-ups and requests; the answers to a request go to a list of its own."""

    def __init__(self, url: str, instance: str) -> None:
        self._instance = instance
        self._redis = redis.Redis.from_url(
            url,
            socket_timeout=_TIMEOUT_SECONDS,
            socket_connect_timeout=_TIMEOUT_SECONDS,
            health_check_interval=5,
            retry=None,
        )
        self._pending = Event()
        self._greenlets: list[gevent.Greenlet[..., None]] = []

    def start(self, *, on_wake: Callable[[], None], respond: Respond) -> None:
        """Listen and publish, in a greenlet each."""
        self._greenlets = [gevent.spawn(self._listen, on_wake, respond), gevent.spawn(self._publish)]

    def stop(self) -> None:
        """Stop both greenlets."""
        gevent.killall(self._greenlets)
        self._greenlets = []
        with contextlib.suppress(redis.RedisError):
            self._redis.close()

    def wake(self) -> None:
        """Publish a wake-up soon; several that are pending become one."""
        self._pending.set()

    def _publish(self) -> None:
        while True:
            self._pending.wait()
            self._pending.clear()
            try:
                self._redis.publish(WAKE_CHANNEL, self._instance)
            except (redis.RedisError, OSError):
                gevent.sleep(0.2)

    def _listen(self, on_wake: Callable[[], None], respond: Respond) -> None:
        backoff = 0.1
        while True:
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:  # type: ignore[no-untyped-call]
                    pubsub.subscribe(WAKE_CHANNEL, REQUEST_CHANNEL)
                    # Wake-ups that were published before the subscription are lost: wake once.
                    on_wake()
                    backoff = 0.1
                    while True:
                        message = pubsub.get_message(timeout=_MAX_BACKOFF_SECONDS)
                        if message is not None:
                            self._on_message(message["channel"], message["data"], on_wake, respond)
            except (redis.RedisError, OSError) as error:
                _logger.warning("redis_away", error=type(error).__name__)
            except Exception:
                _logger.exception("redis_listener_failed")
            gevent.sleep(backoff)
            backoff = min(_MAX_BACKOFF_SECONDS, backoff * 2)

    def _on_message(self, channel: bytes, data: bytes, on_wake: Callable[[], None], respond: Respond) -> None:
        body = data.decode(errors="replace")
        if channel == WAKE_CHANNEL.encode():
            if body != self._instance:
                on_wake()
            return
        sender, _, rest = body.partition(" ")
        reply_to, _, question = rest.partition(" ")
        if sender != self._instance and reply_to.startswith("lab:reply:"):
            gevent.spawn(self._reply, reply_to, question, respond)

    def _reply(self, reply_to: str, question: str, respond: Respond) -> None:
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.rpush(reply_to, json.dumps(respond(question)))
                pipe.expire(reply_to, 10)
                pipe.execute()
        except (redis.RedisError, OSError) as error:
            _logger.warning("redis_reply_failed", error=type(error).__name__)

    def request(self, question: str) -> list[Json]:
        """Publish the question and collect as many answers as there are other subscribers."""
        reply_to = f"lab:reply:{uuid.uuid4()}"
        answers: list[Json] = []
        try:
            subscribers = self._redis.publish(REQUEST_CHANNEL, f"{self._instance} {reply_to} {question}")
            deadline = time.monotonic() + _TIMEOUT_SECONDS
            for _ in range(int(subscribers) - 1):  # type: ignore[arg-type]
                # Below the client's own socket timeout, so that Redis ends the wait and the connection stays usable.
                timeout = max(0.05, deadline - time.monotonic() - 0.1)
                found = self._redis.blpop([reply_to], timeout=timeout)
                if found is None:
                    break
                answers.append(json.loads(found[1]))  # type: ignore[index]
        except (redis.RedisError, OSError) as error:
            _logger.warning("redis_away", error=type(error).__name__)
        return answers

    def healthy(self) -> bool:
        """Whether Redis answers a ping within a second."""
        try:
            return bool(self._redis.ping())
        except (redis.RedisError, OSError):
            return False


def open_bus(url: str | None, instance: str) -> Bus:
    """Return the bus over the Redis at ``url``, or the no-op one without it."""
    return RedisBus(url, instance) if url else LocalBus()
