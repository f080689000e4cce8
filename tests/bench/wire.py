"""What an instance sends to PostgreSQL, counted by a relay between the two."""

import select
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.bench.contenders import Laboratory
from tests.support.server import Server

_SOCKET = ".s.PGSQL.5432"


def on_postgresql(one: Laboratory) -> bool:
    """Return whether a laboratory runs on PostgreSQL."""
    return one.lab.environment["DATABASE_URL"].startswith("postgresql")


class Wire:
    """Stands between an instance and PostgreSQL, and counts what the instance sends.

    ``statements`` counts executed statements, BEGIN and COMMIT included, and ``round_trips`` how often the instance
    began to send after a response.
    """

    def __init__(self, upstream: str) -> None:
        self.directory = tempfile.mkdtemp(prefix="lab-wire-")
        self.statements = self.round_trips = 0
        self._upstream = upstream
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{self.directory}/{_SOCKET}")
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        """Copy both directions of one connection in one thread, so that their order is known."""
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._upstream}/{_SOCKET}")
        answered, pending = True, b""
        # The first message has no type.
        head = 0
        with client, server, suppress(OSError):
            while True:
                for readable in select.select([client, server], [], [])[0]:
                    data = readable.recv(65_536)
                    if not data:
                        return
                    (server if readable is client else client).sendall(data)
                    if readable is server:
                        answered = True
                        continue
                    self.round_trips += answered
                    answered = False
                    pending += data
                    while len(pending) >= head + 4:
                        size = head + int.from_bytes(pending[head : head + 4], "big")
                        if len(pending) < size:
                            break
                        self.statements += head and pending[:1] in (b"Q", b"E")
                        head, pending = 1, pending[size:]

    def close(self) -> None:
        """Refuse new connections."""
        self._listener.close()
        shutil.rmtree(self.directory, ignore_errors=True)


@contextmanager
def wired(one: Laboratory) -> Iterator[tuple[Server, Wire]]:
    """Run another instance of a laboratory on PostgreSQL, through a relay."""
    url, _, directory = one.lab.environment["DATABASE_URL"].partition("?host=")
    wire = Wire(directory)
    try:
        server = one.lab.start(DATABASE_URL=f"{url}?host={wire.directory}")
        yield server, wire
        server.kill9()
    finally:
        wire.close()
