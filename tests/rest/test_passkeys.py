"""Passkeys over REST, from an authenticator in Python: registration, sign-in, and everything that is refused."""

import base64
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from labapp import services
from labapp.clock import now
from labapp.models import PasskeyChallenge, SecondFactor
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account
from tests.support.event_log import entries
from tests.support.passkeys import Device, b64
from tests.support.second_factors import FACTORS, Clock, enrol, first_step, steps

__all__ = ["steps"]
OPTIONS, PASSKEYS = f"{FACTORS}/passkey-options", f"{FACTORS}/passkeys"


def begin(client: FlaskClient, account: Account) -> dict[str, Any]:
    answer = client.post(OPTIONS, json={"currentPassword": account.password}, headers=account.header)
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json["publicKey"]
    return options


def add(client: FlaskClient, account: Account, credential: dict[str, Any], name: str = "Mi portátil") -> Any:
    return client.post(PASSKEYS, json={"name": name, "credential": credential}, headers=account.header)


def register(client: FlaskClient, account: Account) -> Device:
    device = Device()
    answer = add(client, account, device.create(begin(client, account)))
    assert answer.status_code == 201, answer.text
    return device


def ask(client: FlaskClient, challenge: str) -> dict[str, Any]:
    answer = client.post("/api/auth/login/passkey-options", json={"challenge": challenge})
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json["publicKey"]
    return options


def use(client: FlaskClient, challenge: str, credential: dict[str, Any], path: str = "/api/auth/login") -> Any:
    return client.post(f"{path}/second-factor", json={"challenge": challenge, "passkey": credential})


def test_a_passkey_is_added_and_asked_for(client: FlaskClient, doctor: Account) -> None:
    options = begin(client, doctor)
    assert options["rp"] == {"id": "localhost", "name": "Laboratorio"}
    assert options["attestation"] == "none"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    # The handle is random, neither the e-mail nor the number of the account.
    handle = base64.urlsafe_b64decode(options["user"]["id"] + "==")
    assert len(handle) == 32
    device = Device()
    added = add(client, doctor, device.create(options))
    assert (added.status_code, added.json["factor"]["kind"], len(added.json["recoveryCodes"])) == (201, "passkey", 10)
    asked = first_step(client, doctor)
    assert asked["methods"] == ["passkey", "recovery"]
    wanted = ask(client, asked["challenge"])
    assert wanted["allowCredentials"] == [
        {"id": b64(device.credential_id), "type": "public-key", "transports": ["internal"]}
    ]
    assert use(client, asked["challenge"], device.answer(wanted)).status_code == 200
    # In the app's way, too.
    asked = first_step(client, doctor, path="/api/session")
    options = client.post("/api/session/passkey-options", json={"challenge": asked["challenge"]}).json["publicKey"]
    assert use(client, asked["challenge"], device.answer(options), "/api/session").status_code == 200
    with reading() as session:
        stored = session.scalars(select(SecondFactor)).one()
    assert (stored.sign_count, stored.used_at is not None) == (2, True)


def test_all_passkeys_of_an_account_have_one_handle(client: FlaskClient, patient: Account, doctor: Account) -> None:
    first, second = register(client, patient), begin(client, patient)
    assert second["user"]["id"] == first.user_handle
    assert [one["id"] for one in second["excludeCredentials"]] == [b64(first.credential_id)]
    assert begin(client, doctor)["user"]["id"] != first.user_handle


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"rp": "evil.example"}, {"origin": "http://localhost:81"}],
    ids=["origin", "relying party", "port"],
)
def test_another_site_gets_nothing(client: FlaskClient, patient: Account, wrong: dict[str, str]) -> None:
    answer = add(client, patient, Device().create(begin(client, patient), **wrong))
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["credential"])
    device = register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    answer = use(client, challenge, device.answer(ask(client, challenge), **wrong))
    assert (answer.status_code, list(answer.json["errors"])) == (401, ["passkey"])


def test_an_answer_works_once(client: FlaskClient, patient: Account) -> None:
    device = register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    options = ask(client, challenge)
    answer = device.answer(options)
    assert use(client, challenge, answer).status_code == 200
    for again in (challenge, first_step(client, patient)["challenge"]):
        assert use(client, again, answer).json["code"] == "second_factor_invalid"
    # Not even a new signature of the same challenge.
    assert use(client, challenge, device.answer(options)).json["code"] == "second_factor_invalid"


def test_a_failed_answer_uses_the_challenge_up(client: FlaskClient, patient: Account) -> None:
    device = register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    options = ask(client, challenge)
    assert use(client, challenge, Device(credential_id=device.credential_id).answer(options)).status_code == 401
    assert use(client, challenge, device.answer(options)).status_code == 401
    assert use(client, challenge, device.answer(ask(client, challenge))).status_code == 200


def test_a_count_that_does_not_grow_is_refused(client: FlaskClient, patient: Account) -> None:
    device = register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    assert use(client, challenge, device.answer(ask(client, challenge), count=7)).status_code == 200
    for count in (7, 3):
        assert use(client, challenge, device.answer(ask(client, challenge), count=count)).status_code == 401
    assert use(client, challenge, device.answer(ask(client, challenge), count=8)).status_code == 200


