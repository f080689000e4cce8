"""Second factors in tests: an authenticator app with a clock of its own, and the steps of a sign-in with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import CDPSession, Page

from labapp import clock
from labapp.services import second_factors, second_step
from tests.support.accounts import Account

FACTORS = "/api/auth/me/second-factors"


@dataclass(slots=True)
class Clock:
    """The time of the second factors, which a test moves."""

    moment: datetime = field(default_factory=clock.now)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, seconds: float = 30) -> None:
        """Move the time forward, by default to the next code."""
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which codes are checked; it stands still unless a test moves it."""
    moving = Clock()
    for module in (second_factors, second_step):
        monkeypatch.setattr(module, "now", moving)
    return moving


@dataclass(slots=True)
class Authenticator:
    """An authenticator app that has been added to an account."""

    account: Account
    secret: str
    factor_id: int
    recovery_codes: list[str]
    time: Clock

    @property
    def code(self) -> str:
        """The code that the app shows now."""
        return pyotp.TOTP(self.secret).at(self.time.moment)

    def next_code(self) -> str:
        """Wait for the next code and return it."""
        self.time.forward()
        return self.code


def enrol(client: FlaskClient, account: Account, time: Clock, *, name: str = "Mi teléfono") -> Authenticator:
    """Add an authenticator app to an account over REST."""
    begun = client.post(f"{FACTORS}/totp", json={"currentPassword": account.password}, headers=account.header)
    assert begun.status_code == 200, begun.text
    secret = begun.json["secret"]
    code = pyotp.TOTP(secret).at(time.moment)
    confirmed = client.post(
        f"{FACTORS}/totp/confirm",
        json={"enrolment": begun.json["enrolment"], "name": name, "code": code},
        headers=account.header,
    )
    assert confirmed.status_code == 201, confirmed.text
    return Authenticator(account, secret, confirmed.json["factor"]["id"], confirmed.json["recoveryCodes"], time)


def first_step(client: FlaskClient, account: Account, *, path: str = "/api/auth/login", password: str = "") -> Any:
    """Send the password, and return the problem that asks for the second step."""
    body = {"email": account.email, "password": password or account.password}
    answer = client.post(path, json=body)
    assert (answer.status_code, answer.json["code"]) == (401, "second_factor_required"), answer.text
    return answer.json


def second(client: FlaskClient, challenge: str, code: str, *, path: str = "/api/auth/login/second-factor") -> Any:
    """Send a code for the second step, and return the response."""
    return client.post(path, json={"challenge": challenge, "code": code})


def wrong_codes(app: Authenticator) -> Iterator[str]:
    """Yield codes that are not valid now."""
    totp = pyotp.TOTP(app.secret)
    valid = {totp.at(app.time.moment, counter_offset=shift) for shift in (-1, 0, 1)}
    yield from (code for number in range(100) if (code := f"{number:06d}") not in valid)


class VirtualAuthenticator:
    """A platform authenticator of Chromium, whose user is always present (WebDriver, virtual authenticators)."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._id = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def fail(self) -> None:
        """Refuse the user from now on, as for a wrong finger."""
        self._session.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": False})
        self._session.send(
            "WebAuthn.setResponseOverrideBits",
            {"authenticatorId": self._id, "isBogusSignature": False, "isBadUP": True},
        )

    def succeed(self) -> None:
        """Recognize the user again."""
        self._session.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": True})
        self._session.send("WebAuthn.setResponseOverrideBits", {"authenticatorId": self._id, "isBadUP": False})


def add_authenticator(page: Page) -> VirtualAuthenticator:
    """Give the browser of a page an authenticator."""
    return VirtualAuthenticator(page.context.new_cdp_session(page))
