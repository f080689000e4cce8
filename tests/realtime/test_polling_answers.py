"""Answers of long-polling carry events: no cache stores them, and no page of another site can run them as a script."""

import json

import pytest
import requests

from tests.support.lab import MakeLab
from tests.support.server import Server

URL = "/socket.io/?EIO=4&transport=polling"


@pytest.fixture(scope="module", params=["fast", "stock"])
def server(request: pytest.FixtureRequest, make_shared_lab: MakeLab) -> Server:
    return make_shared_lab(REALTIME_ENGINE=request.param).start()


def test_answers_are_neither_stored_nor_sniffed(server: Server) -> None:
    own = {"Origin": server.url}
    opened = requests.get(server.url + URL, headers=own, timeout=10)
    assert opened.status_code == 200
    session = f"{server.url}{URL}&sid={json.loads(opened.text[1:])['sid']}"
    posted = requests.post(session, data="40/none,", headers=own, timeout=10)
    polled = requests.get(session, headers=own, timeout=10)
    unknown = requests.get(f"{server.url}{URL}&sid=unknown", headers=own, timeout=10)
    foreign = requests.get(server.url + URL, headers={"Origin": "https://evil.example"}, timeout=10)
    assert (posted.status_code, polled.status_code) == (200, 200)
    assert (unknown.status_code, foreign.status_code) == (400, 400)
    for answer in (opened, posted, polled, unknown, foreign):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_there_is_no_jsonp(server: Server) -> None:
    refused = requests.get(f"{server.url}{URL}&j=0", headers={"Origin": server.url}, timeout=10)
    assert refused.status_code == 400
    assert "___eio" not in refused.text
