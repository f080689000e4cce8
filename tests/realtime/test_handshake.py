"""The handshake: which clients are accepted, and the error code of each refusal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import requests

from labapp.contract.socket import Disconnect
from labapp.identity import Role
from tests.support.accounts import Account, bearer
from tests.support.bytes_client import BytesClient
from tests.support.frames import client_frame
from tests.support.lab import Lab, MakeLab
from tests.support.node import NodeClient


def refused(client: NodeClient) -> str:
    """Wait for the refusal of the handshake, check its fields, and return its code."""
    error = client.wait_for("connect_error").body
    assert set(error["data"]) - {"retryAfterMs"} == {"code", "message"}
    assert error["data"]["message"]
    assert client.events("connect") == []
    assert client.events("connected") == []
    code: str = error["data"]["code"]
    client.disconnect()
    return code


BAD_AUTH: dict[str, tuple[Callable[[Lab, Account], Any], str]] = {
    "no token": (lambda lab, account: {}, "token_missing"),
    "empty token": (lambda lab, account: {"token": ""}, "token_missing"),
    "null token": (lambda lab, account: {"token": None}, "token_missing"),
    "garbage": (lambda lab, account: {"token": "abc.def.ghi"}, "token_invalid"),
    "a number": (lambda lab, account: {"token": 7}, "token_invalid"),
    "an object": (lambda lab, account: {"token": {"a": 1}}, "token_invalid"),
    "too long": (lambda lab, account: {"token": "x" * 10_000}, "token_invalid"),
    "a refresh token": (lambda lab, account: {"token": account.refresh_token}, "token_invalid"),
    "of the dashboard's cookie": (lambda lab, account: {"token": lab.open_dashboard(account).access}, "token_invalid"),
    "altered": (lambda lab, account: {"token": account.token[:-6] + "AAAAAA"}, "token_invalid"),
    "alg none": (
        lambda lab, account: {
            "token": ".".join(["eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0", account.token.split(".")[1], ""])
        },
        "token_invalid",
    ),
    "of another session": (
        lambda lab, account: {"token": lab.token_of(account, seconds=60, sid="x")},
        "token_invalid",
    ),
    "of another version": (lambda lab, account: {"token": lab.token_of(account, seconds=60, ver=3)}, "token_invalid"),
    "over": (lambda lab, account: {"token": lab.token_of(account, seconds=-60)}, "token_expired"),
    # The leeway for clock skew does not apply to sockets: this one would be closed at once.
    "over, within the leeway": (lambda lab, account: {"token": lab.token_of(account, seconds=-3)}, "token_expired"),
}


@pytest.mark.parametrize(("auth", "code"), BAD_AUTH.values(), ids=BAD_AUTH.keys())
def test_a_bad_handshake_says_why(lab: Lab, patient: Account, auth: Callable[[Lab, Account], Any], code: str) -> None:
    assert refused(lab.open(auth=auth(lab, patient))) == code


@pytest.mark.parametrize(
    ("cookie", "missing", "unknown"),
    [
        ("lang=en", "You need to sign in.", "There is no such message."),
        ("lang=es", "Falta iniciar sesión.", "Este mensaje no existe."),
        # An unknown or malformed language means the default.
        ('lang=de; x="', "Falta iniciar sesión.", "Este mensaje no existe."),
    ],
)
def test_refusals_are_in_the_language_of_the_switch(
    lab: Lab, patient: Account, cookie: str, missing: str, unknown: str
) -> None:
    said = lab.open(extraHeaders={"Cookie": cookie}).wait_for("connect_error").body
    assert (said["message"], said["data"]["message"]) == (missing, missing)
    client = lab.connect(patient, extraHeaders={"Cookie": cookie})
    client.emit("no:such:message")
    assert client.wait_for("exception").body["message"] == unknown


def test_a_deactivated_account_is_no_more_than_an_invalid_token(lab: Lab) -> None:
    account = lab.account(Role.PATIENT, active=False)
    assert refused(lab.open(auth={"token": account.token})) == "token_invalid"


def test_a_revoked_session_is_no_more_than_an_invalid_token(lab: Lab, patient: Account) -> None:
    lab.api(patient).post("/api/auth/logout", {})
    assert refused(lab.open(auth={"token": patient.token})) == "token_invalid"


def test_a_token_is_taken_from_the_header_but_not_from_the_address_or_a_cookie(lab: Lab, patient: Account) -> None:
    header = lab.open(extraHeaders=bearer(patient.token))
    assert header.connected()["userId"] == patient.id
    header.disconnect()
    assert refused(lab.open(query={"token": patient.token, "access_token": patient.token})) == "token_missing"
    cookie = {"Cookie": f"access_token_cookie={patient.token}; token={patient.token}"}
    assert refused(lab.open(extraHeaders=cookie)) == "token_missing"


def test_the_eleventh_socket_of_a_user_is_refused(lab: Lab, patient: Account) -> None:
    clients = [lab.connect(patient) for _ in range(10)]
    assert refused(lab.open(auth={"token": patient.token})) == "too_many_connections"
    gone = clients.pop()
    gone.disconnect()
    gone.wait_for("disconnect")
    clients.append(lab.connect(patient, reconnection=True))
    for client in clients:
        assert client.ask("ping")["ok"] is True
        client.disconnect()


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_unmodified_clients_above_the_rate_come_back_by_themselves(make_lab: MakeLab, transport: str) -> None:
    lab = make_lab(HANDSHAKES_PER_SECOND="2")
    server = lab.start()
    account = lab.account(Role.PATIENT)
    options = {"transports": [transport], "reconnectionDelay": 100, "reconnectionDelayMax": 1000}
    clients = [lab.connect(account, **options) for _ in range(8)]
    for client in clients:
        client.connected(timeout=30)
    refusals = [refusal for client in clients for refusal in client.events("connect_error")]
    assert len(refusals) >= 4
    assert all(refusal.body["data"] is None for refusal in refusals)
    while True:
        answer = requests.get(f"{server.url}/socket.io/?EIO=4&transport=polling", timeout=10)
        if answer.status_code == 503:
            break
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"], answer.text) == ("1", "no-store", "")


def test_a_transport_cannot_guess_faster_than_the_rate(make_lab: MakeLab) -> None:
    lab = make_lab(HANDSHAKES_PER_SECOND="2")
    with BytesClient(lab.start().port) as client:
        client.sock.sendall(client_frame(1, b'40/events,{"token":"wrong"}') * 50)
        assert client.close_code() == Disconnect.TRY_AGAIN_LATER.code


def test_a_strange_origin_is_refused_before_anything_else(make_lab: MakeLab) -> None:
    lab = make_lab(CORS_ORIGINS="https://spa.example,http://localhost:5173")
    server = lab.start()
    account = lab.account(Role.PATIENT)
    for transport in ("websocket", "polling"):
        for origin in ("https://spa.example", "http://localhost:5173", server.url):
            auth = {"token": account.token}
            client = lab.open(auth=auth, transports=[transport], extraHeaders={"Origin": origin})
            client.connected()
            client.disconnect()
        for origin in ("https://evil.example", "https://spa.example.evil.example", "http://spa.example", "null"):
            auth = {"token": account.token}
            client = lab.open(auth=auth, transports=[transport], extraHeaders={"Origin": origin}, reconnection=False)
            # The transport was refused, before the namespace.
            assert client.wait_for("connect_error").body["data"] is None, origin
            assert client.events("connect") == []


def test_a_token_that_ends_is_announced_and_then_over(make_lab: MakeLab) -> None:
    lab = make_lab(ACCESS_TOKEN_MINUTES="0.05")
    lab.start()
    ending, lasting = lab.account(Role.PATIENT), lab.account(Role.PATIENT)
    client = lab.connect(ending, reconnectionDelay=50)
    expiring = client.wait_for("auth:expiring")
    assert set(expiring.body) == {"expiresAt"}
    ends = datetime.fromisoformat(expiring.body["expiresAt"]).timestamp()
    kept = lab.connect(lasting)
    fresh = lab.token_of(lasting, seconds=120)
    assert kept.ask("auth:refresh", {"token": fresh})["ok"] is True
    gone = client.wait_for("disconnect")
    assert ends - 0.1 <= gone.at <= ends + 1
    # It reconnects by itself, and is refused because it needs a new token.
    assert client.wait_for("connect_error").body["data"]["code"] == "token_expired"
    assert kept.ask("ping")["ok"] is True
    assert kept.events("disconnect") == []
