"""A result's PDF over the socket: in chunks, at most four of them unacknowledged, so the reader sets the pace.

A client that lost the connection resumes from the first missing chunk, on any instance: the server keeps nothing
between the two. A chunk is acknowledged with a message and not with a Socket.IO acknowledgement, whose counter a
client can corrupt.
"""

import time
from collections.abc import Callable

from labapp.contract.socket import Download as DownloadRequest
from labapp.contract.socket import ResultChunk, ResultFile, ResultFileEnd, ServerEvent
from labapp.errors import InvalidPayload, RateLimited
from labapp.models import Result
from labapp.realtime.connections import Connection
from labapp.services.results import OpenedFile

# With its envelope below the size that a client accepts as one message.
CHUNK_BYTES = 48 * 1024
WINDOW = 4
TIMEOUT_SECONDS = 30

Send = Callable[[Connection, ServerEvent], None]
After = Callable[[float, Callable[[], None]], None]


def _chunk_count(size: int) -> int:
    return -(-size // CHUNK_BYTES)


class Download:
    """One file on its way to one socket; ``send`` emits to it, ``after`` schedules the timeout.

    ``on_complete`` is called when the client has acknowledged every chunk.
    """

    def __init__(
        self,
        connection: Connection,
        opened: OpenedFile,
        first: int,
        *,
        send: Send,
        after: After,
        on_complete: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._send = send
        self._after = after
        self._on_complete = on_complete
        self._result_id = opened.result.id
        self._name = opened.result.file_name or "resultado.pdf"
        self._sha256 = opened.result.sha256 or ""
        self._content = opened.content
        self._chunks = _chunk_count(len(opened.content))
        self._next = first
        self._in_flight: set[int] = set()
        self._acknowledged_at = time.monotonic()

    def start(self) -> None:
        """Announce the file and send the first chunks."""
        head = ResultFile(
            result_id=self._result_id,
            file_name=self._name,
            size=len(self._content),
            sha256=self._sha256,
            chunk_size=CHUNK_BYTES,
        )
        self._send(self._connection, head)
        self._fill_window()
        self._check_timeout()

    def is_in_flight(self, result_id: int, index: int) -> bool:
        """Whether that chunk was sent and not yet acknowledged."""
        return result_id == self._result_id and index in self._in_flight

    def acknowledge(self, result_id: int, index: int) -> None:
        """Send the next chunk. Raises InvalidPayload where this one is not in flight."""
        if not self.is_in_flight(result_id, index):
            raise InvalidPayload()
        self._in_flight.discard(index)
        self._acknowledged_at = time.monotonic()
        self._fill_window()

    def _fill_window(self) -> None:
        while self._next < self._chunks and len(self._in_flight) < WINDOW:
            index, self._next = self._next, self._next + 1
            data = self._content[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]
            self._in_flight.add(index)
            self._send(self._connection, ResultChunk(result_id=self._result_id, index=index, data=data))
        if not self._in_flight:
            self._connection.download = None
            self._on_complete()
            self._send(self._connection, ResultFileEnd(result_id=self._result_id, sha256=self._sha256))

    def _check_timeout(self) -> None:
        """Drop the download, and the file with it, after half a minute without an acknowledgement."""
        if self._connection.download is not self or self._connection.closed:
            return
        left = TIMEOUT_SECONDS - (time.monotonic() - self._acknowledged_at)
        if left <= 0:
            self._connection.download = None
        else:
            self._after(left, self._check_timeout)


def serves_content(request: DownloadRequest) -> Callable[[Result], bool]:
    """Return a predicate: whether any chunk of a result is left to send.

    The predicate raises InvalidPayload where ``fromIndex`` lies beyond the end of the file.
    """

    def serves(row: Result) -> bool:
        first, chunks = request.from_index or 0, _chunk_count(row.size or 0)
        if first > chunks:
            raise InvalidPayload()
        return first < chunks

    return serves


def start(
    connection: Connection,
    opened: OpenedFile,
    first: int = 0,
    *,
    send: Send,
    after: After,
    on_complete: Callable[[], None],
) -> None:
    """Start a download at the chunk ``first``; a socket has one at a time."""
    download = Download(connection, opened, first, send=send, after=after, on_complete=on_complete)
    connection.download = download
    download.start()


def require_none_in_progress(connection: Connection) -> None:
    """Raise RateLimited where a download is in progress on this socket."""
    if connection.download is not None:
        raise RateLimited("Ya hay una descarga en curso en esta conexión.", retry_after=1)
