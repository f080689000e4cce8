"""One mail to one SMTP server, with TLS wherever the network is not this machine.

Connections are those of the standard library, whose sockets gevent has patched in a server: they yield to the loop.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from urllib.parse import unquote, urlsplit

from labapp.setting_checks import LOOPBACK

_TIMEOUT_SECONDS = 15
_SUBMISSION, _SUBMISSIONS = 587, 465


@cache
def _context() -> ssl.SSLContext:
    # Reads the certificates of the system, which takes milliseconds.
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, as SMTP_URL names it. ``encrypted`` is TLS from the first byte."""

    host: str
    port: int
    encrypted: bool
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str) -> "Server":
        """Return the server of a valid SMTP_URL. User and password may be percent-encoded."""
        parts = urlsplit(url)
        encrypted = parts.scheme == "smtps"
        return cls(
            parts.hostname or "",
            parts.port or (_SUBMISSIONS if encrypted else _SUBMISSION),
            encrypted,
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    def _connect(self) -> smtplib.SMTP:
        if self.encrypted:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT_SECONDS, context=_context())
        return smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_SECONDS)

    def send(self, message: EmailMessage) -> None:
        """Send a message, and return when the server has accepted it.

        Without TLS nothing is sent beyond this machine (RFC 8314, section 3.3): a server that does not offer STARTTLS
        is refused, and so is a certificate that is not valid. Raises OSError and SMTPException.
        """
        with self._connect() as connection:
            if not self.encrypted and self.host not in LOOPBACK:
                connection.starttls(context=_context())
            if self.user and self.password:
                connection.login(self.user, self.password)
            connection.send_message(message)


def is_permanent(error: Exception) -> bool:
    """Whether a repetition cannot help: the server has refused the mail or its recipient with 5xx (RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPNotSupportedError) or (
        isinstance(error, smtplib.SMTPResponseException)
        and not isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError)
        and 500 <= error.smtp_code < 600
    )
