"""Clients that leave in the middle of a request or an upgrade: refused cleanly, without a server error."""

import json
import socket

import pytest
import requests

from labapp.identity import Role
from tests.support.frames import client_frame
from tests.support.lab import Lab, MakeLab
from tests.support.server import Server

POLLING = "/socket.io/?EIO=4&transport=polling"


@pytest.fixture(scope="module")
def shared_lab(make_shared_lab: MakeLab) -> Lab:
    return make_shared_lab()


def polling(server: Server, token: str) -> str:
    """Open a polling session, connect to the namespace, and return the session id."""
    opened = requests.get(server.url + POLLING, timeout=10)
    sid: str = json.loads(opened.text[1:])["sid"]
    assert post(server, sid, "40/events," + json.dumps({"token": token})).status_code == 200
    return sid


def post(server: Server, sid: str, packet: str) -> requests.Response:
    return requests.post(f"{server.url}{POLLING}&sid={sid}", data=packet, timeout=10)


def test_what_is_posted_after_the_end_of_a_session_is_refused(lab: Lab) -> None:
    sid = polling(lab.server, lab.account(Role.PATIENT).token)
    assert post(lab.server, sid, "1").status_code == 200
    for _ in range(2):
        assert post(lab.server, sid, '42/events,["ping"]').status_code == 400
        assert requests.get(f"{lab.server.url}{POLLING}&sid={sid}", timeout=10).status_code == 400
    assert "Traceback" not in lab.server.log


@pytest.mark.parametrize(
    "after", [b"", client_frame(8, b"\x03\xe8"), b"\x00\x00"], ids=["nothing", "a close", "no frame"]
)
def test_a_client_that_leaves_in_the_middle_of_the_upgrade(lab: Lab, after: bytes) -> None:
    sid = polling(lab.server, lab.account(Role.PATIENT).token)
    request = (
        f"GET /socket.io/?EIO=4&transport=websocket&sid={sid} HTTP/1.1\r\nHost: localhost\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    with socket.create_connection(("localhost", lab.server.port), timeout=10) as raw:
        # Sent at once, so that the end arrives before the probe is answered.
        raw.sendall(request.encode() + client_frame(1, b"2probe") + after)
        raw.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: raw.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 101")
    # The upgrade failed, so the session continues by polling.
    assert post(lab.server, sid, '42/events,["ping"]').status_code == 200
    assert "Traceback" not in lab.server.log
