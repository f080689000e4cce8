"""Mails to the owners of accounts: what they say, and how they are sent.

A mail is sent in the background: no request waits for the mail server, nor shows how long it took.
"""

from labapp.mail.queue import MailQueue, init_app, mail_queue_of

__all__ = ["MailQueue", "init_app", "mail_queue_of"]
