"""Passkeys (Web Authentication, level 2), which serve as second factor only.

The relying party is the origin of PUBLIC_URL. Attestation is not requested: any authenticator of the user is welcome.
The library is imported on first use. Its import takes 0.1 s, as it brings the formats of attestation with it.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from labapp.config import current_settings
from labapp.contract.base import JsonObject
from labapp.errors import Conflict, ErrorCode

NAME = "Laboratorio"
_CHALLENGE_BYTES = 32


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site that passkeys are bound to: the host, and the origin of its pages."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Created:
    """A passkey that was verified. ``credential_id`` is base64url."""

    credential_id: str
    public_key: bytes
    sign_count: int


def relying_party(request_origin: str) -> RelyingParty | None:
    """Return the relying party, or None in production without PUBLIC_URL.

    ``request_origin`` is that of the request, which counts in development only: clients choose their Host header.
    """
    settings = current_settings()
    origin = settings.public_url or (None if settings.production else request_origin.rstrip("/"))
    return RelyingParty(urlsplit(origin).hostname or "", origin) if origin else None


def required_party(request_origin: str) -> RelyingParty:
    """Return the relying party. Raises Conflict (``passkeys_unavailable``) where there is none."""
    party = relying_party(request_origin)
    if party is None:
        raise Conflict("Aquí no se pueden usar llaves de acceso.", code=ErrorCode.PASSKEYS_UNAVAILABLE)
    return party


def new_challenge() -> bytes:
    """Return a random challenge."""
    return secrets.token_bytes(_CHALLENGE_BYTES)


def digest(value: bytes | str) -> str:
    """Return the digest under which a challenge, or what it is bound to, is stored."""
    return hashlib.sha256(value if isinstance(value, bytes) else value.encode()).hexdigest()


def handle_of(challenge: bytes) -> bytes:
    """Return the user handle of an account whose first passkey answers ``challenge``: random, and nothing personal."""
    return hashlib.sha256(b"user handle " + challenge).digest()


def answered_challenge(credential: JsonObject) -> bytes | None:
    """Return the challenge that a credential claims to answer, not verified, or None."""
    try:
        client_data = json.loads(_decode(credential["response"]["clientDataJSON"]))
        return _decode(client_data["challenge"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def creation_options(
    party: RelyingParty, *, challenge: bytes, account: str, name: str, handle: bytes, existing: Iterable[str]
) -> JsonObject:
    """Return the options with which a browser creates a passkey; devices that hold an ``existing`` one are excluded."""
    import webauthn
    from webauthn.helpers import options_to_json_dict, structs

    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=NAME,
        user_name=account,
        user_display_name=name,
        user_id=handle,
        challenge=challenge,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.DISCOURAGED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=_decode(one)) for one in existing],
    )
    return options_to_json_dict(options)


def verify_creation(party: RelyingParty, credential: JsonObject, *, challenge: bytes) -> Created | None:
    """Return the passkey that a browser has created for ``challenge``, or None if anything about it is wrong."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    # The library lets errors of its parsers through.
    except (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return None
    credential_id = bytes_to_base64url(verified.credential_id)
    return Created(credential_id, verified.credential_public_key, verified.sign_count)


def request_options(party: RelyingParty, *, challenge: bytes, allowed: Iterable[tuple[str, str]]) -> JsonObject:
    """Return the options with which a browser asks for one of the ``allowed`` passkeys: their ids and transports."""
    import webauthn
    from webauthn.helpers import options_to_json_dict, structs

    known = {one.value for one in structs.AuthenticatorTransport}
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        user_verification=structs.UserVerificationRequirement.PREFERRED,
        allow_credentials=[
            structs.PublicKeyCredentialDescriptor(
                id=_decode(credential_id),
                transports=[structs.AuthenticatorTransport(one) for one in transports.split() if one in known] or None,
            )
            for credential_id, transports in allowed
        ],
    )
    return options_to_json_dict(options)


def verify_answer(
    party: RelyingParty, credential: JsonObject, *, challenge: bytes, public_key: bytes, sign_count: int
) -> int | None:
    """Return the new signature count of a passkey that has signed ``challenge``, or None if anything is wrong.

    A count that does not grow is wrong: the passkey was cloned, or the answer was sent before (section 6.1.1).
    """
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
        )
    # The library lets errors of its parsers through.
    except (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return None
    return verified.new_sign_count