def test_a_challenge_is_of_one_sign_in(client: FlaskClient, patient: Account, doctor: Account) -> None:
    device, other = register(client, patient), register(client, doctor)
    mine, theirs = (first_step(client, account)["challenge"] for account in (patient, doctor))
    # The passkey of somebody else, the challenge of somebody else, and the challenge of a registration.
    assert use(client, mine, other.answer(ask(client, mine))).status_code == 401
    assert use(client, mine, device.answer(ask(client, theirs))).status_code == 401
    registration = begin(client, patient)
    assert use(client, mine, device.answer(registration)).status_code == 401
    assert use(client, mine, device.answer(ask(client, mine))).status_code == 200
    assert use(client, theirs, other.answer(ask(client, theirs))).status_code == 200


def test_a_registration_is_of_one_session(client: FlaskClient, patient: Account, doctor: Account) -> None:
    credential = Device().create(begin(client, patient))
    assert add(client, doctor, credential).json["errors"].keys() == {"credential"}
    device = register(client, patient)
    # The same passkey again, for the same account and for another one.
    assert add(client, patient, device.create(begin(client, patient))).json["code"] == "already_exists"
    assert add(client, doctor, device.create(begin(client, doctor))).json["code"] == "already_exists"


def test_a_challenge_expires(client: FlaskClient, patient: Account) -> None:
    device = register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    options = ask(client, challenge)
    with unit_of_work() as work:
        work.session.execute(update(PasskeyChallenge).values(expires_at=now()))
    assert use(client, challenge, device.answer(options)).status_code == 401
    # The next one removes what has expired.
    ask(client, challenge)
    ask(client, challenge)
    with reading() as session:
        assert len(list(session.scalars(select(PasskeyChallenge)))) == 1


def test_after_a_deactivation_a_passkey_opens_nothing(client: FlaskClient, patient: Account, admin: Account) -> None:
    device = register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    options = ask(client, challenge)
    services.users.deactivate(patient.id, by=admin.identity)
    assert use(client, challenge, device.answer(options)).json["code"] == "challenge_invalid"
    again = client.post("/api/auth/login/passkey-options", json={"challenge": challenge})
    assert (again.status_code, again.json["code"]) == (401, "challenge_invalid")


def test_wrong_answers_reach_the_limit_of_codes(client: FlaskClient, patient: Account) -> None:
    device = register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    stranger = Device()
    statuses = [use(client, challenge, stranger.answer(ask(client, challenge))).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    assert use(client, challenge, device.answer(ask(client, challenge))).status_code == 429
    assert [entry.name for entry in entries()].count("session.factor_refused") == 5


MALFORMED: list[dict[str, Any]] = [
    {"clientDataJSON": b64(b"not json")},
    {"clientDataJSON": b64(b"[]")},
    {"clientDataJSON": b64(b'{"challenge": 1}')},
    {"authenticatorData": b64(b"short")},
    {"signature": b64(b"x")},
    {"authenticatorData": None},
]


@pytest.mark.parametrize("broken", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_answer_is_refused(client: FlaskClient, patient: Account, broken: dict[str, Any]) -> None:
    device = register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    credential = device.answer(ask(client, challenge))
    credential["response"] |= broken
    answer = use(client, challenge, credential)
    assert (answer.status_code, answer.json["code"]) == (401, "second_factor_invalid")


@pytest.mark.parametrize("broken", [{"attestationObject": b64(b"x")}, {"attestationObject": None}])
def test_a_malformed_passkey_is_refused(client: FlaskClient, patient: Account, broken: dict[str, Any]) -> None:
    credential = Device().create(begin(client, patient))
    credential["response"] |= broken
    assert add(client, patient, credential).status_code == 422


def test_the_body_is_a_code_or_a_passkey(client: FlaskClient, patient: Account, steps: Clock) -> None:
    app, device = enrol(client, patient, steps), register(client, patient)
    challenge = first_step(client, patient)["challenge"]
    credential = device.answer(ask(client, challenge))
    for body in ({}, {"code": app.next_code(), "passkey": credential}, {"passkey": {}}, {"passkey": {"id": "&"}}):
        answer = client.post("/api/auth/login/second-factor", json={"challenge": challenge} | body)
        assert answer.status_code == 422
    assert use(client, challenge, credential).status_code == 200


def test_there_are_only_so_many(client: FlaskClient, patient: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.passkeys, "MAX_PASSKEYS", 1)
    register(client, patient)
    assert add(client, patient, Device().create(begin(client, patient))).json["code"] == "too_many_factors"


def test_an_account_without_passkeys_has_no_options(client: FlaskClient, patient: Account, steps: Clock) -> None:
    enrol(client, patient, steps)
    challenge = first_step(client, patient)["challenge"]
    assert client.post("/api/auth/login/passkey-options", json={"challenge": challenge}).status_code == 404


def test_production_needs_its_public_address(app: Flask, client: FlaskClient, patient: Account) -> None:
    assert client.get(FACTORS, headers=patient.header).json["passkeys"] is True
    given = app.config["LAB_SETTINGS"]
    app.config["LAB_SETTINGS"] = given.model_copy(update={"env": "production"})
    assert client.get(FACTORS, headers=patient.header).json["passkeys"] is False
    answer = client.post(OPTIONS, json={"currentPassword": patient.password}, headers=patient.header)
    assert (answer.status_code, answer.json["code"]) == (409, "passkeys_unavailable")
    # The Host header of the request does not count.
    settings = {"env": "production", "public_url": "https://lab.example"}
    app.config["LAB_SETTINGS"] = given.model_copy(update=settings)
    device, options = Device(), begin(client, patient)
    assert options["rp"]["id"] == "lab.example"
    assert add(client, patient, device.create(options)).status_code == 422
    options = begin(client, patient)
    credential = device.create(options, origin="https://lab.example", rp="lab.example")
    assert add(client, patient, credential).status_code == 201
