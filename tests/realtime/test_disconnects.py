"""The table of disconnects: what clients observe of it, the page that documents it, and the transport's close codes."""

import json
import re
import time
from collections.abc import Callable

import pytest

from labapp.contract.socket import Disconnect
from labapp.identity import Role
from labapp.transport import frames
from tests.support.accounts import Account
from tests.support.bytes_client import BytesClient
from tests.support.frames import client_frame
from tests.support.lab import Lab, MakeLab
from tests.support.processes import REPOSITORY

ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (\d{4}) \| (.+) \| (yes|no) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def shared_lab(make_shared_lab: MakeLab) -> Lab:
    return make_shared_lab()


def test_the_page_lists_every_reason_as_it_is() -> None:
    page = (REPOSITORY / "docs" / "events.md").read_text()
    section = page.split("\n## How a connection ends\n")[1].split("\n## ")[0]
    listed = [(name, int(code), reason, answer == "yes") for name, code, reason, answer in ROW.findall(section)]
    assert listed == [(one.name.lower(), one.code, one.reason, one.reconnect) for one in Disconnect]


def test_every_close_code_of_the_transport_is_in_the_table() -> None:
    codes = {
        frames.NORMAL,
        frames.PROTOCOL_ERROR,
        frames.NOT_UTF8,
        frames.POLICY,
        frames.TOO_BIG,
        frames.RESTART,
        frames.TRY_AGAIN_LATER,
    }
    # 1006 stands for an end without a close frame.
    assert {one.code for one in Disconnect} == codes | {1006}


def emit(client: BytesClient, packet: str) -> None:
    client.sock.sendall(client_frame(1, packet.encode()))


def log_out(lab: Lab, user: Account, client: BytesClient) -> None:
    lab.api(user).post("/api/auth/logout", {})


def close_by_administrator(lab: Lab, user: Account, client: BytesClient) -> None:
    api = lab.api(lab.account(Role.ADMIN))
    clients = api.get("/api/admin/websocket/stats")["clients"]
    (sid,) = [one["sid"] for one in clients if one["userId"] == user.id]
    api.delete(f"/api/admin/websocket/clients/{sid}")


def send_too_much(lab: Lab, user: Account, client: BytesClient) -> None:
    for _ in range(120):
        emit(client, '42/events,["ping"]')


def let_the_token_expire(lab: Lab, user: Account, client: BytesClient) -> None:
    # The connection was opened with a token of two seconds.
    return


def leave(lab: Lab, user: Account, client: BytesClient) -> None:
    emit(client, "41/events,")


def send_nonsense(lab: Lab, user: Account, client: BytesClient) -> None:
    emit(client, "4nonsense")


@pytest.mark.parametrize(
    ("end", "disconnect", "logged"),
    [
        (log_out, Disconnect.SESSION_ENDED, True),
        (close_by_administrator, Disconnect.CLOSED_BY_ADMINISTRATOR, True),
        (send_too_much, Disconnect.RATE_LIMITED, True),
        (let_the_token_expire, Disconnect.TOKEN_EXPIRED, True),
        (leave, Disconnect.CLIENT_LEFT, False),
        (send_nonsense, Disconnect.INVALID_MESSAGE, False),
    ],
    ids=lambda value: value.name if isinstance(value, Disconnect) else None,
)
def test_a_connection_ends_as_the_table_says(
    lab: Lab, end: Callable[[Lab, Account, BytesClient], None], disconnect: Disconnect, logged: bool
) -> None:
    user = lab.account(Role.PATIENT)
    token = lab.token_of(user, seconds=2 if disconnect is Disconnect.TOKEN_EXPIRED else 60)
    with BytesClient(lab.server.port) as client:
        emit(client, "40/events," + json.dumps({"token": token}))
        while b'"connected"' not in client.frame()[1]:
            pass
        end(lab, user, client)
        *received, (first, payload) = client.frames()
    assert (first, int.from_bytes(payload[:2], "big")) == (0x88, disconnect.code)
    # The farewell that keeps the reference client away: where it lost its right, and only there.
    farewell = not disconnect.reconnect and disconnect.code == frames.NORMAL
    assert ((0x81, b"41/events,") in received) is farewell
    closed = re.findall(rf"socket_closed .*\bcode=(\d+) reason=(\w+) .*\buser_id={user.id}\b", lab.server.log)
    assert closed == [(str(disconnect.code), disconnect.name.lower())] * logged


def test_a_transport_that_does_not_join_is_closed_as_the_table_says(lab: Lab) -> None:
    with BytesClient(lab.server.port, timeout=15) as client:
        began = time.monotonic()
        assert client.close_code() == Disconnect.JOIN_TIMEOUT.code
        assert time.monotonic() - began > 9


def test_a_draining_instance_closes_as_the_table_says(make_lab: MakeLab) -> None:
    lab = make_lab("sqlite")
    user = lab.account(Role.PATIENT)
    with BytesClient(lab.server.port) as joined, BytesClient(lab.server.port) as unjoined:
        emit(joined, "40/events," + json.dumps({"token": user.token}))
        while b'"connected"' not in joined.frame()[1]:
            pass
        lab.server.process.terminate()
        assert joined.close_code() == unjoined.close_code() == Disconnect.DRAINING.code
        lab.server.terminate()
