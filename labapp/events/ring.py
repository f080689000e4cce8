"""The last entries of the log in memory: what a client missed a moment ago needs no database.

The tail adds every entry that it delivers, so the ring ends at the tail's position and has no gaps. It holds nothing
that was erased: the entry of an erasure removes all before it, and that of a redaction the entries that it names.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from sys import intern

from labapp.contract.facts import FactName
from labapp.events.entries import LoggedEntry

MAX_ENTRIES = 10_000
MAX_BYTES = 16_000_000
# An entry's share of the objects besides its texts, as measured.
_ENTRY_BYTES = 800
# As python-socketio writes it, so that an event is the same whether it is sent live or replayed.
_encode = json.JSONEncoder(separators=(",", ":")).encode

Names = tuple[str, ...]
Rooms = Mapping[str, Names]


@dataclass(frozen=True, slots=True)
class RecentEntry:
    """An entry with the bodies of its event and report as JSON text, encoded once.

    ``event_rooms`` and ``report_rooms`` are its audience, ``rooms`` both. ``size`` estimates its memory, in bytes.
    """

    seq: int
    created_at: datetime
    entity_type: str
    entity_id: int | None
    event_rooms: Names
    report_rooms: Names
    rooms: Names
    event: str | None
    payload: str | None
    report: str | None
    size: int


def recent(entry: LoggedEntry, event_rooms: Names = (), report_rooms: Names = ()) -> RecentEntry:
    """Return ``entry`` as it is kept and replayed."""
    payload = None if entry.payload is None else _encode(entry.payload | {"eventId": entry.seq})
    report = None if entry.report is None else _encode(entry.report | {"eventId": entry.seq})
    return RecentEntry(
        entry.seq,
        entry.created_at,
        intern(entry.entity_type),
        entry.entity_id,
        *_shared(event_rooms, report_rooms),
        None if entry.event is None else intern(entry.event),
        payload,
        report,
        _ENTRY_BYTES + len(payload or "") + len(report or ""),
    )


@lru_cache(maxsize=1024)
def _shared(event_rooms: Names, report_rooms: Names) -> tuple[Names, Names, Names]:
    """Return the same objects for all entries with the same rooms."""
    return event_rooms, report_rooms, tuple({*event_rooms, *report_rooms})


class Ring:
    """The entries in ``(start, end]``, at most ``max_entries`` of them and about ``max_bytes``.

    ``version`` changes, and ``on_forget`` is called, when entries were removed for their contents: what is derived from
    them must go as well.
    """

    def __init__(self, *, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES) -> None:
        self.start = self.end = self.size = self.version = 0
        self.on_forget: Callable[[], None] = lambda: None
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: dict[int, RecentEntry] = {}
        # The numbers of the entries by room, in order.
        self._numbers: dict[str, list[int]] = {}

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    def reset(self, position: int) -> None:
        """Forget everything, and go on after ``position``."""
        self._entries.clear()
        self._numbers.clear()
        self.start = self.end = position
        self.size = 0
        self._forgot()

    def append(self, entry: LoggedEntry, rooms: Rooms) -> None:
        """Add the entry after ``end``."""
        if entry.name == FactName.USER_ERASED:
            self.reset(entry.seq)
            return
        if entry.name == FactName.AUDIT_ENTRIES_REDACTED:
            self._redact((entry.after or {}).get("entries", ()))
        kept = recent(entry, rooms.get("event", ()), rooms.get("report", ()))
        self.end = entry.seq
        self._keep(kept)
        for room in kept.rooms:
            self._numbers.setdefault(room, []).append(entry.seq)
        while self._entries and (len(self._entries) > self._max_entries or self.size > self._max_bytes):
            self.forget_until(self.start + 1)

    def forget_until(self, seq: int) -> None:
        """Remove the entries up to ``seq``."""
        while self.start < min(seq, self.end):
            self.start += 1
            self._remove(self.start)

    def _redact(self, seqs: Iterable[int]) -> None:
        """Remove the contents of entries, which then have no audience any more."""
        for seq in seqs:
            if seq in self._entries:
                kept = self._remove(seq)
                blank = RecentEntry(
                    seq, kept.created_at, kept.entity_type, kept.entity_id, (), (), (), None, None, None, _ENTRY_BYTES
                )
                self._keep(blank)
        self._forgot()

    def _forgot(self) -> None:
        self.version += 1
        self.on_forget()

    def _keep(self, kept: RecentEntry) -> None:
        self._entries[kept.seq] = kept
        self.size += kept.size

    def _remove(self, seq: int) -> RecentEntry:
        kept = self._entries.pop(seq)
        self.size -= kept.size
        for room in kept.rooms:
            numbers = self._numbers[room]
            del numbers[bisect_right(numbers, seq) - 1]
            if not numbers:
                del self._numbers[room]
        return kept

    # --- reading -----------------------------------------------------------------------------

    def reaches(self, after: int) -> bool:
        """Whether all entries after this number are here, up to ``end``, which may be the number itself."""
        return self.start <= after <= self.end

    def entry(self, seq: int) -> RecentEntry:
        """Return one entry. Raises KeyError where it is not here."""
        return self._entries[seq]

    def addressed(self, room: str, *, after: int, upto: int) -> list[int]:
        """Return the numbers in ``(after, upto]`` of the entries of which some part goes to ``room``, in order."""
        numbers = self._numbers.get(room)
        return [] if numbers is None else numbers[bisect_right(numbers, after) : bisect_right(numbers, upto)]
