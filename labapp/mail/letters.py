"""The texts of mails, in the language of their reader: plain text, and the same as simple HTML."""

from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from functools import partial

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from labapp.clock import now
from labapp.config import current_settings
from labapp.errors import Unavailable
from labapp.locale import N_
from labapp.mail.queue import mail_queue_of

_LINK_SUBJECT = N_("Enlace para elegir una contraseña nueva")
_CHANGED_SUBJECT = N_("La contraseña de su cuenta cambió")


def _letter(template: str, subject: str, *, to: str, locale: str, **values: object) -> EmailMessage:
    sender = current_settings().mail_from or ""
    letter = EmailMessage(policy=SMTP)
    with force_locale(locale):
        letter["Subject"] = gettext(subject)
        letter["From"] = sender
        letter["To"] = Address(addr_spec=to)
        letter["Date"] = format_datetime(now())
        # The name of this machine concerns nobody.
        letter["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
        # No answers of machines (RFC 3834, section 5).
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(render_template(f"mail/{template}.txt", **values))
        letter.add_alternative(
            render_template(f"mail/{template}.html", subject=gettext(subject), **values), subtype="html"
        )
        # Last, since the message passes such headers on to its parts.
        letter["Content-Language"] = locale
    return letter


def link_letter(*, to: str, name: str, link: str, minutes: int, locale: str) -> EmailMessage:
    """Return the mail with a link that sets a new password, valid for ``minutes``."""
    return _letter("password_link", _LINK_SUBJECT, to=to, locale=locale, name=name, link=link, minutes=minutes)


def _changed_letter(*, to: str, name: str, when: datetime, locale: str) -> EmailMessage:
    # Without a link, so that readers do not learn to follow links in such mails.
    return _letter("password_changed", _CHANGED_SUBJECT, to=to, locale=locale, name=name, when=when)


def send_changed(*, to: str, name: str, when: datetime, locale: str) -> None:
    """Notify the owner of an account that its password was changed (ASVS 5.0, 6.3.7), if mails are configured.

    Raises nothing where the queue is full: the password is changed all the same.
    """
    queue = mail_queue_of(current_app)
    if queue.enabled:
        with suppress(Unavailable):
            queue.submit("password_changed", partial(_changed_letter, to=to, name=name, when=when, locale=locale))
