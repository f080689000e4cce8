"""The app's browser session: a refresh token in its own cookie, usable by the app's own pages only."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from labapp import create_app
from labapp.clock import now
from labapp.config import load_settings
from labapp.identity import Role
from labapp.models import AuthSession
from labapp.unit_of_work import unit_of_work
from tests.support.accounts import Account, bearer
from tests.support.command import SECRETS
from tests.support.event_log import entries
from tests.support.lab import MakeLab

COOKIE, PATH = "lab_app_refresh", "/api/session"
OURS = {"X-Requested-With": "lab"}
NEW = {"email": "nueva@lab.example", "password": "una clave larga", "name": "Ana Núñez"}


def session_header(answer: TestResponse) -> dict[str, str]:
    assert answer.json is not None
    return bearer(answer.json["accessToken"])


def enter(client: FlaskClient, account: Account, **options: Any) -> TestResponse:
    return client.post(PATH, json={"email": account.email, "password": account.password}, **options)


def refresh(client: FlaskClient, headers: dict[str, str] = OURS) -> TestResponse:
    return client.post(f"{PATH}/refresh", headers=headers)


def held(client: FlaskClient) -> str | None:
    """Return the refresh token in the browser's cookie."""
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else None


def test_no_script_can_read_the_refresh_token(client: FlaskClient, patient: Account) -> None:
    answer = enter(client, patient)
    assert answer.status_code == 200
    assert answer.json is not None
    assert set(answer.json) == {"accessToken", "expiresIn", "user"}
    assert answer.json["user"]["id"] == patient.id
    cookie, mark = answer.headers.getlist("Set-Cookie")
    parts = cookie.split("; ")
    assert parts[0].startswith(f"{COOKIE}=")
    assert mark.startswith("lab_device=")
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(mark.split("; "))
    assert {"HttpOnly", "Path=/", "SameSite=Strict", f"Max-Age={30 * 86400}"} <= set(parts)
    assert answer.headers["Cache-Control"] == "no-store"
    token = held(client)
    assert token
    assert token not in answer.get_data(as_text=True)
    me = client.get("/api/auth/me", headers=session_header(answer))
    assert me.json == answer.json["user"]


