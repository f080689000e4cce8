"""The handshake: who wants to connect, whether he may, and where he was.

Deny by default: any failure while verifying refuses, and until the identity is known the socket is in no room
and in no registry, so nothing can reach it.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from labapp.auth.tokens import authenticate
from labapp.clock import now
from labapp.errors import ErrorCode, LabError, Unauthorized, Unavailable
from labapp.identity import Identity
from labapp.locale import locale_of
from labapp.realtime.replay import Claim, claim_of, may_replay
from labapp.realtime.rooms import rooms_of
from labapp.unit_of_work import reading

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A handshake that succeeded, of somebody who reads ``locale``.

    ``resume_from`` is the number to replay from, None where there is no gap to fill. ``truncated`` says that there was
    a gap and it cannot be filled.
    """

    identity: Identity
    locale: str
    pid: str
    bare: bool
    claim: Claim | None
    resume_from: int | None
    truncated: bool


def verify(
    data: Any,
    environ: dict[str, Any],
    *,
    epoch: str,
    retention_days: int,
    replay_limit: int,
    before_authenticating: Callable[[], None],
) -> Accepted:
    """Return whom the CONNECT packet with ``data`` lets in. Raises LabError, and nothing else, to refuse."""
    try:
        auth = {} if data is None else data
        if not isinstance(auth, dict):
            raise Unauthorized()
        before_authenticating()
        identity = authenticate(_token(auth, environ), address=environ.get("REMOTE_ADDR"))
        if identity.expires_at <= now().timestamp():
            raise Unauthorized("La sesión terminó.", code=ErrorCode.TOKEN_EXPIRED)
        claim = claim_of(auth)
        whole = claim is not None and _whole(claim, identity, retention_days, replay_limit)
        kept = claim.pid if claim is not None and whole else None
        return Accepted(
            identity=identity,
            locale=locale_of(environ),
            pid=kept or f"{epoch}.{uuid.uuid4().hex}",
            bare=auth.get("recovery") is False,
            claim=claim,
            resume_from=claim.seq if claim is not None and whole else None,
            truncated=claim is not None and not whole,
        )
    except LabError:
        raise
    except SQLAlchemyError as error:
        raise Unavailable() from error
    except Exception as error:
        _logger.exception("handshake_failed")
        raise Unavailable() from error


def _token(auth: dict[str, Any], environ: dict[str, Any]) -> Any:
    if "token" in auth:
        return auth["token"]
    scheme, _, value = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def _whole(claim: Claim, identity: Identity, days: int, limit: int) -> bool:
    with reading() as session:
        return may_replay(session, claim, rooms_of(identity), days=days, limit=limit)
