"""HTTP at the level of bytes, and the two servers that it is sent to."""

import re
import socket

COMMANDS = {
    "embedded": ("-m", "tests.transport.echo"),
    "gunicorn": ("-m", "gunicorn", "-c", "python:tests.transport.echo", "tests.transport.echo:app"),
}


def post(path: str, *fields: str) -> str:
    """Return the head of a POST."""
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: localhost", *fields, "", ""])


def exchange(port: int, data: bytes, *, ends: bool = False, timeout: float = 10) -> bytes:
    """Send bytes, and return what the server sends until it closes. ``ends`` closes this direction at once."""
    received = b""
    with socket.create_connection(("localhost", port), timeout=timeout) as raw:
        raw.sendall(data)
        if ends:
            raw.shutdown(socket.SHUT_WR)
        try:
            while piece := raw.recv(65_536):
                received += piece
        except ConnectionResetError:
            # The server closed a connection with data that it had not read.
            pass
    return received


def answers(received: bytes) -> list[int]:
    """Return the statuses of the responses, without 100."""
    return [status for found in re.findall(rb"HTTP/1\.1 (\d+) ", received) if (status := int(found)) != 100]
