"""Between instances: wake-ups, and questions that every instance answers. Redis where there is one, else nothing.

Never the events themselves: the log has those. A wake-up that is lost costs at most the tail's next poll.
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

WAKE, ASK = "lab:wake", "lab:ask"
_PATIENCE_SECONDS = 1.0
_BACKOFF_SECONDS = 2.0
_logger = structlog.get_logger(__name__)

Answer = Callable[[str], Any]


class Bus(Protocol):
    """What an instance can say to the others."""

    def start(self, *, on_wake: Callable[[], None], answer: Answer) -> None:
        """Begin to listen: call ``on_wake`` for a wake-up, and ``answer`` with another's question."""

    def stop(self) -> None:
        """Stop listening."""

    def wake(self) -> None:
        """Tell the others that something was committed; returns at once."""

    def ask(self, question: str) -> list[Any]:
        """Return the answers of the other instances that are alive; waits a second at most."""

    def healthy(self) -> bool:
        """Whether the others can be reached; True where there is nothing to reach."""


class LocalBus:
    """The quiet twin: this instance is alone."""

    def start(self, *, on_wake: Callable[[], None], answer: Answer) -> None:
        """Do nothing: nobody will ask."""

    def stop(self) -> None:
        """Do nothing."""

    def wake(self) -> None:
        """Do nothing: the tail heard of the commit itself."""

    def ask(self, question: str) -> list[Any]:
        """Return no answers."""
        return []

    def healthy(self) -> bool:
        """Return True."""
        return True


class RedisBus:
    """Pub/sub for wake-ups and questions, a list a question for the answers."""

    def __init__(self, url: str, instance: str) -> None:
        self._instance = instance
        options: dict[str, Any] = {
            "socket_timeout": _PATIENCE_SECONDS,
            "socket_connect_timeout": _PATIENCE_SECONDS,
            "health_check_interval": 5,
            "retry": None,
        }
        self._redis = redis.Redis.from_url(url, **options)
        self._pending = Event()
        self._greenlets: list[Any] = []

    def start(self, *, on_wake: Callable[[], None], answer: Answer) -> None:
        """Listen and publish in greenlets of their own."""
        self._greenlets = [gevent.spawn(self._listen, on_wake, answer), gevent.spawn(self._publish)]

    def stop(self) -> None:
        """Stop both greenlets."""
        gevent.killall(self._greenlets)
        self._greenlets = []
        with contextlib.suppress(redis.RedisError):
            self._redis.close()

    def wake(self) -> None:
        """Have a wake-up published; those asked for meanwhile become one."""
        self._pending.set()

    def _publish(self) -> None:
        while True:
            self._pending.wait()
            self._pending.clear()
            try:
                self._redis.publish(WAKE, self._instance)
            except (redis.RedisError, OSError):
                gevent.sleep(0.2)

    def _listen(self, on_wake: Callable[[], None], answer: Answer) -> None:
        backoff = 0.1
        while True:
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:  # type: ignore[no-untyped-call]
                    pubsub.subscribe(WAKE, ASK)
                    # Wake-ups published while nobody listened are lost: look once.
                    on_wake()
                    backoff = 0.1
                    while True:
                        message = pubsub.get_message(timeout=_BACKOFF_SECONDS)
                        if message is not None:
                            self._heard(message, on_wake, answer)
            except (redis.RedisError, OSError) as error:
                _logger.warning("redis_away", error=type(error).__name__)
            except Exception:
                _logger.exception("redis_listener_failed")
            gevent.sleep(backoff)
            backoff = min(_BACKOFF_SECONDS, backoff * 2)

    def _heard(self, message: dict[str, Any], on_wake: Callable[[], None], answer: Answer) -> None:
        body = message["data"].decode(errors="replace")
        if message["channel"] == WAKE.encode():
            if body != self._instance:
                on_wake()
            return
        sender, _, rest = body.partition(" ")
        reply_to, _, question = rest.partition(" ")
        if sender != self._instance and reply_to.startswith("lab:reply:"):
            gevent.spawn(self._reply, reply_to, question, answer)

    def _reply(self, reply_to: str, question: str, answer: Answer) -> None:
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.rpush(reply_to, json.dumps(answer(question)))
                pipe.expire(reply_to, 10)
                pipe.execute()
        except (redis.RedisError, OSError) as error:
            _logger.warning("redis_reply_failed", error=type(error).__name__)

    def ask(self, question: str) -> list[Any]:
        """Publish the question and gather as many answers as there are others listening."""
        reply_to = f"lab:reply:{uuid.uuid4()}"
        answers: list[Any] = []
        try:
            listening = self._redis.publish(ASK, f"{self._instance} {reply_to} {question}")
            deadline = time.monotonic() + _PATIENCE_SECONDS
            for _ in range(int(listening) - 1):  # type: ignore[arg-type]
                # Redis counts whole waits; below the socket's own timeout, so that it is Redis that gives up.
                found: Any = self._redis.blpop([reply_to], timeout=max(0.05, deadline - time.monotonic() - 0.1))
                if found is None:
                    break
                answers.append(json.loads(found[1]))
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
    """Return the bus that the settings ask for."""
    return RedisBus(url, instance) if url else LocalBus()
