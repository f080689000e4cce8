"""The texts of mails, in the language of their reader: plain text, and the same as simple HTML."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from math import ceil

from flask import render_template
from flask_babel import force_locale, gettext

from labapp.clock import iso, now
from labapp.config import current_settings
from labapp.contract.base import JsonObject
from labapp.locale import N_

# A link that sets a new password, and the notice that a password was changed (ASVS 5.0, 6.3.7). The notice has no link,
# so that readers do not learn to follow links in such mails. The last mail is that the data of a person were erased.
LINK, CHANGED, ERASED = "password_link", "password_changed", "erased"
_SUBJECTS = {
    LINK: N_("Enlace para elegir una contraseña nueva"),
    CHANGED: N_("La contraseña de su cuenta cambió"),
    ERASED: N_("Sus datos se suprimieron"),
}


def link_content(*, to: str, name: str, link: str, locale: str) -> JsonObject:
    """Return the content of a mail of the kind ``LINK``."""
    return {"to": to, "name": name, "link": link, "locale": locale}


def changed_content(*, to: str, name: str, when: datetime, locale: str) -> JsonObject:
    """Return the content of a mail of the kind ``CHANGED``."""
    return {"to": to, "name": name, "when": iso(when), "locale": locale}


def erased_content(*, to: str, name: str, number: int, years: int, locale: str) -> JsonObject:
    """Return the content of a mail of the kind ``ERASED``; ``number`` is the one of the sealed results."""
    return {"to": to, "name": name, "number": number, "years": years, "locale": locale}


def compose(kind: str, content: JsonObject, *, reference: str, expires_at: datetime) -> EmailMessage:
    """Return the mail of a kind. ``reference`` identifies it, and its link is valid up to ``expires_at``."""
    values = dict(content)
    to, locale = values.pop("to"), values.pop("locale")
    if "when" in values:
        values["when"] = datetime.fromisoformat(values["when"])
    values["minutes"] = ceil((expires_at - now()).total_seconds() / 60)
    sender = current_settings().mail_from or ""
    letter = EmailMessage(policy=SMTP)
    with force_locale(locale):
        subject = gettext(_SUBJECTS[kind])
        letter["Subject"] = subject
        letter["From"] = sender
        letter["To"] = Address(addr_spec=to)
        letter["Date"] = format_datetime(now())
        # The name of this machine concerns nobody.
        letter["Message-ID"] = f"<{reference}@{parseaddr(sender)[1].rpartition('@')[2]}>"
        # No answers of machines (RFC 3834, section 5).
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(render_template(f"mail/{kind}.txt", **values))
        letter.add_alternative(render_template(f"mail/{kind}.html", subject=subject, **values), subtype="html")
        # Last, since the message passes such headers on to its parts.
        letter["Content-Language"] = locale
    return letter
