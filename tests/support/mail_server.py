"""A real SMTP server on this machine, which keeps the mails that it receives."""

import ssl
import subprocess
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.components import Port

# Names this machine, and is not one of the addresses for which TLS is not required.
ELSEWHERE = "127.0.0.2"
USER, SECRET = "lab@mail", "s3cret/with:signs"


class MailServer:
    """The server; ``refusals`` are the answers to the next mails, before it accepts any."""

    def __init__(self, host: str = "127.0.0.1", *, certificate: Path | None = None, implicit: bool = False) -> None:
        self.refusals: list[str] = []
        self.attempts = 0
        self.logins: list[tuple[str, str]] = []
        self._received: list[EmailMessage] = []
        self._arrived = threading.Condition()
        context = None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        smtp = {"authenticator": self._authenticate} if context else {}
        if context and not implicit:
            smtp |= {"tls_context": context, "require_starttls": True, "auth_required": True}
        elif context:
            # The connection is encrypted already, which aiosmtpd does not know.
            smtp |= {"auth_require_tls": False}
        self._held = Port()
        self._controller = Controller(
            self, hostname=host, port=self._held.number, ssl_context=context if implicit else None, **smtp
        )
        self._controller.start()
        self.port, self.host = self._held.number, host

    @property
    def url(self) -> str:
        """SMTP_URL of this server, without a user."""
        return f"smtp://{self.host}:{self.port}"

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=self.logins[-1] == (USER, SECRET))

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Receive a mail, or refuse it as ``refusals`` demand."""
        self.attempts += 1
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.original_content
        assert content is not None
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        with self._arrived:
            self._received.append(message)
            self._arrived.notify_all()
        return "250 OK"

    def next(self, to: str, timeout: float = 15) -> EmailMessage:
        """Wait for the next mail to an address, which is removed, and return it."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self.received(to), timeout), f"no mail to {to}"
            mail = self.received(to)[0]
            self._received.remove(mail)
        return mail

    def received(self, to: str) -> list[EmailMessage]:
        """Return the mails to an address that have arrived."""
        return [mail for mail in self._received if mail["To"] == to]

    def close(self) -> None:
        """Stop the server."""
        self._controller.stop()
        self._held.close()


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """Return the text of a mail: its plain part, or its HTML."""
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def make_certificate(directory: Path, host: str = ELSEWHERE) -> Path:
    """Return a file with a key and a certificate for ``host`` that signs itself."""
    made = directory / "mail.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail"]
    command += ["-addext", f"subjectAltName=IP:{host}", "-keyout", str(made), "-out", str(directory / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    with made.open("a") as file:
        file.write((directory / "cert.pem").read_text())
    return made
