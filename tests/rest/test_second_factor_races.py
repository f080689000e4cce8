"""The same code sent several times at once, to one instance or to two: one sign-in succeeds."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.lab import Lab, MakeLab
from tests.support.second_factors import Authenticator, Clock, enrol, first_step

AT_ONCE = 4


def race(lab: Lab, account: Account, code: str, instances: int) -> list[int]:
    """Send ``code`` for several sign-ins of ``account`` at once, and return the statuses in order."""
    servers = lab.start_pair() if instances == 2 else (lab.server,)
    pending = [first_step(lab.app.test_client(), account)["challenge"] for _ in range(AT_ONCE)]
    start = threading.Barrier(AT_ONCE)

    def use(number: int) -> int:
        server = servers[number % len(servers)]
        api = lab.api(None, server)
        # Connected in advance, so that requests sent together arrive together.
        api.session.get(f"{server.url}/health", timeout=30)
        start.wait(30)
        body = {"challenge": pending[number], "code": code}
        return api.request("POST", "/api/auth/login/second-factor", body).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(use, range(AT_ONCE)))


@pytest.mark.parametrize("which", ["app", "recovery"])
@pytest.mark.parametrize(("kind", "instances"), [("sqlite", 1), ("postgresql", 1), ("postgresql", 2)])
def test_a_code_sent_at_once_has_one_winner(make_lab: MakeLab, kind: str, instances: int, which: str) -> None:
    lab = make_lab(kind)
    account = lab.account(Role.PATIENT)
    device: Authenticator = enrol(lab.app.test_client(), account, Clock())
    # The code of the next step is accepted already.
    code = device.next_code() if which == "app" else device.recovery_codes[0]
    assert race(lab, account, code, instances) == [200] + [401] * (AT_ONCE - 1)
