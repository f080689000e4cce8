"""Mails to the owners of accounts: what they say, and how they are sent.

A mail is a row of the outbox, which is sent after the commit: no request waits for the mail server, nor shows how long
it took, and no mail is lost with a process.
"""

from labapp.mail.outbox import discard
from labapp.mail.sender import MailSender, handles, init_app, mail_sender_of, post

__all__ = ["MailSender", "discard", "handles", "init_app", "mail_sender_of", "post"]
