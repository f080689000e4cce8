"""Second factors over REST: adding, using and removing authenticator apps and recovery codes, and what is refused."""

from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from labapp import services
from labapp.auth import challenges
from labapp.models import AuthSession, RecoveryCode, SecondFactor, User
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account
from tests.support.event_log import entries, names, rooms
from tests.support.second_factors import FACTORS, Clock, enrol, first_step, second, steps, wrong_codes

__all__ = ["steps"]
CODES = "/api/auth/me/recovery-codes"


def open_sessions(account: Account) -> set[str]:
    query = select(AuthSession.id).where(AuthSession.user_id == account.id, AuthSession.revoked_at.is_(None))
    with reading() as session:
        return set(session.scalars(query))


def last_entry(name: str) -> Any:
    return next(entry for entry in reversed(entries()) if entry.name == name)


def test_an_app_is_added_and_asked_for(client: FlaskClient, doctor: Account, steps: Clock) -> None:
    empty = client.get(FACTORS, headers=doctor.header)
    assert empty.json == {"items": [], "recoveryCodes": 0, "passkeys": True}
    assert empty.headers["Cache-Control"] == "no-store"
    app = enrol(client, doctor, steps)
    assert len(set(app.recovery_codes)) == 10
    listed = client.get(FACTORS, headers=doctor.header).json
    assert listed["recoveryCodes"] == 10
    (factor,) = listed["items"]
    assert (factor["kind"], factor["name"], factor["usedAt"]) == ("totp", "Mi teléfono", None)
    asked = first_step(client, doctor)
    assert asked["methods"] == ["totp", "recovery"]
    answer = second(client, asked["challenge"], app.next_code())
    assert answer.status_code == 200
    assert answer.json["user"]["id"] == doctor.id
    assert client.get("/api/auth/me", headers={"Authorization": f"Bearer {answer.json['accessToken']}"}).json
    assert client.get(FACTORS, headers=doctor.header).json["items"][0]["usedAt"] is not None


def test_the_app_of_the_browser_asks_for_it_too(client: FlaskClient, patient: Account, steps: Clock) -> None:
    app = enrol(client, patient, steps)
    asked = first_step(client, patient, path="/api/session")
    assert client.get_cookie("lab_app_refresh", path="/") is None
    answer = second(client, asked["challenge"], app.next_code(), path="/api/session/second-factor")
    assert answer.status_code == 200
    assert "refreshToken" not in answer.json
    assert client.get_cookie("lab_app_refresh", path="/") is not None


def test_the_enrolment_is_what_an_app_reads(client: FlaskClient, patient: Account) -> None:
    answer = client.post(f"{FACTORS}/totp", json={"currentPassword": patient.password}, headers=patient.header)
    parsed = pyotp.parse_uri(answer.json["uri"])
    assert (parsed.secret, parsed.name, parsed.issuer) == (answer.json["secret"], patient.email, "Laboratorio")
    assert answer.json["qrCode"].startswith("data:image/svg+xml")
    assert answer.headers["Cache-Control"] == "no-store"
    # Nothing is stored before it is confirmed.
    assert client.get(FACTORS, headers=patient.header).json["items"] == []


def test_the_first_factor_ends_the_other_sessions(client: FlaskClient, patient: Account, steps: Clock) -> None:
    body = {"email": patient.email, "password": patient.password}
    elsewhere = client.post("/api/auth/login", json=body).json["accessToken"]
    enrol(client, patient, steps)
    assert open_sessions(patient) == {patient.identity.session_id}
    assert client.get("/api/auth/me", headers={"Authorization": f"Bearer {elsewhere}"}).status_code == 401
    revoked = last_entry("session.revoked")
    assert (revoked.after["reason"], rooms(revoked.seq, "event")) == ("second_factor", {f"user:{patient.id}"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{FACTORS}/totp"),
        ("POST", f"{FACTORS}/{{id}}/remove"),
        ("POST", CODES),
    ],
)
def test_changes_need_the_current_password(
    client: FlaskClient, patient: Account, steps: Clock, method: str, path: str
) -> None:
    app = enrol(client, patient, steps)
    before = len(entries())
    body = {"currentPassword": "not the password"}
    answer = client.open(path.format(id=app.factor_id), method=method, json=body, headers=patient.header)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["currentPassword"])
    assert len(entries()) == before
    assert client.get(FACTORS, headers=patient.header).json["recoveryCodes"] == 10


