"""Signatures of cookies, forms and challenges: HMAC-SHA-256. The libraries sign with HMAC-SHA-1 by default."""

from hashlib import sha256

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer


class _FormSessions(SecureCookieSessionInterface):
    """The session of Flask, in a cookie that is signed with SHA-256."""

    digest_method = staticmethod(sha256)


def init_signatures(app: Flask) -> None:
    """Sign with SHA-256, in this application and in the libraries that let nobody choose, such as Flask-WTF."""
    Signer.default_digest_method = staticmethod(sha256)
    app.session_interface = _FormSessions()
