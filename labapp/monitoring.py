"""Health checks and metrics. Without an account only counts are visible; administrators see the connections."""

import hmac
import time
from collections import Counter
from functools import cache

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, Histogram, generate_latest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.orm import Session

from labapp import services
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.config import current_settings
from labapp.contract.base import View
from labapp.errors import Forbidden, NotFound, Unauthorized
from labapp.events import log
from labapp.events.keys import UnknownKey
from labapp.metrics import REGISTRY, REQUESTS
from labapp.pool_slots import POOLS
from labapp.realtime import Realtime, realtime_of
from labapp.realtime.handshake import MAX_LAG_SECONDS
from labapp.unit_of_work import reading

_LOOPBACK = ("127.0.0.1", "::1")

health = APIBlueprint("health", __name__, tag="Health")
sockets = APIBlueprint("sockets", __name__, url_prefix="/api/admin/websocket", tag="Sockets")


class Client(View):
    """One connected socket; never its token."""

    sid: str
    user_id: int
    role: str
    connected_at: str
    transport: str
    address: str | None
    rooms: list[str]
    instance: str


class Stats(View):
    """The connections of all instances."""

    total: int
    by_role: dict[str, int]
    clients: list[Client]


class Counts(View):
    """The number of connections, over all instances."""

    status: str
    total: int
    by_role: dict[str, int]


class Alive(BaseModel):
    """The process is alive."""

    status: str


def _realtime() -> Realtime:
    return realtime_of(current_app)


@health.get("/health")
@health.output(Alive)
def alive() -> dict[str, str]:
    """200 while the process lives; ``status`` is ``draining`` where it is about to stop. Asks no other part."""
    return {"status": "draining" if _realtime().draining else "ok"}


def readiness(realtime: Realtime) -> tuple[dict[str, str | int | dict[str, str]], bool]:
    """Return the state of each part, and whether this instance can serve.

    ``status`` is ``ready``; ``degraded`` where it serves without Redis; ``draining`` or ``down`` where it cannot.
    ``database`` is ``read-only`` where no change could be committed, as on a server that has become a copy.
    ``eventLag`` is the number of committed entries that this instance has not yet delivered; it is ``down`` where the
    tail does not run, or could not read the log for five seconds. A pool of ``pools`` is ``down`` where a job waits or
    runs for longer than its limit. ``audit`` is ``down`` where the log is chained with a key that is
    not configured, so that no change could be recorded.
    """
    database, audit, head = "ok", "ok", realtime.tail.position
    try:
        with reading() as session:
            if _is_read_only(session):
                database = "read-only"
            head = log.head(session).seq
            log.check_key(session)
    except UnknownKey:
        audit = "down"
    except Exception:
        database = "down"
    redis = "off" if realtime.settings.redis_url is None else "ok" if realtime.bus.healthy() else "down"
    lag: int | str = max(0, head - realtime.tail.position) if realtime.tail.silence < MAX_LAG_SECONDS else "down"
    pools = {name: "down" if slots.stuck else "ok" for name, slots in sorted(POOLS.items())}
    serves = database == "ok" and "down" not in (audit, lag, *pools.values()) and not realtime.draining
    served = "degraded" if redis == "down" else "ready"
    status = served if serves else "draining" if realtime.draining else "down"
    parts: dict[str, str | int | dict[str, str]] = {"database": database, "audit": audit, "redis": redis}
    return parts | {"status": status, "eventLag": lag, "pools": pools}, serves


def _is_read_only(session: Session) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        return False
    return bool(session.scalar(text("SHOW transaction_read_only")) == "on")


@health.get("/health/ready")
def ready() -> tuple[dict[str, str | int | dict[str, str]], int]:
    """200 where this instance can serve, if need be without Redis; 503 with what is down."""
    body, is_ready = readiness(_realtime())
    return body, 200 if is_ready else 503


@health.get("/health/websocket")
@health.output(Counts)
def websocket() -> dict[str, str | int | dict[str, int]]:
    """Count the connections, without personal data."""
    counts = _realtime().statistics.counts()
    return {"status": "ok", "total": sum(counts.values()), "by_role": counts}


@health.get("/metrics")
@health.doc(hide=True)
def metrics() -> Response:
    """Return the metrics for Prometheus.

    Requires METRICS_TOKEN as bearer token. Where that is unset, production has no metrics, because behind a proxy on
    the same machine all callers seem to be local; development shows them to this machine. Raises Forbidden, NotFound,
    Unauthorized.
    """
    token = current_settings().metrics_token
    if token is None:
        if current_settings().production:
            raise NotFound()
        if request.remote_addr not in _LOOPBACK:
            raise Forbidden()
    elif not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        raise Unauthorized()
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


@sockets.get("/stats")
@sockets.auth_required(bearer, roles=ADMIN_ONLY)
@sockets.output(Stats)
def stats() -> dict[str, object]:
    """List the current connections of all instances."""
    clients = _realtime().statistics.clients()
    return {"total": len(clients), "by_role": Counter(client["role"] for client in clients), "clients": clients}


@sockets.delete("/clients/<sid>")
@sockets.auth_required(bearer, roles=ADMIN_ONLY)
@sockets.output({}, status_code=204)
def close_client(sid: str) -> str:
    """Close a socket, on any instance."""
    found = next((client for client in _realtime().statistics.clients() if client["sid"] == sid), None)
    services.connections.close(sid=sid, user_id=found["userId"] if found else None, by=acting())
    return ""


def register(app: APIFlask) -> None:
    """Register health, statistics and metrics, and measure every request."""
    app.register_blueprint(health)
    app.register_blueprint(sockets)

    @app.before_request
    def start_timer() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        # By route and not by path: a path names a record. Without a route, the method can be any word.
        rule = request.url_rule
        method, route = (request.method, rule.rule) if rule else ("unknown", "unknown")
        seconds = time.perf_counter() - g.pop("started", time.perf_counter())
        _requests(method, route, response.status_code).observe(seconds)
        return response


@cache
def _requests(method: str, route: str, status: int) -> Histogram:
    return REQUESTS.labels(method=method, route=route, status=status)
