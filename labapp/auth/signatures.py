"""Signatures of cookies, forms and challenges: HMAC-SHA-256. The libraries sign with HMAC-SHA-1 by default."""

from hashlib import sha256

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import Signer


class _FormSessions(SecureCookieSessionInterface):
    """The session of Flask, in a cookie that is signed with SHA-256."""

    digest_method = staticmethod(sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Open the session of a request; without cookies it is empty, and no signature needs to be prepared."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()


def init_signatures(app: Flask) -> None:
    """Sign with SHA-256, in this application and in the libraries that let nobody choose, such as Flask-WTF."""
    Signer.default_digest_method = staticmethod(sha256)
    app.session_interface = _FormSessions()
