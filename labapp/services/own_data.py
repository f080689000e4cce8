"""The export of a person's own data (GDPR, articles 15 and 20), by the person, an administrator or an operator.

What the person may not see is not in it. The document is read in one snapshot before the first byte is sent; the files
of released results, which never change, are read one after the other while the export is sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from sqlalchemy import func, select

from labapp.clock import iso, now
from labapp.contract.events import UserUpdate
from labapp.contract.facts import FactName, OwnDataDetails
from labapp.contract.own_data import OwnData as Document
from labapp.errors import NotFound, Unauthorized
from labapp.eventloop import checkpoint
from labapp.events import log
from labapp.events.log import Fact
from labapp.files.export import Chunks, Export
from labapp.identity import Identity
from labapp.models import AuthSession, Result, User
from labapp.pool_slots import Slots
from labapp.queries.own_data import OwnData, file_name_of, file_of
from labapp.services import readings
from labapp.unit_of_work import UnitOfWork, reading, snapshot, unit_of_work

_PIECE = 64 * 1024
# The compressed document of most people; a longer one is in a file without a name until it is sent.
_IN_MEMORY = 1024 * 1024
_slots = Slots("exports", 2, queue_limit=8, wait_seconds=10, run_seconds=60, retry_after=10)


@dataclass(frozen=True, slots=True)
class _Read:
    """The results whose files follow the document, and the account."""

    results: list[Result]
    user: User


def export(user_id: int, *, by: Identity | None) -> Iterator[bytes]:
    """Record an export of a person's data and return the ZIP file in pieces. ``by`` is None on the command line.

    For anybody but the person, it is recorded as a reading of every result in it. Raises NotFound where there is no
    such account or ``by`` may not see it, and Unavailable where too many exports are under way. Later, the iterator
    raises Unauthorized where the session of ``by`` ended, and NotFound where the person has been erased: the ZIP file
    is then not complete. Closing the iterator ends the export.
    """
    if by is not None and by.user_id != user_id and not by.is_admin:
        raise NotFound()
    pieces = _pieces(user_id, by)
    # The first step reads and records everything, so that it can still be refused.
    next(pieces)
    return pieces


def _pieces(user_id: int, by: Identity | None) -> Iterator[bytes]:
    archive = Export(now())
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        with _slots.hold():
            read = _write_document(archive, spool, user_id)
        with unit_of_work(by) as work:
            _record(work, read, by)
        spool.seek(0)
        yield b""
        while piece := spool.read(_PIECE):
            yield piece
            checkpoint()
    for result in read.results:
        content = _file_of(result, by)
        for piece in archive.file(file_name_of(result), content):
            if piece:
                yield piece
            checkpoint()
    yield archive.end()


def _write_document(archive: Export, spool: IO[bytes], user_id: int) -> _Read:
    """Write everything but the files, all of one state of the database. Raises NotFound."""
    with snapshot() as session:
        found = OwnData(session, user_id)
        head = Document.model_construct(exported_at=now(), event_id=log.head(session).seq, account=found.account())
        values = head.model_dump(mode="json", by_alias=True)
        lists: dict[str, Chunks] = {
            "appointments": found.appointments(),
            "results": found.results(),
            "inbox": found.inbox(),
            "sessions": found.sessions(),
            "secondFactors": found.second_factors(),
            "accessLog": found.accesses(),
            "events": found.events(),
        }
        for piece in archive.document(values, lists):
            spool.write(piece)
        return _Read(found.files(), found.user)


def _record(work: UnitOfWork, read: _Read, by: Identity | None) -> None:
    user = read.user
    is_own = by is not None and by.user_id == user.id
    if by is not None and not is_own:
        # Shown to the patient in the access log of their results.
        work.record(*(readings.fact_of(row, by, part="file") for row in read.results))
    details = OwnDataDetails(files=len(read.results), session=by.session_id if by else None)
    payload = UserUpdate(
        type="data", action="exported", changes={"by": "self" if is_own else "laboratory"}, timestamp=iso(now())
    )
    work.record(
        Fact(
            FactName.USER_EXPORTED,
            user.id,
            payload=payload,
            subject_id=user.id,
            report=not is_own,
            data={"entityName": user.name, "role": user.role},
            after=details.wire(),
        )
    )


def _file_of(result: Result, by: Identity | None) -> bytes:
    """Return the file of a result. Raises Unauthorized where ``by`` may no longer export, and NotFound."""
    with reading() as session:
        if by is not None:
            holds = (
                select(func.count())
                .select_from(AuthSession)
                .join(User, User.id == AuthSession.user_id)
                .where(
                    AuthSession.id == by.session_id,
                    AuthSession.revoked_at.is_(None),
                    User.active.is_(True),
                    User.role == by.role,
                )
            )
            if not session.scalar(holds):
                raise Unauthorized()
        content = file_of(session, result.id, result.patient_id)
    if content is None:
        raise NotFound()
    return content
