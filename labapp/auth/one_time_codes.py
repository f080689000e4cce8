"""One-time codes: those of authenticator apps (TOTP, RFC 6238), and recovery codes."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno

STEP_SECONDS = 30
RECOVERY_CODES = 10
# 32 characters, without those that are easily confused.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
# 120 random bits: from 112 bits on, a plain hash is enough (ASVS V6.5.2).
_RECOVERY_LENGTH = 24
_GROUP = 4
_SEPARATORS = re.compile(r"[\s-]+")
_APP_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs: the secret, the same as an address, and that as a QR code (SVG, a data URI)."""

    secret: str
    uri: str
    qr_code: str


def enrolment(secret: str, *, account: str, issuer: str) -> Enrolment:
    """Return what an authenticator app needs to show the codes of ``secret``."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)
    # Black on white in every theme: cameras do not read inverted codes reliably.
    qr_code = segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff", encode_minimal=True)
    return Enrolment(secret, uri, qr_code)


def new_secret() -> str:
    """Return a random secret of 160 bits, as RFC 4226 recommends (section 4)."""
    return pyotp.random_base32()


def normalized(code: str) -> str:
    """Return a code as it was issued, without the separators and capitals that people add."""
    return _SEPARATORS.sub("", code).lower()


def is_app_code(code: str) -> bool:
    """Whether a normalized code has the form of an app's code."""
    return _APP_CODE.fullmatch(code) is not None


def matching_step(secret: str, code: str, *, moment: datetime, after: int) -> int | None:
    """Return the step of time that an app's code belongs to, or None.

    The clock of the device may be one step early or late (RFC 6238, section 5.2). Only steps later than ``after``
    count, the last one that was used: a code is valid once.
    """
    current = int(moment.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    matches = [
        step
        for step in (current - 1, current, current + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]
    return next((step for step in matches if step > after), None)


def new_recovery_codes() -> list[str]:
    """Return random recovery codes, in groups that are easy to copy from paper."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    return ["-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP)) for code in codes]


def recovery_digest(code: str) -> str:
    """Return the digest under which a recovery code is stored."""
    return hashlib.sha256(normalized(code).encode()).hexdigest()
