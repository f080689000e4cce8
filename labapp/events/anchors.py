"""Anchors of the log: signed copies of its head, kept outside the database, as lines of a file and of the log output.

The chain alone cannot reveal that entries were removed from its end, or that an older state was restored. An anchor
names a number and its hash: the log must still contain that entry.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hmac import compare_digest, digest
from pathlib import Path

import gevent
import structlog
from flask import Flask
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from labapp.clock import iso, now
from labapp.config import Settings
from labapp.eventloop import in_thread
from labapp.events.chain import GENESIS
from labapp.events.keys import Key, Keyring, UnknownKey, keyring
from labapp.extensions import db
from labapp.models import EventCounter, EventEntry

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number and the hash of the head, the epoch of the log, the time, and the key that signs them."""

    number: int
    hash: str
    epoch: str
    time: str
    key: str
    signature: str = ""

    def signed_with(self, key: Key) -> str:
        """Return the signature that ``key`` gives: an HMAC-SHA-256 of the other fields, hexadecimal."""
        covered = json.dumps([self.number, self.hash, self.epoch, self.time, self.key])
        return digest(key.anchor, covered.encode(), "sha256").hex()

    def line(self) -> str:
        """Return the anchor as one line of a file, without the end of line."""
        return json.dumps(asdict(self))


_ANCHOR = TypeAdapter(Anchor)


class UnfitAnchor(Exception):
    """An anchor does not fit the log, or is none. The message is one sentence that names it."""


def take(session: Session, keys: Keyring) -> Anchor:
    """Return an anchor of the current head, signed with AUDIT_KEY."""
    query = select(EventCounter.value, EventCounter.head_hash, EventCounter.epoch)
    number, hash_, epoch = session.execute(query).one()
    unsigned = Anchor(number, hash_, epoch, iso(now()), keys.current.id)
    return Anchor(number, hash_, epoch, unsigned.time, unsigned.key, unsigned.signed_with(keys.current))


def publish(anchor: Anchor) -> None:
    """Write an anchor to the log output, as ``audit_anchor``."""
    _logger.info("audit_anchor", **asdict(anchor))


def append(path: Path, anchor: Anchor) -> None:
    """Append an anchor to a file and wait until it is on the disk; blocks. Raises OSError."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        # One write, since instances on one machine may share the file.
        os.write(opened, f"{anchor.line()}\n".encode())
        os.fsync(opened)
    finally:
        os.close(opened)


def _try_append(path: Path, anchor: Anchor) -> OSError | None:
    # Returned and not raised: the thread pool prints the traceback of every exception.
    try:
        append(path, anchor)
    except OSError as error:
        return error
    return None


def check(session: Session, lines: Iterable[str], keys: Keyring) -> int:
    """Check anchors against the log, whose chain the caller has verified. Return their number.

    A line may be one of the log output: what comes before the JSON object, and its other fields, are ignored. Raises
    UnfitAnchor for the first anchor that does not fit.
    """
    last, epoch = session.execute(select(EventCounter.value, EventCounter.epoch)).one()
    checked = 0
    for position, line in enumerate(lines, 1):
        if not line.strip():
            continue
        anchor = _parse(line, position, keys)
        what = f"anchor {position} (entry {anchor.number}, {anchor.time})"
        renewed = "" if anchor.epoch == epoch else "; the epoch was renewed since, as after a restore"
        if anchor.number > last:
            raise UnfitAnchor(f"{what}: the log ends before it, at entry {last}{renewed}")
        found = GENESIS
        if anchor.number:
            found = session.scalar(select(EventEntry.hash).where(EventEntry.seq == anchor.number)) or ""
        if found != anchor.hash:
            raise UnfitAnchor(f"{what}: the log has another entry in its place{renewed}")
        checked += 1
    return checked


def _parse(line: str, position: int, keys: Keyring) -> Anchor:
    try:
        anchor = _ANCHOR.validate_json(line[line.find("{") :], strict=True)
    except (ValidationError, ValueError):
        raise UnfitAnchor(f"line {position} is not an anchor") from None
    try:
        key = keys.find(anchor.key)
    except UnknownKey as unknown:
        raise UnfitAnchor(
            f"anchor {position} is signed with key {unknown.key_id}, which is not AUDIT_KEY nor in AUDIT_KEY_PREVIOUS"
        ) from None
    if key is None or not compare_digest(anchor.signed_with(key).encode(), anchor.signature.encode()):
        raise UnfitAnchor(f"anchor {position} has a wrong signature: it was not written by the application")
    return anchor


class AnchorWriter:
    """One greenlet of an instance that writes an anchor at its start and at each interval, if the head has moved."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._seconds = settings.audit_anchor_seconds
        self._file = settings.audit_anchor_file
        self._greenlet: gevent.Greenlet[[], None] | None = None
        self._written = ""

    def start(self) -> None:
        """Start writing, unless AUDIT_ANCHOR_SECONDS is 0; a second call does nothing."""
        if self._seconds and self._greenlet is None:
            self._greenlet = gevent.spawn(self._run)

    def stop(self) -> None:
        """Stop writing."""
        if self._greenlet is not None:
            self._greenlet.kill()
            self._greenlet = None

    def _run(self) -> None:
        while True:
            try:
                self.write_if_moved()
            except Exception as error:
                # The database or the disk does not answer: the next interval tries again.
                _logger.error("audit_anchor_failed", error=type(error).__name__)
            gevent.sleep(self._seconds)

    def write_if_moved(self) -> None:
        """Write an anchor, unless this instance has written one of the same head."""
        with self._app.app_context():
            keys = keyring()
            with Session(db.engine) as session:
                anchor = take(session, keys)
                installed = session.scalar(select(EventCounter.key_id))
        if anchor.number and installed != keys.current.id:
            _logger.warning("audit_key_not_installed", key=keys.current.id, installed=installed)
        if anchor.hash == self._written:
            return
        publish(anchor)
        if self._file is not None and (failure := in_thread(_try_append, self._file, anchor)):
            raise failure
        self._written = anchor.hash
