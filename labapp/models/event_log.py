"""The three tables of the event log: counter, entries and audience."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from labapp.extensions import Base

# A JSON object. ``Any``, since with the recursive type of JSON every reader would have to narrow every value.
JsonObject = dict[str, Any]


class EventCounter(Base):
    """A single row: the last number, the log's epoch, the head and the key of the hash chain, the last pruned number.

    Its row lock is held from the first number to the commit, which makes numbers gapless and in commit order. Entries
    up to ``pruned_to`` have no audience any more and cannot be replayed. ``key_id`` names the key of the next entry,
    and is null for a log that is chained without a key.
    """

    __tablename__ = "event_counter"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int]
    epoch: Mapped[str] = mapped_column(String(36))
    head_hash: Mapped[str] = mapped_column(String(64))
    pruned_to: Mapped[int] = mapped_column(default=0)
    key_id: Mapped[str | None] = mapped_column(String(16))


class EventEntry(Base):
    """One committed fact; append-only. ``event`` is null for entries that are only part of the audit trail.

    ``content_hash`` is the digest of the contents with the ``salt``, null in entries of earlier versions. A redacted
    entry has lost its contents (payload, report, before, after, address) and the salt at ``redacted_at``.
    """

    __tablename__ = "event_log"
    __table_args__ = (Index("ix_event_log_entity", "entity_type", "entity_id"),)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60))
    event: Mapped[str | None] = mapped_column(String(30))
    payload: Mapped[JsonObject | None] = mapped_column(JSON)
    report: Mapped[JsonObject | None] = mapped_column(JSON)
    entity_type: Mapped[str] = mapped_column(String(30))
    entity_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(30))
    user_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[str | None] = mapped_column(String(64))
    before: Mapped[JsonObject | None] = mapped_column(JSON)
    after: Mapped[JsonObject | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(index=True)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(32))
    redacted_at: Mapped[datetime | None]


class EventAudience(Base):
    """A room that receives an entry. ``part`` is ``event`` or ``report``: their audiences can differ."""

    __tablename__ = "event_audience"
    room: Mapped[str] = mapped_column(String(60), primary_key=True)
    seq: Mapped[int] = mapped_column(ForeignKey("event_log.seq", ondelete="CASCADE"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(6), primary_key=True)