def test_a_wrong_code_adds_nothing(client: FlaskClient, patient: Account, steps: Clock) -> None:
    begun = client.post(f"{FACTORS}/totp", json={"currentPassword": patient.password}, headers=patient.header).json
    late = pyotp.TOTP(begun["secret"]).at(steps.moment, counter_offset=5)
    for code in ("000000", "abcdefgh", late):
        body = {"enrolment": begun["enrolment"], "name": "x", "code": code}
        answer = client.post(f"{FACTORS}/totp/confirm", json=body, headers=patient.header)
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["code"])
    assert client.get(FACTORS, headers=patient.header).json["items"] == []


def test_an_enrolment_is_of_one_account_and_completed_once(
    client: FlaskClient, patient: Account, other_patient: Account, steps: Clock
) -> None:
    begun = client.post(f"{FACTORS}/totp", json={"currentPassword": patient.password}, headers=patient.header).json
    code = pyotp.TOTP(begun["secret"]).at(steps.moment)
    body = {"enrolment": begun["enrolment"], "name": "x", "code": code}
    stolen = client.post(f"{FACTORS}/totp/confirm", json=body, headers=other_patient.header)
    assert (stolen.status_code, list(stolen.json["errors"])) == (422, ["enrolment"])
    assert client.post(f"{FACTORS}/totp/confirm", json=body, headers=patient.header).status_code == 201
    again = client.post(f"{FACTORS}/totp/confirm", json=body, headers=patient.header)
    assert (again.status_code, again.json["code"]) == (409, "already_exists")


def test_an_enrolment_expires(client: FlaskClient, patient: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = client.post(f"{FACTORS}/totp", json={"currentPassword": patient.password}, headers=patient.header).json
    monkeypatch.setattr(services.second_factors, "_ENROLMENT_SECONDS", -1)
    body = {"enrolment": begun["enrolment"], "name": "x", "code": pyotp.TOTP(begun["secret"]).now()}
    answer = client.post(f"{FACTORS}/totp/confirm", json=body, headers=patient.header)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["enrolment"])


def test_there_are_only_so_many(client: FlaskClient, patient: Account, steps: Clock) -> None:
    for number in range(services.second_factors.MAX_AUTHENTICATORS):
        enrol(client, patient, steps, name=str(number))
    begun = client.post(f"{FACTORS}/totp", json={"currentPassword": patient.password}, headers=patient.header).json
    body = {"enrolment": begun["enrolment"], "name": "x", "code": pyotp.TOTP(begun["secret"]).at(steps.moment)}
    answer = client.post(f"{FACTORS}/totp/confirm", json=body, headers=patient.header)
    assert (answer.status_code, answer.json["code"]) == (409, "too_many_factors")


def test_a_code_works_once_and_none_before_it(client: FlaskClient, patient: Account, steps: Clock) -> None:
    app = enrol(client, patient, steps)
    challenge = first_step(client, patient)["challenge"]
    # The code of the enrolment is used up.
    assert second(client, challenge, app.code).json["code"] == "second_factor_invalid"
    earlier = app.next_code()
    later = app.next_code()
    assert second(client, challenge, later).status_code == 200
    for code in (later, earlier):
        for again in (challenge, first_step(client, patient)["challenge"]):
            assert second(client, again, code).json["code"] == "second_factor_invalid"


def test_a_code_is_valid_for_a_step_before_and_after(client: FlaskClient, patient: Account, steps: Clock) -> None:
    app = enrol(client, patient, steps)
    steps.forward(300)
    totp, challenge = pyotp.TOTP(app.secret), first_step(client, patient)["challenge"]
    for shift, status in ((-2, 401), (2, 401), (-1, 200), (1, 200)):
        assert second(client, challenge, totp.at(steps.moment, counter_offset=shift)).status_code == status


