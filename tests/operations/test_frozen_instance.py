"""An instance that stops in a transaction, for instance on a machine that is suspended, holds up others for seconds."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg

from labapp.identity import Role
from tests.support.lab import MakeLab
from tests.support.rest import Api

# The server ends a transaction that has been idle for five seconds.
SECONDS = 9.0


def statuses_until_it_works(api: Api, exam: int) -> list[int]:
    """Set the price of an exam again and again until it works, and return all statuses."""
    found: list[int] = []
    deadline = time.monotonic() + 30
    while found[-1:] != [200] and time.monotonic() < deadline:
        answer = api.request("PATCH", f"/api/admin/exams/{exam}/price", {"price": f"{len(found) + 1}.00"})
        found.append(answer.status_code)
        if answer.status_code == 503:
            assert int(answer.headers["Retry-After"]) > 0
    return found


def test_whoever_freezes_with_the_end_of_the_log_locked_stops_nobody_for_long(make_lab: MakeLab) -> None:
    lab = make_lab("postgresql")
    frozen, other = lab.start(), lab.start()
    admin = lab.account(Role.ADMIN)
    with ThreadPoolExecutor(1) as pool, psycopg.connect(lab.environment["DATABASE_URL"]) as holder:
        holder.execute("SELECT value FROM event_counter FOR UPDATE")
        pending = pool.submit(lab.api(admin, frozen).request, "PATCH", "/api/admin/exams/1/price", {"price": "99.00"})
        with psycopg.connect(lab.environment["DATABASE_URL"], autocommit=True) as watch:
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            while watch.execute(waiting).fetchone() != (1,):
                pass
        frozen.freeze()
        # The frozen instance has the lock now.
        holder.rollback()
        try:
            began = time.monotonic()
            statuses = statuses_until_it_works(lab.api(admin, other), 2)
            assert statuses[-1] == 200
            assert set(statuses[:-1]) <= {503}
            assert time.monotonic() - began < SECONDS
            signed_in = lab.api(server=other).request(
                "POST", "/api/auth/login", {"email": admin.email, "password": admin.password}
            )
            assert signed_in.status_code == 200
        finally:
            frozen.thaw()
        assert pending.result().status_code == 503
        assert statuses_until_it_works(lab.api(admin, frozen), 3)[-1] == 200
