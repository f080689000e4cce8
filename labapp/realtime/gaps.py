"""What a returning client missed, by the rights of now: from memory where the ring reaches back far enough.

``may_replay`` and ``read_gap`` answer from the database. They are the reference: from memory the answer is the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.contract.events import EVERYBODY
from labapp.contract.facts import FactName
from labapp.events import log
from labapp.events.entries import LOGGED_COLUMNS, LoggedEntry
from labapp.events.ring import RecentEntry, Ring, recent
from labapp.identity import Identity, Role
from labapp.models import EventAudience, EventEntry
from labapp.policy.audience import role_room, rooms_of, user_room
from labapp.policy.visibility import PARTY_KINDS, needs_party, readable_parts, records_as_party
from labapp.transport.encoded import EncodedBatch
from labapp.unit_of_work import reading

CHUNK = 200
MAX_SHARED_BYTES = 8_000_000
_GAP_BYTES = 1_000
_ERASURES = (
    select(EventEntry.seq).where(EventEntry.entity_type == "user", EventEntry.name == FactName.USER_ERASED).limit(1)
)
Readable = tuple[RecentEntry, frozenset[str]]
_EVENT, _REPORT, _BOTH = frozenset({"event"}), frozenset({"report"}), frozenset({"event", "report"})


@dataclass(frozen=True, slots=True)
class Claim:
    """The position that a client claims; ``seq`` is None where the claim makes no sense."""

    epoch: str | None
    seq: int | None
    pid: str | None = None


def claim_of(auth: Mapping[str, object]) -> Claim | None:
    """Read ``pid`` and ``offset`` (connection state recovery), or ``lastEventId`` and ``epoch``; None for neither."""
    pid, offset = auth.get("pid"), auth.get("offset")
    if pid is not None:
        if isinstance(pid, str) and len(pid) <= 100 and isinstance(offset, str):
            return Claim(pid.partition(".")[0], _number(offset), pid)
        return Claim(None, None)
    last = auth.get("lastEventId")
    if last is not None:
        epoch = auth.get("epoch")
        return Claim(epoch if isinstance(epoch, str) else None, _number(last))
    return None


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 2**53 else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 16:
        return int(value)
    return None


# --- from the database -------------------------------------------------------------------------


def may_replay(session: Session, claim: Claim, by: Identity, *, days: int, limit: int) -> bool:
    """Whether the whole gap after ``claim`` can be replayed to ``by``.

    False where the claim is of another epoch, ahead of the log or senseless, where the gap is older than
    ``days`` or reaches into what was pruned, where a person was erased in it, or where ``by`` may read more than
    ``limit`` changes of it.
    """
    head = log.head(session)
    if claim.seq is None or claim.epoch != head.epoch or not head.pruned_to <= claim.seq <= head.seq:
        return False
    if claim.seq == head.seq:
        return True
    first = session.scalar(select(EventEntry.created_at).where(EventEntry.seq == claim.seq + 1))
    if first is None or first < now() - timedelta(days=days):
        return False
    if session.scalar(_ERASURES.where(EventEntry.seq > claim.seq)) is not None:
        # No event names the person any more, so the client cannot learn from the gap what it must drop.
        return False
    missed = (
        select(EventAudience.seq)
        .join(EventEntry, EventEntry.seq == EventAudience.seq)
        .where(readable_parts(by), EventAudience.seq > claim.seq)
        .distinct()
        .limit(limit + 1)
    )
    return (session.scalar(select(func.count()).select_from(missed.subquery())) or 0) <= limit


def read_gap(session: Session, by: Identity, *, after: int, upto: int) -> list[tuple[LoggedEntry, frozenset[str]]]:
    """Return the next entries in ``(after, upto]`` that ``by`` may read now, in order, each with the readable parts.

    At most ``CHUNK`` of them; fewer means that there are no more.
    """
    readable = (
        select(EventAudience.seq, EventAudience.part)
        .join(EventEntry, EventEntry.seq == EventAudience.seq)
        .where(readable_parts(by))
    )
    seqs = (
        readable.with_only_columns(EventAudience.seq)
        .where(EventAudience.seq > after, EventAudience.seq <= upto)
        .distinct()
        .order_by(EventAudience.seq)
        .limit(CHUNK)
    )
    parts: dict[int, set[str]] = {seq: set() for seq in session.scalars(seqs)}
    if not parts:
        return []
    for seq, part in session.execute(readable.where(EventAudience.seq.in_(list(parts)))):
        parts[seq].add(part)
    rows = session.execute(select(*LOGGED_COLUMNS).where(EventEntry.seq.in_(list(parts))).order_by(EventEntry.seq))
    return [(entry, frozenset(parts[entry.seq])) for entry in map(LoggedEntry._make, rows)]


# --- from memory -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """Encoded entries that go out in one write: ``count`` of them, the last of which is ``upto``."""

    upto: int
    count: int
    events: EncodedBatch


@dataclass(eq=False, slots=True)
class Gap:
    """The entries up to ``upto`` that a user may read, in order, each with the readable parts.

    ``version`` is that of the ring, None for entries from the database. ``batches`` is what the gateway makes of them,
    with offsets and without: clients that missed the same share it.
    """

    upto: int
    entries: Sequence[Readable]
    version: int | None = None
    batches: dict[bool, list[Batch]] = field(default_factory=dict)


def gap_of(missed: Sequence[tuple[LoggedEntry, frozenset[str]]], upto: int) -> Gap:
    """Return a chunk from the database as a gap. ``upto`` holds where it is the last one."""
    last = upto if len(missed) < CHUNK else missed[-1][0].seq
    return Gap(last, [(recent(entry), parts) for entry, parts in missed])


class RecentGaps:
    """The gaps of one ring. About ``max_shared_bytes`` of those that depend only on the role are kept, to be shared."""

    def __init__(self, ring: Ring, *, max_shared_bytes: int = MAX_SHARED_BYTES) -> None:
        self._ring = ring
        self._max_shared_bytes = max_shared_bytes
        self._shared: dict[tuple[Role, int, int], tuple[Gap, bool, int]] = {}
        self.shared_bytes = 0
        ring.on_forget = self._forget_shared

    def find(self, by: Identity, after: int) -> Gap | None:
        """Return what ``by`` may read after a number that the ring reaches, with at most one statement.

        The statement asks which records ``by`` is a party of now; without events about such records there is none.
        Return None where entries were removed meanwhile.
        """
        version, upto = self._ring.version, self._ring.end
        gap, conditional = self._find_shared(by, after, upto)
        own = self._ring.addressed(user_room(by.user_id), after=after, upto=upto)
        if not own and not conditional:
            return gap
        numbers = sorted({*own, *(entry.seq for entry, _ in gap.entries)})
        entries = self._keep_as_party(by, self._readable(by, numbers, frozenset(rooms_of(by))))
        gap = Gap(upto, entries, version)
        return gap if self.is_current(gap) else None

    def is_current(self, gap: Gap) -> bool:
        """Whether nothing of the gap was erased since it was found."""
        return gap.version in (None, self._ring.version)

    def _find_shared(self, by: Identity, after: int, upto: int) -> tuple[Gap, bool]:
        """Return what everybody with the role of ``by`` may read, and whether some of it is only for a party."""
        key = by.role, after, upto
        found = self._shared.get(key)
        if found is None:
            rooms = frozenset({EVERYBODY, role_room(by.role)})
            numbers = sorted({seq for room in rooms for seq in self._ring.addressed(room, after=after, upto=upto)})
            gap = Gap(upto, self._readable(by, numbers, rooms), self._ring.version)
            conditional = any(needs_party(by, entry.entity_type) for entry, _ in gap.entries)
            found = gap, conditional, sum(entry.size for entry, _ in gap.entries) + _GAP_BYTES
            self._shared[key] = found
            self.shared_bytes += found[2]
            while self.shared_bytes > self._max_shared_bytes:
                self.shared_bytes -= self._shared.pop(next(iter(self._shared)))[2]
        return found[:2]

    def _forget_shared(self) -> None:
        self._shared.clear()
        self.shared_bytes = 0

    def _readable(self, by: Identity, numbers: Sequence[int], rooms: frozenset[str]) -> list[Readable]:
        """Return the entries with these numbers, with the parts that are addressed to ``rooms`` and to the role."""
        found: list[Readable] = []
        for entry in map(self._ring.entry, numbers):
            event = not rooms.isdisjoint(entry.event_rooms)
            report = by.is_admin and not rooms.isdisjoint(entry.report_rooms)
            if event or report:
                found.append((entry, _BOTH if event and report else _EVENT if event else _REPORT))
        return found

    @staticmethod
    def _keep_as_party(by: Identity, entries: list[Readable]) -> list[Readable]:
        ids: dict[str, set[int]] = {}
        for entry, _ in entries:
            if needs_party(by, entry.entity_type) and entry.entity_id is not None:
                ids.setdefault(entry.entity_type, set()).add(entry.entity_id)
        visible: set[tuple[str, int]] = set()
        if ids:
            parameters = {kind: list(ids.get(kind, ())) for kind in PARTY_KINDS}
            with reading() as session:
                rows = session.execute(records_as_party(by.role), {"user": by.user_id} | parameters)
                visible = {(kind, row_id) for kind, row_id in rows}
        return [
            (entry, parts)
            for entry, parts in entries
            if not needs_party(by, entry.entity_type) or (entry.entity_type, entry.entity_id) in visible
        ]
