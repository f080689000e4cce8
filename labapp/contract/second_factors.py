"""Request bodies and views of second factors."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from labapp.contract.accounts import KnownPassword, NewPassword
from labapp.contract.base import UNSENT, Body, JsonObject, Moment, View, text

FactorLabel = Annotated[str, text(1, 60)]
Code = Annotated[str, text(6, 60)]
SignedChallenge = Annotated[str, text(1, 2000)]
Kind = Literal["totp", "passkey"]
Method = Literal["totp", "passkey", "recovery"]


Base64Url = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"^[A-Za-z0-9_-]+$")]


class AuthenticatorResponse(Body):
    """What an authenticator returns to the browser (Web Authentication, sections 5.2.1 and 5.2.2)."""

    client_data: Annotated[Base64Url, Field(alias="clientDataJSON")]
    attestation_object: Base64Url | None = None
    authenticator_data: Base64Url | None = None
    signature: Base64Url | None = None
    user_handle: Base64Url | None = None
    transports: Annotated[list[Annotated[str, text(1, 20)]], Field(max_length=10)] = []
    public_key: Base64Url | None = None
    public_key_algorithm: int | None = None


class PasskeyCredential(Body):
    """A credential as ``PublicKeyCredential.toJSON()`` returns it."""

    id: Base64Url
    raw_id: Base64Url
    type: Literal["public-key"]
    response: AuthenticatorResponse
    authenticator_attachment: Annotated[str, text(1, 20)] | None = None
    client_extension_results: JsonObject = {}

    def as_sent(self) -> JsonObject:
        """Return the credential as a JSON object."""
        return self.model_dump(by_alias=True, exclude_none=True)


class SignInChallenge(Body):
    """The ``challenge`` of the first step of a sign-in."""

    challenge: SignedChallenge


class SecondStep(SignInChallenge):
    """The second step of a sign-in: a ``code`` of the app or a recovery code, or the answer of a ``passkey``."""

    code: Code | None = None
    passkey: PasskeyCredential | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if (self.code is None) == (self.passkey is None):
            raise ValueError("either a code or a passkey")
        return self


class NewPasswordStep(SignInChallenge):
    """The last step of a sign-in with a password that the staff set: the one that its owner chooses."""

    new_password: NewPassword


class CurrentPassword(Body):
    """The current password, which every change of the second factors requires."""

    current_password: KnownPassword


class Reauthentication(CurrentPassword):
    """A proof of identity in an open session: the current password and, for an account with second factors, one more.

    That is a ``code`` of the app or a recovery code, or the answer of a ``passkey``.
    """

    code: Code | None = None
    passkey: PasskeyCredential | None = None

    @model_validator(mode="after")
    def _is_at_most_one(self) -> Self:
        if self.code is not None and self.passkey is not None:
            raise ValueError("either a code or a passkey")
        return self


class ReauthenticationView(View):
    """When the person of the session proved who they are, and until when this is recent enough."""

    verified_at: Moment
    valid_until: Moment


class NewAuthenticator(Body):
    """An authenticator app that shows the codes of an ``enrolment``: its name, and the code that it shows now."""

    enrolment: SignedChallenge
    name: FactorLabel
    code: Code


class NewPasskey(Body):
    """A passkey that the browser has created, and its name."""

    name: FactorLabel
    credential: PasskeyCredential


class FactorPatch(Body):
    """The fields of a second factor that its user can change."""

    name: FactorLabel = UNSENT


class SecondFactorView(View):
    """A second factor, without its secret. ``usedAt`` is the time of the last sign-in with it."""

    id: int
    kind: Kind
    name: str
    created_at: Moment
    used_at: Moment | None


class SecondFactors(View):
    """The second factors of the current user, and the number of recovery codes that are left.

    ``passkeys`` is whether passkeys can be used here.
    """

    items: list[SecondFactorView]
    recovery_codes: int
    passkeys: bool


class PasskeyOptions(View):
    """The options for the browser, as ``PublicKeyCredential.parse...OptionsFromJSON`` reads them."""

    public_key: JsonObject


class EnrolmentView(View):
    """A new secret, not yet stored: as text, as an address for the phone, and as a QR code (SVG, a ``data:`` address).

    ``enrolment`` is to be sent back with a code of the app within ten minutes.
    """

    secret: str
    uri: str
    qr_code: str
    enrolment: str


class NewFactorView(View):
    """A second factor that was added; with the first one, the recovery codes, which are shown this once."""

    factor: SecondFactorView
    recovery_codes: list[str]


class RecoveryCodes(View):
    """Recovery codes, which are shown this once. Earlier ones no longer work."""

    recovery_codes: list[str]
