"""Which passwords users may choose: not a common one, and not the e-mail address or name of the account.

``common_passwords.txt`` holds those of the 20,000 most common passwords that are long enough for an account, as Django
5.2 ships them (list by Royce Williams, licence beside it). The rule follows NIST SP 800-63B, section 5.1.1.2.
"""

from functools import cache
from pathlib import Path

from labapp.errors import InvalidPayload
from labapp.files.text import fold_text
from labapp.locale import N_

_LIST = Path(__file__).with_name("common_passwords.txt")


@cache
def _common() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").split("\n"))


def _letters(text: str) -> str:
    return "".join(letter for letter in fold_text(text) if letter.isalnum())


def check_password(password: str, *, email: str, name: str, field: str) -> None:
    """Raise InvalidPayload, with the fault at ``field``, for a password that is easy to guess."""
    if password.lower() in _common():
        raise InvalidPayload(errors={field: [N_("Es una de las contraseñas más comunes. Elija otra.")]})
    of_the_account = {_letters(email), _letters(email.partition("@")[0]), _letters(name)}
    if _letters(password) in of_the_account:
        raise InvalidPayload(errors={field: [N_("No puede ser su correo ni su nombre.")]})
