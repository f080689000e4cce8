"""Request bodies and views of second factors."""

from typing import Annotated, Literal

from labapp.contract.accounts import KnownPassword
from labapp.contract.base import UNSENT, Body, Moment, View, text

FactorLabel = Annotated[str, text(1, 60)]
Code = Annotated[str, text(6, 60)]
SignedChallenge = Annotated[str, text(1, 2000)]
Kind = Literal["totp", "passkey"]
Method = Literal["totp", "passkey", "recovery"]


class SecondStep(Body):
    """The second step of a sign-in: the ``challenge`` of the first, and a code of the app or a recovery code."""

    challenge: SignedChallenge
    code: Code


class CurrentPassword(Body):
    """The current password, which every change of the second factors requires."""

    current_password: KnownPassword


class NewAuthenticator(Body):
    """An authenticator app that shows the codes of an ``enrolment``: its name, and the code that it shows now."""

    enrolment: SignedChallenge
    name: FactorLabel
    code: Code


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
    """The second factors of the current user, and the number of recovery codes that are left."""

    items: list[SecondFactorView]
    recovery_codes: int


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
