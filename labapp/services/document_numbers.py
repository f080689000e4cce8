"""Document numbers: users propose one for their own account, and the staff confirm or decline it.

A proposal claims nothing. It is not compared with the numbers of other accounts, so the response does not reveal who is
a patient, and nobody can take the number of another person. A confirmed number is unique, and only the staff set or
remove it, after they have seen the document.
"""

from typing import NoReturn

from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from labapp import queries
from labapp.clock import now
from labapp.contract.base import Values
from labapp.contract.records import dump
from labapp.errors import Conflict, ErrorCode
from labapp.identity import Identity
from labapp.models import User
from labapp.services import readings
from labapp.services.account_facts import record_change
from labapp.unit_of_work import UnitOfWork, unit_of_work


class _NumberTaken(Exception):
    """Another account has this confirmed number; the transaction is rolled back."""


def split(values: Values) -> tuple[Values, str | None]:
    """Return the values of a profile without the document number, and the number that the user wrote, if any."""
    profile = {name: value for name, value in values.items() if name != "document_number"}
    return profile, values.get("document_number") or None


def set_proposal(user: User, number: str | None) -> None:
    """Set the proposal of an account, or remove it for None."""
    user.proposed_document_number = number
    user.document_proposed_at = now() if number else None


def propose(work: UnitOfWork, user: User, number: str | None) -> None:
    """Propose a number for an account. None, or the confirmed number, withdraws the proposal."""
    wanted = None if number == user.document_number else number
    if wanted == user.proposed_document_number:
        return
    before = dump(user)
    set_proposal(user, wanted)
    verb = "document_proposed" if wanted else "document_withdrawn"
    record_change(work, user, work.changed(user, before, verb), "document")


def drop_confirmed_proposal(user: User) -> None:
    """Remove the proposal of an account if its number is the confirmed one."""
    if user.proposed_document_number is not None and user.proposed_document_number == user.document_number:
        set_proposal(user, None)


def _reviewed(work: UnitOfWork, user_id: int, number: str, version: int | None) -> User:
    """Lock an account and return it. Raises Conflict (``stale``) unless its proposal is the one that was reviewed."""
    user = work.get(User, user_id, lock=True, version=version)
    if user.proposed_document_number != number:
        raise Conflict("El documento propuesto cambió mientras tanto, o ya se decidió.", code=ErrorCode.STALE)
    return user


def confirm(user_id: int, *, number: str, by: Identity, version: int | None = None) -> User:
    """Confirm the proposed number of an account, after a check of the document.

    ``number`` is the proposal that the reviewer saw. Raises NotFound, and Conflict (``stale`` for another proposal or
    another version; ``document_number_taken``, which names the account that has the number). Of two administrators who
    confirm the same number for different accounts, one succeeds.
    """
    try:
        with unit_of_work(by) as work:
            user = _reviewed(work, user_id, number, version)
            before = dump(user)
            user.document_number = number
            set_proposal(user, None)
            try:
                # Not a query before the change: only the constraint also sees a concurrent confirmation.
                fact = work.changed(user, before, "document_confirmed")
            except IntegrityError as error:
                raise _NumberTaken from error
            record_change(work, user, fact, "document")
    except _NumberTaken:
        _refuse(number, by)
    return user


def _refuse(number: str, by: Identity) -> NoReturn:
    holder = queries.document_numbers.holder(number)
    if holder is None:
        # The number became free meanwhile.
        raise Conflict("Otra persona cambió este registro mientras tanto.", code=ErrorCode.STALE)
    readings.record(holder, by=by)
    detail = gettext(
        "El documento %(number)s ya está confirmado en la cuenta de %(name)s (n.º %(id)s).",
        number=number,
        name=holder.name,
        id=holder.id,
    )
    raise Conflict(detail, code=ErrorCode.DOCUMENT_NUMBER_TAKEN)


def decline(user_id: int, *, number: str, by: Identity, version: int | None = None) -> User:
    """Decline the proposed number of an account; its confirmed number stays. Raises NotFound, Conflict (``stale``)."""
    with unit_of_work(by) as work:
        user = _reviewed(work, user_id, number, version)
        before = dump(user)
        set_proposal(user, None)
        record_change(work, user, work.changed(user, before, "document_declined"), "document")
    return user
