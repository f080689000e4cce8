"""Signed cookies and forms: HMAC-SHA-256, and no signature of an older kind is accepted."""

import json
import re
from hashlib import sha1, sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import Signer
from itsdangerous.encoding import base64_decode
from werkzeug.test import TestResponse

from tests.support.accounts import Account

# How the libraries derive a key from SECRET_KEY.
DERIVATIONS = {"cookie-session": "hmac"}


@pytest.fixture
def database_kind() -> str:
    """Signatures do not depend on the database."""
    return "sqlite"


def signed_anew(app: Flask, signed: str, salt: str, digest: Any) -> str:
    """Replace the signature of a text by one with another digest."""
    derivation = DERIVATIONS.get(salt, "django-concat")
    signer = Signer(app.config["SECRET_KEY"], salt=salt, key_derivation=derivation, digest_method=digest)
    return signer.sign(signed.rpartition(".")[0]).decode()


def weaken(app: Flask, client: FlaskClient, name: str, salt: str) -> None:
    """Check that a cookie is signed with SHA-256, and sign it with SHA-1."""
    cookie = client.get_cookie(name)
    assert cookie is not None
    assert cookie.value == signed_anew(app, cookie.value, salt, sha256)
    client.set_cookie(name, signed_anew(app, cookie.value, salt, sha1))


def sign_in(client: FlaskClient, account: Account) -> None:
    body = {"email": account.email, "password": account.password}
    assert client.post("/api/session", json=body).status_code == 200


def device(client: FlaskClient) -> str:
    """Return the identifier in the mark of the browser."""
    mark = client.get_cookie("lab_device")
    assert mark is not None
    return str(json.loads(base64_decode(mark.value.split(".")[0]))[0])


def form_token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/admin/sign-in").get_data(as_text=True))
    assert found is not None
    return found[1]


def speak_english(client: FlaskClient, token: str) -> TestResponse:
    return client.post("/admin/language", data={"csrf_token": token, "lang": "en", "next": "/admin/sign-in"})


def test_a_session_of_the_app(app: Flask, client: FlaskClient, patient: Account) -> None:
    sign_in(client, patient)
    weaken(app, client, "lab_app_refresh", "lab_app_refresh")
    assert client.post("/api/session/refresh", headers={"X-Requested-With": "lab"}).status_code == 401


def test_a_known_device(app: Flask, client: FlaskClient, patient: Account) -> None:
    sign_in(client, patient)
    known = device(client)
    sign_in(client, patient)
    assert device(client) == known
    weaken(app, client, "lab_device", "lab_device")
    sign_in(client, patient)
    assert device(client) != known


def test_a_form_and_its_cookie(app: Flask, client: FlaskClient) -> None:
    token = form_token(client)
    assert speak_english(client, token).status_code == 303
    assert token == signed_anew(app, token, "wtf-csrf-token", sha256)
    assert speak_english(client, signed_anew(app, token, "wtf-csrf-token", sha1)).status_code == 403
    weaken(app, client, "lab_forms", "cookie-session")
    assert speak_english(client, token).status_code == 403