def test_a_recovery_code_works_once(client: FlaskClient, patient: Account, steps: Clock) -> None:
    app = enrol(client, patient, steps)
    # As people write them from paper.
    written = app.recovery_codes[0].upper().replace("-", " ")
    challenge = first_step(client, patient)["challenge"]
    assert second(client, challenge, written).status_code == 200
    used = last_entry("user.recovery_code_used")
    assert rooms(used.seq, "event") == {f"user:{patient.id}"}
    assert rooms(used.seq, "report") == {"role:Administrador"}
    assert used.payload["changes"] == {"recoveryCodes": 9}
    assert (used.payload["type"], used.payload["action"]) == ("recovery_codes", "used")
    assert client.get(FACTORS, headers=patient.header).json["recoveryCodes"] == 9
    assert second(client, first_step(client, patient)["challenge"], written).status_code == 401


def test_without_codes_left_they_are_no_method(client: FlaskClient, patient: Account, steps: Clock) -> None:
    enrol(client, patient, steps)
    with unit_of_work() as work:
        work.session.execute(update(RecoveryCode).values(used_at=steps.moment))
    assert first_step(client, patient)["methods"] == ["totp"]


def test_new_recovery_codes_replace_the_old_ones(client: FlaskClient, patient: Account, steps: Clock) -> None:
    none = client.post(CODES, json={"currentPassword": patient.password}, headers=patient.header)
    assert (none.status_code, none.json["code"]) == (409, "conflict")
    app = enrol(client, patient, steps)
    answer = client.post(CODES, json={"currentPassword": patient.password}, headers=patient.header)
    assert answer.headers["Cache-Control"] == "no-store"
    fresh = answer.json["recoveryCodes"]
    assert len(fresh) == 10
    assert not set(fresh) & set(app.recovery_codes)
    challenge = first_step(client, patient)["challenge"]
    assert second(client, challenge, app.recovery_codes[0]).status_code == 401
    assert second(client, challenge, fresh[0]).status_code == 200


def test_the_codes_of_another_account_are_refused(
    client: FlaskClient, patient: Account, doctor: Account, steps: Clock
) -> None:
    app, other = enrol(client, patient, steps), enrol(client, doctor, steps)
    steps.forward()
    challenge = first_step(client, patient)["challenge"]
    for code in (other.code, other.recovery_codes[0]):
        assert second(client, challenge, code).json["code"] == "second_factor_invalid"
    # Nothing of the other account was used up.
    assert second(client, first_step(client, doctor)["challenge"], other.code).status_code == 200
    assert second(client, challenge, app.code).status_code == 200


def test_a_factor_of_another_account_does_not_exist(
    client: FlaskClient, patient: Account, doctor: Account, admin: Account, steps: Clock
) -> None:
    app = enrol(client, patient, steps)
    path = f"{FACTORS}/{app.factor_id}"
    for account in (doctor, admin):
        body = {"currentPassword": account.password}
        assert client.post(f"{path}/remove", json=body, headers=account.header).status_code == 404
        assert client.patch(path, json={"name": "mine"}, headers=account.header).status_code == 404
    assert client.get(FACTORS, headers=patient.header).json["items"][0]["name"] == "Mi teléfono"


def test_a_factor_is_renamed(client: FlaskClient, patient: Account, steps: Clock) -> None:
    path = f"{FACTORS}/{enrol(client, patient, steps).factor_id}"
    assert client.patch(path, json={"name": "  Tableta "}, headers=patient.header).json["name"] == "Tableta"
    entry = last_entry("user.factor_renamed")
    assert (entry.before, entry.after) == ({"name": "Mi teléfono"}, {"name": "Tableta"})
    count = len(entries())
    for body in ({"name": "Tableta"}, {}):
        assert client.patch(path, json=body, headers=patient.header).status_code == 200
    assert len(entries()) == count
    for name in ("", "x" * 61, "a\x00b"):
        assert client.patch(path, json={"name": name}, headers=patient.header).status_code == 422


