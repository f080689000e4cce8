"""A result's PDF over the socket: in chunks, at most four of them unanswered, so that it is no faster than it is read.

Who lost the connection goes on from the chunk that is missing, on whichever instance: nothing is kept between the two.
Each chunk is answered with a message and not with a Socket.IO acknowledgement, whose counter a client can spoil.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from labapp.contract.socket import Download as Wanted
from labapp.contract.socket import ResultChunk, ResultFile, ResultFileEnd
from labapp.errors import InvalidPayload, RateLimited
from labapp.models import Result
from labapp.realtime.connections import Connection
from labapp.services.results import OpenedFile

if TYPE_CHECKING:
    from labapp.realtime.runtime import Realtime

# With its envelope below what a client accepts as one message.
CHUNK_BYTES = 48 * 1024
WINDOW = 4
PATIENCE_SECONDS = 30


def _chunks(size: int) -> int:
    return -(-size // CHUNK_BYTES)


class Download:
    """One file on its way to one socket."""

    def __init__(self, realtime: Realtime, connection: Connection, opened: OpenedFile, first: int) -> None:
        self._realtime = realtime
        self._connection = connection
        self._result_id = opened.result.id
        self._name = opened.result.file_name or "resultado.pdf"
        self._sha256 = opened.result.sha256 or ""
        self._content = opened.content
        self._chunks = _chunks(len(opened.content))
        self._next = first
        self._unanswered: set[int] = set()
        self._heard = time.monotonic()

    def begin(self) -> None:
        """Announce the file and send the first chunks."""
        head = ResultFile(
            result_id=self._result_id,
            file_name=self._name,
            size=len(self._content),
            sha256=self._sha256,
            chunk_size=CHUNK_BYTES,
        )
        self._realtime.gateway.send(self._connection, head)
        self._fill()
        self._watch()

    def expects(self, result_id: int, index: int) -> bool:
        """Whether that chunk was sent and not yet answered."""
        return result_id == self._result_id and index in self._unanswered

    def answered(self, result_id: int, index: int) -> None:
        """Let the next chunk go. Raises InvalidPayload for a chunk that was not sent, or was answered before."""
        if not self.expects(result_id, index):
            raise InvalidPayload()
        self._unanswered.discard(index)
        self._heard = time.monotonic()
        self._fill()

    def _fill(self) -> None:
        while self._next < self._chunks and len(self._unanswered) < WINDOW:
            index, self._next = self._next, self._next + 1
            data = self._content[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]
            self._unanswered.add(index)
            self._realtime.gateway.send(
                self._connection, ResultChunk(result_id=self._result_id, index=index, data=data)
            )
        if not self._unanswered:
            self._connection.download = None
            end = ResultFileEnd(result_id=self._result_id, sha256=self._sha256)
            self._realtime.gateway.send(self._connection, end)

    def _watch(self) -> None:
        """Give up on a client that has answered nothing for half a minute; the file is let go of."""
        if self._connection.download is not self or self._connection.closed:
            return
        left = PATIENCE_SECONDS - (time.monotonic() - self._heard)
        if left <= 0:
            self._connection.download = None
        else:
            self._realtime.deadlines.after(left, self._watch)


def reaching(wanted: Wanted) -> Callable[[Result], bool]:
    """Return what tells whether any chunk is left to send. Raises InvalidPayload where the file ends before."""

    def taken(row: Result) -> bool:
        first, chunks = wanted.from_index or 0, _chunks(row.size or 0)
        if first > chunks:
            raise InvalidPayload()
        return first < chunks

    return taken


def begin(realtime: Realtime, connection: Connection, opened: OpenedFile, first: int = 0) -> None:
    """Start a download at the chunk ``first``; the socket's only one at a time."""
    connection.download = Download(realtime, connection, opened, first)
    connection.download.begin()


def refuse_second(connection: Connection) -> None:
    """Raise RateLimited where a download is under way on this socket."""
    if connection.download is not None:
        raise RateLimited("Ya hay una descarga en curso en esta conexión.", retry_after=1)
