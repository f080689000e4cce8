"""Requests of patients to have their data erased, which the staff carry out or decline.

The staff check who asks and which results are still open; an erasure cannot be undone.
"""

from labapp.clock import iso, now
from labapp.contract.erasure_facts import ErasureDetails
from labapp.contract.events import UserUpdate
from labapp.contract.facts import FactName
from labapp.errors import Conflict, ErrorCode, NotFound
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.models import ErasureRequest, User
from labapp.services import own_password
from labapp.services.erasure import check_patient
from labapp.unit_of_work import UnitOfWork, unit_of_work


def _record(work: UnitOfWork, name: FactName, user: User, *, reason: str | None = None) -> None:
    details = ErasureDetails(reason=reason).wire() or None
    payload = UserUpdate.model_validate(
        {"type": "erasure", "action": name.action, "changes": details, "timestamp": iso(now())}
    )
    data = {"entityName": user.name, "role": user.role}
    work.record(Fact(name, user.id, payload=payload, subject_id=user.id, data=data, after=details))


def request(*, current_password: str, by: Identity) -> ErasureRequest:
    """Request the erasure of the data of ``by``; a second request while one is pending changes nothing.

    Raises Conflict (``not_a_patient``), and the errors of ``own_password.require_current``.
    """
    own_password.require_current(current_password, by=by)
    with unit_of_work(by) as work:
        user = work.get(User, by.user_id, lock=True)
        check_patient(work.session, user)
        row = work.session.get(ErasureRequest, user.id)
        if row is None or row.status != "pending":
            row = row or ErasureRequest(user_id=user.id)
            row.status, row.created_at, row.decided_at, row.reason = "pending", now(), None, None
            work.session.add(row)
            _record(work, FactName.USER_ERASURE_REQUESTED, user)
    return row


def withdraw(*, by: Identity) -> None:
    """Withdraw the pending request of ``by``. Raises NotFound where there is none."""
    with unit_of_work(by) as work:
        user = work.get(User, by.user_id, lock=True)
        row = work.session.get(ErasureRequest, user.id)
        if row is None or row.status != "pending":
            raise NotFound()
        work.session.delete(row)
        _record(work, FactName.USER_ERASURE_WITHDRAWN, user)


def decline(user_id: int, *, reason: str, by: Identity) -> ErasureRequest:
    """Decline the pending request of an account, with a reason for its user.

    Raises NotFound where there is no such account, and Conflict (``stale``) where no request is pending.
    """
    with unit_of_work(by) as work:
        user = work.get(User, user_id, lock=True)
        row = work.session.get(ErasureRequest, user.id)
        if row is None or row.status != "pending":
            raise Conflict("La solicitud ya se decidió, o se retiró.", code=ErrorCode.STALE)
        row.status, row.decided_at, row.reason = "declined", now(), reason
        _record(work, FactName.USER_ERASURE_DECLINED, user, reason=reason)
    return row