def test_without_its_last_factor_an_account_needs_its_password_only(
    client: FlaskClient, patient: Account, steps: Clock
) -> None:
    app = enrol(client, patient, steps)
    body = {"currentPassword": patient.password}
    path = f"{FACTORS}/{app.factor_id}/remove"
    assert client.post(path, json=body, headers=patient.header).status_code == 204
    assert client.get(FACTORS, headers=patient.header).json == {"items": [], "recoveryCodes": 0, "passkeys": True}
    login = {"email": patient.email, "password": patient.password}
    assert client.post("/api/auth/login", json=login).status_code == 200
    assert client.post(path, json=body, headers=patient.header).status_code == 404
    assert names().count("user.factor_removed") == 1


def test_guessing_codes_reaches_a_limit(client: FlaskClient, patient: Account, admin: Account, steps: Clock) -> None:
    app = enrol(client, patient, steps)
    app.next_code()
    guesses = wrong_codes(app)
    for _ in range(5):
        # A new challenge does not begin a new count.
        answer = second(client, first_step(client, patient)["challenge"], next(guesses))
        assert (answer.status_code, list(answer.json["errors"])) == (401, ["code"])
    challenge = first_step(client, patient)["challenge"]
    for code in (next(guesses), app.code, app.recovery_codes[0]):
        answer = second(client, challenge, code)
        assert (answer.status_code, answer.json["code"]) == (429, "rate_limited")
        assert int(answer.headers["Retry-After"]) >= 1
    refused = [entry for entry in entries() if entry.name == "session.factor_refused"]
    assert len(refused) == 5
    for entry in refused:
        assert rooms(entry.seq, "report") == {"role:Administrador"}
        assert rooms(entry.seq, "event") == {f"user:{patient.id}"}
    # Others are not concerned.
    other = enrol(client, admin, steps)
    assert second(client, first_step(client, admin)["challenge"], other.next_code()).status_code == 200


def test_right_codes_do_not_count(client: FlaskClient, patient: Account, steps: Clock) -> None:
    app = enrol(client, patient, steps)
    for _ in range(7):
        assert second(client, first_step(client, patient)["challenge"], app.next_code()).status_code == 200


def test_a_known_browser_is_not_locked_out(app: Flask, client: FlaskClient, patient: Account, steps: Clock) -> None:
    device = enrol(client, patient, steps)
    path = {"path": "/api/session/second-factor"}
    mine = app.test_client()
    asked = first_step(mine, patient, path="/api/session")
    assert second(mine, asked["challenge"], device.next_code(), **path).status_code == 200
    device.next_code()
    guesses = wrong_codes(device)
    challenge = first_step(client, patient, path="/api/session")["challenge"]
    assert [second(client, challenge, next(guesses), **path).status_code for _ in range(6)] == [401] * 5 + [429]
    asked = first_step(mine, patient, path="/api/session")
    assert second(mine, asked["challenge"], device.code, **path).status_code == 200


def test_without_the_password_there_is_nothing_to_guess(client: FlaskClient, patient: Account, steps: Clock) -> None:
    app = enrol(client, patient, steps)
    login = {"email": patient.email, "password": "wrong"}
    wrong = client.post("/api/auth/login", json=login)
    assert (wrong.json["code"], "challenge" in wrong.json) == ("invalid_credentials", False)
    with reading() as session:
        user = session.get(User, patient.id)
    assert user is not None
    # A challenge of another step, a forged one, and none at all.
    other_step = challenges.issue(challenges.challenge(user, [challenges.Step.PASSWORD]), step="new_password")  # type: ignore[arg-type]
    real = first_step(client, patient)["challenge"]
    for token in (other_step, real[:-2] + ("AA" if real[-2:] != "AA" else "BB"), "x"):
        answer = second(client, token, app.next_code())
        assert (answer.status_code, answer.json["code"]) == (401, "challenge_invalid")
    assert client.post("/api/auth/login/second-factor", json={"code": app.code}).status_code == 422


