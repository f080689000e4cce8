"""What a router is told: an instance that can serve is ready, if need be without Redis; others are not."""

from typing import Any

import psycopg
import requests
from psycopg import sql

from labapp.identity import Role
from tests.support.lab import MakeLab
from tests.support.redis import RedisServer
from tests.support.server import Server


def readiness(server: Server) -> tuple[int, dict[str, Any]]:
    answer = requests.get(f"{server.url}/health/ready", timeout=10)
    return answer.status_code, answer.json()


def test_without_redis_an_instance_is_degraded_and_serves(make_lab: MakeLab, redis_server: RedisServer) -> None:
    lab = make_lab("postgresql", redis=redis_server)
    server = lab.start()
    assert readiness(server) == (200, readiness(server)[1] | {"status": "ready", "redis": "ok"})
    redis_server.stop()
    try:
        assert readiness(server) == (200, readiness(server)[1] | {"status": "degraded", "redis": "down"})
        lab.api(lab.account(Role.ADMIN)).patch("/api/admin/exams/1/price", {"price": "12.00"})
    finally:
        redis_server.start()
    assert readiness(server)[1]["status"] == "ready"


def test_a_read_only_database_is_not_ready_until_another_takes_its_place(make_lab: MakeLab) -> None:
    lab = make_lab("postgresql")
    server = lab.start()
    api = lab.api(lab.account(Role.ADMIN))
    api.patch("/api/admin/exams/1/price", {"price": "12.00"})
    url = lab.environment["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as other:
        name = sql.Identifier(other.info.dbname)

        def make_read_only(state: str) -> None:
            setting = "ALTER DATABASE {} SET default_transaction_read_only = {}"
            other.execute(sql.SQL(setting).format(name, sql.SQL(state)))
            # As at a change of the primary, connections end.
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            other.execute(f"{ended} AND pid <> pg_backend_pid()")

        make_read_only("on")
        assert readiness(server) == (503, readiness(server)[1] | {"status": "down", "database": "read-only"})
        refused = api.request("PATCH", "/api/admin/exams/1/price", {"price": "13.00"})
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert int(refused.headers["Retry-After"]) > 0
        assert api.get("/api/exams/1")["price"] == "12.00"
        other.execute("SET default_transaction_read_only = off")
        # The old server is still there, and its connections stay open: the first change that fails leads away from it.
        other.execute(sql.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))
        assert api.request("PATCH", "/api/admin/exams/1/price", {"price": "14.00"}).status_code == 503
        assert api.request("PATCH", "/api/admin/exams/1/price", {"price": "14.00"}).status_code == 200
        assert readiness(server) == (200, readiness(server)[1] | {"status": "ready", "database": "ok"})