def test_in_production_the_cookie_travels_encrypted_only(tmp_path: Path) -> None:
    values = {"APP_ENV": "production", "INSTANCE_PATH": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/lab.db"}
    app = create_app(load_settings(SECRETS | values | {"LOG_LEVEL": "ERROR"}))
    forwarded = OURS | {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "lab.example", "X-Forwarded-For": "192.0.2.9"}
    client = app.test_client()
    ended = refresh(client, forwarded | {"Origin": "https://lab.example"})
    assert ended.status_code == 401
    assert ended.headers["Set-Cookie"].startswith(f"__Host-{COOKIE}=;")
    assert {"Secure", "Path=/"} <= set(ended.headers["Set-Cookie"].split("; "))
    assert refresh(client, forwarded | {"Origin": "http://lab.example"}).status_code == 403


def test_a_cookie_of_an_earlier_version_keeps_nobody_from_signing_in(client: FlaskClient, patient: Account) -> None:
    """It was set at a longer path, and browsers send it before the new one."""
    enter(client, patient)
    token = held(client)
    assert token
    both = {"Cookie": f"{COOKIE}=of-an-earlier-version; {COOKIE}={token}"}
    bare = client.application.test_client(use_cookies=False)
    answer = bare.post(f"{PATH}/refresh", headers=OURS | both)
    assert answer.status_code == 200
    former = [one for one in answer.headers.getlist("Set-Cookie") if "Path=/api/session" in one]
    assert [one.split(";")[0] for one in former] == [f"{COOKIE}="]


def renewed(client: FlaskClient) -> str:
    """Use the cookie's token, and return the next one."""
    answer = refresh(client)
    assert answer.status_code == 200
    token = held(client)
    assert token
    return token


def test_the_cookie_is_renewed_and_a_spent_one_ends_the_session(client: FlaskClient, patient: Account) -> None:
    enter(client, patient)
    first = held(client)
    second = renewed(client)
    again = refresh(client)
    assert again.json is not None
    assert set(again.json) == {"accessToken", "expiresIn", "user"}
    third = held(client)
    assert first
    assert third
    assert len({first, second, third}) == 3
    assert client.get("/api/auth/me", headers=session_header(again)).status_code == 200

    client.set_cookie(COOKIE, first)
    reused = refresh(client)
    assert reused.status_code == 401
    assert held(client) is None
    assert client.get("/api/auth/me", headers=session_header(again)).status_code == 401
    for token in (second, third):
        client.set_cookie(COOKIE, token)
        assert refresh(client).status_code == 401


def test_an_answer_that_never_arrived_is_given_again(client: FlaskClient, patient: Account) -> None:
    enter(client, patient)
    first = held(client)
    assert first
    unheard = renewed(client)
    client.set_cookie(COOKIE, first)
    heard = refresh(client)
    assert heard.status_code == 200
    assert client.get("/api/auth/me", headers=session_header(heard)).status_code == 200
    # Both responses carry the same successor, so the browser can continue with either.
    client.set_cookie(COOKIE, unheard)
    renewed(client)
    # The first token is now older than the last one used.
    client.set_cookie(COOKIE, first)
    assert refresh(client).status_code == 401
    assert client.get("/api/auth/me", headers=session_header(heard)).status_code == 401


def test_after_a_minute_a_spent_cookie_is_a_reused_one(client: FlaskClient, patient: Account) -> None:
    enter(client, patient)
    first = held(client)
    assert first
    renewed(client)
    with unit_of_work() as work:
        work.session.execute(update(AuthSession).values(spent_at=now() - timedelta(seconds=61)))
    client.set_cookie(COOKIE, first)
    assert refresh(client).status_code == 401
    (ended,) = (entry for entry in entries() if entry.name == "session.revoked")
    assert ended.after["reason"] == "refresh_reused"


def test_a_session_ends_although_it_is_used(client: FlaskClient, patient: Account) -> None:
    signed = enter(client, patient)
    opened_at = now() - timedelta(days=90) + timedelta(hours=1)
    with unit_of_work() as work:
        work.session.execute(update(AuthSession).values(created_at=opened_at))
    answer = refresh(client)
    assert answer.status_code == 200
    cookie = answer.headers.getlist("Set-Cookie")[0]
    assert {"Max-Age=3600", "Max-Age=3599"} & set(cookie.split("; "))
    with unit_of_work() as work:
        row = work.session.scalars(select(AuthSession).order_by(AuthSession.used_at.desc())).first()
        assert row is not None
        assert row.expires_at == opened_at + timedelta(days=90)
        row.created_at -= timedelta(hours=1)
        row.expires_at = now()
    assert client.get("/api/auth/me", headers=session_header(answer)).status_code == 401
    assert client.get("/api/auth/me", headers=session_header(signed)).status_code == 401
    assert refresh(client).status_code == 401
    assert [one.after["reason"] for one in entries() if one.name == "session.revoked"] == ["expired"]


def test_in_a_body_a_spent_token_has_no_second_chance(client: FlaskClient, patient: Account) -> None:
    body = {"refreshToken": patient.refresh_token}
    answer = client.post("/api/auth/refresh", json=body)
    assert answer.json is not None
    assert client.post("/api/auth/refresh", json=body).status_code == 401
    assert client.get("/api/auth/me", headers=session_header(answer)).status_code == 401


def test_a_token_of_a_body_has_no_second_chance_in_a_cookie_either(client: FlaskClient, patient: Account) -> None:
    answer = client.post("/api/auth/refresh", json={"refreshToken": patient.refresh_token})
    client.set_cookie(COOKIE, patient.refresh_token)
    assert refresh(client).status_code == 401
    assert client.get("/api/auth/me", headers=session_header(answer)).status_code == 401


def test_without_a_session_there_is_nothing_to_renew(client: FlaskClient, patient: Account) -> None:
    assert refresh(client).status_code == 401
    # The dashboard's cookie, an access token and nonsense are refused.
    for name, value in (("lab_refresh", patient.refresh_token), (COOKIE, patient.token), (COOKIE, "nonsense")):
        client.set_cookie(name, value)
        answer = refresh(client)
        assert answer.status_code == 401, name
        assert answer.content_type == "application/problem+json"
        assert held(client) is None


def test_another_site_can_do_nothing_with_the_cookie(client: FlaskClient, patient: Account) -> None:
    enter(client, patient)
    token = held(client)
    foreign: list[dict[str, str]] = [
        {},
        {"X-Requested-With": "XMLHttpRequest"},
        OURS | {"Origin": "https://evil.example"},
        OURS | {"Origin": "null"},
        OURS | {"Origin": "http://localhost.evil.example"},
        OURS | {"Origin": "http://localhost:81"},
    ]
    for headers in foreign:
        answer = refresh(client, headers)
        assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (403, []), headers
    # Nor can another site sign a visitor in to an account of its choice.
    assert enter(client, patient, headers={"Origin": "https://evil.example"}).status_code == 403
    joined = client.post(f"{PATH}/register", json=NEW, headers={"Origin": "https://evil.example"})
    assert joined.status_code == 403
    assert held(client) == token
    assert refresh(client, OURS | {"Origin": "http://localhost"}).status_code == 200


def test_a_listed_origin_signs_in_without_cookies(tmp_path: Path) -> None:
    values = {"INSTANCE_PATH": str(tmp_path), "CORS_ORIGINS": "https://friend.example", "LOG_LEVEL": "ERROR"}
    client = create_app(load_settings(SECRETS | values)).test_client()
    answer = refresh(client, OURS | {"Origin": "https://friend.example"})
    assert answer.status_code == 403
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_signing_out_clears_the_cookie_and_ends_its_session(client: FlaskClient, patient: Account) -> None:
    signed = enter(client, patient)
    token = held(client)
    assert token
    assert client.delete(PATH).status_code == 401
    assert held(client) == token
    # Signing out with another session of the same user also ends the cookie's session.
    left = client.delete(PATH, headers=patient.header)
    assert left.status_code == 204
    assert held(client) is None
    assert client.get("/api/auth/me", headers=session_header(signed)).status_code == 401
    assert client.get("/api/auth/me", headers=patient.header).status_code == 401
    client.set_cookie(COOKIE, token)
    assert refresh(client).status_code == 401


def test_signing_out_never_ends_somebody_elses_session(
    client: FlaskClient, patient: Account, other_patient: Account
) -> None:
    mine = enter(client, patient)
    assert client.delete(PATH, headers=other_patient.header).status_code == 204
    assert client.get("/api/auth/me", headers=session_header(mine)).status_code == 200


def test_it_is_another_session_than_the_dashboards(client: FlaskClient, patient: Account) -> None:
    for name in ("lab_access", "lab_refresh"):
        client.set_cookie(name, "kept")
    signed = enter(client, patient)
    assert client.delete(PATH, headers=session_header(signed)).status_code == 204
    assert client.get_cookie("lab_access") is not None
    assert client.get_cookie("lab_refresh") is not None


def test_whoever_registers_is_signed_in(client: FlaskClient) -> None:
    answer = client.post(f"{PATH}/register", json=NEW)
    assert answer.status_code == 201
    assert answer.json is not None
    assert set(answer.json) == {"accessToken", "expiresIn", "user"}
    assert (answer.json["user"]["role"], answer.json["user"]["email"]) == ("Paciente", NEW["email"])
    assert client.get("/api/auth/me", headers=session_header(answer)).json == answer.json["user"]
    assert refresh(client).status_code == 200
    assert [entry.name for entry in entries()] == ["user.created", "session.opened"]
    again = client.post(f"{PATH}/register", json=NEW)
    assert again.status_code == 409
    assert again.json is not None
    assert again.json["code"] == "email_taken"
    assert client.post(f"{PATH}/register", json=NEW | {"role": "Administrador"}).status_code == 422
    assert [entry.name for entry in entries()] == ["user.created", "session.opened"]


def test_a_wrong_password_is_counted_and_leaves_the_cookie(client: FlaskClient, patient: Account) -> None:
    enter(client, patient)
    token = held(client)
    wrong = {"email": patient.email, "password": "wrong"}
    assert [client.post(PATH, json=wrong).status_code for _ in range(6)] == [401] * 5 + [429]
    assert held(client) == token
    assert refresh(client).status_code == 200


def test_a_new_password_gives_the_browser_a_new_session(client: FlaskClient, patient: Account) -> None:
    signed = enter(client, patient)
    old = held(client)
    assert old
    body = {"currentPassword": patient.password, "newPassword": "Otra-clave-larga-2"}
    assert client.post(f"{PATH}/password", json=body).status_code == 401
    wrong = client.post(f"{PATH}/password", json=body | {"currentPassword": "wrong"}, headers=session_header(signed))
    assert wrong.status_code == 422
    changed = client.post(f"{PATH}/password", json=body, headers=session_header(signed))
    assert changed.status_code == 200
    assert changed.json is not None
    assert set(changed.json) == {"accessToken", "expiresIn", "user"}
    assert client.get("/api/auth/me", headers=session_header(signed)).status_code == 401
    assert refresh(client).status_code == 200
    client.set_cookie(COOKIE, old)
    assert refresh(client).status_code == 401


def test_a_session_of_the_app_through_a_server(make_lab: MakeLab) -> None:
    """From sign-in to a socket that follows the session, over real HTTP."""
    lab = make_lab()
    account = lab.account(Role.PATIENT)
    api = lab.api()
    signed = api.post(PATH, {"email": account.email, "password": account.password})
    fresh = api.call("POST", f"{PATH}/refresh", headers=OURS | {"Origin": lab.server.url})
    socket = lab.open(auth={"token": signed["accessToken"]})
    assert socket.connected()["userId"] == account.id
    assert socket.ask("auth:refresh", {"token": fresh["accessToken"]})["ok"] is True
    api.call("DELETE", PATH, headers=bearer(fresh["accessToken"]))
    assert socket.wait_for("user:update").body["changes"]["reason"] == "signed_out"
    socket.wait_for("disconnect")
    assert api.request("POST", f"{PATH}/refresh", headers=OURS).status_code == 401
