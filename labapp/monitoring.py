"""How the system is: liveness, readiness, who is connected, metrics. Only counts without an account."""

import hmac
import time
from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import text

from labapp import services
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.config import current_settings
from labapp.contract.base import View
from labapp.errors import Forbidden, Unauthorized
from labapp.events import log
from labapp.metrics import REGISTRY, REQUESTS
from labapp.realtime import Realtime, realtime_of
from labapp.unit_of_work import reading

MAX_LAG_SECONDS = 5.0
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
    """Who is connected, over all instances."""

    total: int
    by_role: dict[str, int]
    clients: list[Client]


class Counts(View):
    """How many are connected, over all instances."""

    status: str
    total: int
    by_role: dict[str, int]


class Alive(BaseModel):
    """The process answers."""

    status: str


def _realtime() -> Realtime:
    return realtime_of(current_app)


def _by_role(clients: list[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for client in clients:
        counts[client["role"]] = counts.get(client["role"], 0) + 1
    return counts


@health.get("/health")
@health.output(Alive)
def alive() -> dict[str, str]:
    """200 while the process lives."""
    return {"status": "ok"}


def readiness(realtime: Realtime) -> tuple[dict[str, Any], bool]:
    """Return what each part says, and whether all of them work.

    ``eventLag`` is how many committed entries this instance has not yet delivered; it is down where the tail
    does not run, or has not been able to read for five seconds.
    """
    database, head = "ok", realtime.tail.position
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
            head = log.head(session).seq
    except Exception:
        database = "down"
    redis = "off" if realtime.settings.redis_url is None else "ok" if realtime.bus.healthy() else "down"
    follows = realtime.tail.running and time.monotonic() - realtime.tail.read_at < MAX_LAG_SECONDS
    lag: int | str = max(0, head - realtime.tail.position) if follows else "down"
    ready = "down" not in (database, redis, lag) and not realtime.draining
    status = "ready" if ready else "draining" if realtime.draining else "down"
    return {"status": status, "database": database, "redis": redis, "eventLag": lag}, ready


@health.get("/health/ready")
def ready() -> tuple[dict[str, Any], int]:
    """200 where this instance can serve; 503 with what is down."""
    body, works = readiness(_realtime())
    return body, 200 if works else 503


@health.get("/health/websocket")
@health.output(Counts)
def websocket() -> dict[str, Any]:
    """Count the connections, without personal data."""
    counts = _realtime().statistics.counts()
    return {"status": "ok", "total": sum(counts.values()), "by_role": counts}


@health.get("/metrics")
@health.doc(hide=True)
def metrics() -> Response:
    """Answer Prometheus: whoever bears METRICS_TOKEN or, where that is unset, a caller on this machine."""
    token = current_settings().metrics_token
    if token is None:
        if request.remote_addr not in _LOOPBACK:
            raise Forbidden()
    elif not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        raise Unauthorized()
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


@sockets.get("/stats")
@sockets.auth_required(bearer, roles=ADMIN_ONLY)
@sockets.output(Stats)
def stats() -> dict[str, Any]:
    """Say who is connected now, over all instances."""
    clients = _realtime().statistics.clients()
    return {"total": len(clients), "by_role": _by_role(clients), "clients": clients}


@sockets.delete("/clients/<sid>")
@sockets.auth_required(bearer, roles=ADMIN_ONLY)
@sockets.output({}, status_code=204)
def close_client(sid: str) -> str:
    """Close a socket, on whichever instance it is."""
    found = next((client for client in _realtime().statistics.clients() if client["sid"] == sid), None)
    services.connections.close(sid=sid, user_id=found["userId"] if found else None, by=acting())
    return ""


def register(app: APIFlask) -> None:
    """Mount health, statistics and metrics, and time every request."""
    app.register_blueprint(health)
    app.register_blueprint(sockets)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        # By route and not by path: a path names a record.
        route = request.url_rule.rule if request.url_rule else "unknown"
        took = time.perf_counter() - g.pop("began", time.perf_counter())
        REQUESTS.labels(method=request.method, route=route, status=response.status_code).observe(took)
        return response
