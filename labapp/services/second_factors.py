"""The second factors of one's own account: authenticator apps, recovery codes, and what passkeys share with them.

The first factor comes with recovery codes and ends the other sessions of the account, so that every open session has
passed the second step. The last one takes the recovery codes with it. Neither facts nor the audit log contain a secret
or a code.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from labapp.auth import factor_secrets, one_time_codes
from labapp.auth.one_time_codes import Enrolment
from labapp.clock import iso, now
from labapp.config import current_settings
from labapp.contract.base import Values
from labapp.contract.events import UserUpdate
from labapp.contract.facts import FactName, FactorDetails
from labapp.errors import Conflict, ErrorCode, InvalidPayload, NotFound, Unauthorized
from labapp.events.log import Fact
from labapp.identity import Identity, Role
from labapp.locale import N_
from labapp.models import PasskeyChallenge, RecoveryCode, SecondFactor, User
from labapp.services import own_password, recent_proof, sessions
from labapp.unit_of_work import UnitOfWork, unit_of_work

ISSUER = "Laboratorio"
STORED, ENROLMENT = "totp", "enrolment"
_ENROLMENT_SECONDS = 600
# Enough for an old and a new telephone, and few enough that guessing stays hopeless.
MAX_AUTHENTICATORS = 3


def fact(
    name: FactName, user: User, *, kind: str, action: str, after: FactorDetails, before: FactorDetails | None = None
) -> Fact:
    """Return the fact of a change of the second factors of ``user``, with the event for its user."""
    changes = after.wire() or None
    payload = UserUpdate.model_validate({"type": kind, "action": action, "changes": changes, "timestamp": iso(now())})
    return Fact(
        name,
        user.id,
        payload=payload,
        subject_id=user.id,
        data={"entityName": user.name, "role": user.role},
        before=before.wire() if before else None,
        after=changes,
    )


def locked_account(work: UnitOfWork, by: Identity) -> User:
    """Lock the account of ``by`` and return it. Raises Unauthorized where it was deactivated meanwhile."""
    user = work.get(User, by.user_id, lock=True)
    if not user.active:
        raise Unauthorized()
    return user


def _factors(session: Session, user_id: int) -> list[SecondFactor]:
    query = select(SecondFactor).where(SecondFactor.user_id == user_id).order_by(SecondFactor.id)
    return list(session.scalars(query))


def _own_factor(session: Session, factor_id: int, by: Identity) -> SecondFactor:
    found = session.get(SecondFactor, factor_id)
    if found is None or found.user_id != by.user_id:
        raise NotFound()
    return found


def _replace_codes(session: Session, user_id: int) -> list[str]:
    codes, moment = one_time_codes.new_recovery_codes(), now()
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(
        RecoveryCode(user_id=user_id, digest=one_time_codes.recovery_digest(code), created_at=moment) for code in codes
    )
    return codes


def begin_authenticator(*, current_password: str, by: Identity) -> tuple[Enrolment, str]:
    """Return a new secret for an authenticator app of ``by``, and the same encrypted, to be sent back by its owner.

    Nothing is stored. Raises the errors of ``own_password.require_current``.
    """
    account = own_password.require_current(current_password, by=by)
    secret = one_time_codes.new_secret()
    sealed = factor_secrets.encrypt(secret, user_id=by.user_id, purpose=ENROLMENT)
    return one_time_codes.enrolment(secret, account=account.email, issuer=ISSUER), sealed


def add_authenticator(*, enrolment: str, name: str, code: str, by: Identity) -> tuple[SecondFactor, list[str]]:
    """Add the authenticator app that shows ``code`` for an enrolment of ``by``; with the first factor, recovery codes.

    Raises InvalidPayload for a wrong code and for an enrolment that is invalid or older than ten minutes, and Conflict
    (``already_exists`` for an enrolment that was completed, ``too_many_factors``).
    """
    sealed = {"user_id": by.user_id, "purpose": ENROLMENT, "max_age": _ENROLMENT_SECONDS}
    secret = factor_secrets.decrypt(enrolment, **sealed)  # type: ignore[arg-type]
    if secret is None:
        raise InvalidPayload(errors={"enrolment": [N_("Tardó demasiado. Empiece de nuevo.")]})
    moment = now()
    step = one_time_codes.matching_step(secret, one_time_codes.normalized(code), moment=moment, after=-1)
    if step is None:
        raise InvalidPayload(errors={"code": [N_("No es el código que muestra la aplicación ahora.")]})
    with unit_of_work(by) as work:
        user = locked_account(work, by)
        others = [one for one in _factors(work.session, user.id) if one.kind == "totp"]
        if any(stored_secret(one) == secret for one in others):
            raise Conflict("Esta aplicación ya está agregada.", code=ErrorCode.ALREADY_EXISTS)
        if len(others) >= MAX_AUTHENTICATORS:
            raise Conflict("Ya tiene demasiadas. Quite antes una.", code=ErrorCode.TOO_MANY_FACTORS)
        stored = factor_secrets.encrypt(secret, user_id=user.id, purpose=STORED)
        factor = SecondFactor(user_id=user.id, kind="totp", name=name, created_at=moment, secret=stored, last_step=step)
        codes = add(work, user, factor, by=by)
    return factor, codes


def add(work: UnitOfWork, user: User, factor: SecondFactor, *, by: Identity) -> list[str]:
    """Add a factor to the transaction, and return the recovery codes that come with the first one."""
    is_first = not _factors(work.session, user.id)
    work.session.add(factor)
    details = FactorDetails(kind=factor.kind, name=factor.name)
    work.record(fact(FactName.USER_FACTOR_ADDED, user, kind="second_factor", action="created", after=details))
    if not is_first:
        return []
    sessions.revoke_others(work, by, reason="second_factor")
    return _replace_codes(work.session, user.id)


def stored_secret(factor: SecondFactor) -> str | None:
    """Return the secret of an authenticator app, or None if no key of the settings decrypts it."""
    return factor_secrets.decrypt(factor.secret or "", user_id=factor.user_id, purpose=STORED)


def rename(factor_id: int, *, values: Values, by: Identity) -> SecondFactor:
    """Change the name of a factor of ``by``. Raises NotFound."""
    with unit_of_work(by) as work:
        user = locked_account(work, by)
        factor = _own_factor(work.session, factor_id, by)
        old, factor.name = factor.name, values.get("name", factor.name)
        if old != factor.name:
            before, after = FactorDetails(name=old), FactorDetails(name=factor.name)
            renamed = FactName.USER_FACTOR_RENAMED
            work.record(fact(renamed, user, kind="second_factor", action="updated", before=before, after=after))
    return factor


def remove(factor_id: int, *, current_password: str, by: Identity) -> None:
    """Remove a factor of ``by``.

    Raises NotFound, Conflict (``last_factor``) for the last factor of an administrator who must have one, and the
    errors of ``own_password.require_current``.
    """
    own_password.require_current(current_password, by=by)
    with unit_of_work(by) as work:
        user = locked_account(work, by)
        factor = _own_factor(work.session, factor_id, by)
        work.session.delete(factor)
        work.session.flush()
        if not _factors(work.session, user.id):
            if user.role == Role.ADMIN and current_settings().admin_needs_factor:
                raise Conflict("Los administradores deben tener al menos una.", code=ErrorCode.LAST_FACTOR)
            work.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        details = FactorDetails(kind=factor.kind, name=factor.name)
        work.record(fact(FactName.USER_FACTOR_REMOVED, user, kind="second_factor", action="removed", after=details))


def renew_recovery_codes(*, current_password: str, by: Identity) -> list[str]:
    """Replace the recovery codes of ``by`` and return the new ones.

    Raises Conflict for an account without a second factor, and the errors of ``own_password.require_current``.
    """
    own_password.require_current(current_password, by=by)
    with unit_of_work(by) as work:
        user = locked_account(work, by)
        if not _factors(work.session, user.id):
            raise Conflict("Los códigos de recuperación se crean con el primer segundo factor.")
        codes = _replace_codes(work.session, user.id)
        details = FactorDetails(recovery_codes=len(codes))
        renewed = FactName.USER_RECOVERY_CODES_RENEWED
        work.record(fact(renewed, user, kind="recovery_codes", action="updated", after=details))
    return codes


def reset(user_id: int, *, by: Identity | None, current_password: str | None = None) -> User:
    """Remove all factors of an account whose owner has lost them, and end its sessions.

    Administrators confirm it with their own ``current_password``. ``by`` is None on the command line. Raises NotFound,
    Conflict for an account without factors and for one's own, ReauthenticationRequired, and the errors of
    ``own_password.require_current``.
    """
    if by is not None:
        if by.user_id == user_id:
            raise Conflict("Los suyos se quitan en su cuenta.")
        own_password.require_current(current_password or "", by=by)
    with unit_of_work(by) as work:
        recent_proof.require(work)
        user = work.get(User, user_id, lock=True)
        if not _factors(work.session, user.id):
            raise Conflict("Esta cuenta no tiene verificación en dos pasos.")
        for table in (SecondFactor, RecoveryCode, PasskeyChallenge):
            work.session.execute(delete(table).where(table.user_id == user.id))
        user.token_version += 1
        sessions.revoke(work.session, user.id)
        work.session.flush()
        details = FactorDetails()
        work.record(fact(FactName.USER_FACTORS_RESET, user, kind="second_factor", action="reset", after=details))
    return user
