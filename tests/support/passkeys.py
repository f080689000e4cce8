"""An authenticator in Python: it creates passkeys and answers with them, as a browser sends it."""

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cbor2 import dumps
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN = "http://localhost"


def b64(value: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@dataclass
class Device:
    """An authenticator: one P-256 key, a credential id and a signature count."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    count: int = 0
    user_handle: str = ""

    def _client_data(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def create(self, options: dict[str, Any], *, origin: str = ORIGIN, rp: str = "localhost") -> dict[str, Any]:
        """Answer the options of a registration, as ``toJSON()`` of a browser does."""
        self.user_handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        public = dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        data = hashlib.sha256(rp.encode()).digest() + bytes((0x45,)) + struct.pack(">I", self.count) + attested
        statement = dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", options["challenge"], origin)
        response = {"clientDataJSON": b64(client_data), "attestationObject": b64(statement), "transports": ["internal"]}
        return {"id": b64(self.credential_id), "rawId": b64(self.credential_id), "type": "public-key"} | {
            "response": response,
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }

    def answer(
        self, options: dict[str, Any], *, origin: str = ORIGIN, rp: str = "localhost", count: int | None = None
    ) -> dict[str, Any]:
        """Answer the options of a sign-in; the signature count grows unless ``count`` is given."""
        self.count = self.count + 1 if count is None else count
        data = hashlib.sha256(rp.encode()).digest() + bytes((0x05,)) + struct.pack(">I", self.count)
        client_data = self._client_data("webauthn.get", options["challenge"], origin)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(client_data),
            "authenticatorData": b64(data),
            "signature": b64(signature),
            "userHandle": None,
        }
        return {"id": b64(self.credential_id), "rawId": b64(self.credential_id), "type": "public-key"} | {
            "response": response,
            "clientExtensionResults": {},
        }