def test_a_challenge_expires(
    client: FlaskClient, patient: Account, steps: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = enrol(client, patient, steps)
    challenge = first_step(client, patient)["challenge"]
    monkeypatch.setattr(challenges, "LIFETIME", -challenges.LIFETIME)
    assert second(client, challenge, app.next_code()).json["code"] == "challenge_invalid"


def test_a_change_of_the_account_voids_the_challenge(
    client: FlaskClient, patient: Account, doctor: Account, admin: Account, steps: Clock
) -> None:
    app, other = enrol(client, patient, steps), enrol(client, doctor, steps)
    steps.forward()
    deactivated, reset = (first_step(client, account)["challenge"] for account in (patient, doctor))
    services.users.deactivate(patient.id, by=admin.identity)
    assert second(client, deactivated, app.code).json["code"] == "challenge_invalid"
    services.users.reset_password(doctor.id, password="another-password-1", by=admin.identity)
    assert second(client, reset, other.code).json["code"] == "challenge_invalid"


def test_a_new_password_does_not_bypass_the_second_step(
    client: FlaskClient, patient: Account, admin: Account, steps: Clock
) -> None:
    app = enrol(client, patient, steps)
    services.users.reset_password(patient.id, password="another-password-1", by=admin.identity)
    asked = first_step(client, patient, password="another-password-1")
    assert second(client, asked["challenge"], app.next_code()).json["code"] == "new_password_required"


def test_secrets_are_stored_encrypted_and_hashed(client: FlaskClient, patient: Account, steps: Clock) -> None:
    app = enrol(client, patient, steps)
    with reading() as session:
        factor = session.scalars(select(SecondFactor)).one()
        digests = list(session.scalars(select(RecoveryCode.digest)))
    assert factor.secret is not None
    assert app.secret not in factor.secret
    assert services.second_factors.stored_secret(factor) == app.secret
    assert not {code.replace("-", "") for code in app.recovery_codes} & set(digests)


def test_a_copied_secret_is_of_no_use_in_another_account(
    client: FlaskClient, patient: Account, doctor: Account, steps: Clock
) -> None:
    mine, other = enrol(client, patient, steps), enrol(client, doctor, steps)
    with unit_of_work() as work:
        copied = work.session.scalar(select(SecondFactor.secret).where(SecondFactor.id == mine.factor_id))
        work.session.execute(update(SecondFactor).where(SecondFactor.id == other.factor_id).values(secret=copied))
    assert second(client, first_step(client, doctor)["challenge"], mine.next_code()).status_code == 401


def test_a_new_secret_key_reads_older_secrets_and_stores_them_anew(
    app: Flask, client: FlaskClient, patient: Account, steps: Clock
) -> None:
    device = enrol(client, patient, steps)
    old = app.config["LAB_SETTINGS"]
    rotated = old.model_copy(update={"secret_key": "k" * 40, "secret_key_previous": (old.secret_key,)})
    app.config["LAB_SETTINGS"] = rotated
    assert second(client, first_step(client, patient)["challenge"], device.next_code()).status_code == 200
    app.config["LAB_SETTINGS"] = rotated.model_copy(update={"secret_key_previous": ()})
    assert second(client, first_step(client, patient)["challenge"], device.next_code()).status_code == 200


def test_neither_the_log_nor_an_event_holds_a_secret(
    client: FlaskClient, patient: Account, admin: Account, steps: Clock
) -> None:
    app = enrol(client, patient, steps)
    challenge = first_step(client, patient)["challenge"]
    used = app.next_code()
    assert second(client, challenge, used).status_code == 200
    assert second(client, challenge, app.recovery_codes[0]).status_code == 200
    assert second(client, challenge, used).status_code == 401
    fresh = client.post(CODES, json={"currentPassword": patient.password}, headers=patient.header).json
    secrets = {app.secret, used, challenge, *app.recovery_codes, *fresh["recoveryCodes"]}
    recorded = str([(one.payload, one.report, one.before, one.after) for one in entries()])
    listed = client.get(FACTORS, headers=patient.header).text
    seen = client.get("/api/admin/events?perPage=200", headers=admin.header).text
    inbox = client.get("/api/auth/me/inbox", headers=patient.header).text
    assert [one for one in secrets if one in recorded + listed + seen + inbox] == []
    assert {"second_factor", "recovery_codes"} <= {
        item["payload"]["type"] for item in client.get("/api/auth/me/inbox", headers=patient.header).json["items"]
    }
