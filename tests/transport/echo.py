"""A small application on the transport for the tests of HTTP: a program, and a configuration of gunicorn.

The environment sets BODY_SECONDS, BYTES_PER_SECOND, CONNECTIONS (0 is without a limit) and EXEMPT (a network).
"""

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
from typing import Any  # noqa: E402

from flask import Flask, Response, request, send_file  # noqa: E402

from labapp.transport import close_all, install, serve  # noqa: E402
from labapp.transport.handler import Handler  # noqa: E402
from labapp.transport.worker import Worker  # noqa: E402

app = Flask("echo")
socketio = install(app)
calls: list[str] = []


class EchoHandler(Handler):
    body_seconds = float(os.environ.get("BODY_SECONDS", "10"))
    body_bytes_per_second = float(os.environ.get("BYTES_PER_SECOND", "16384"))


class EchoWorker(Worker):
    wsgi_handler = EchoHandler
    connections_per_address = int(os.environ.get("CONNECTIONS", "0"))
    exempt_addresses = tuple(os.environ.get("EXEMPT", "").split())


@app.before_request
def record() -> None:
    if request.path not in ("/health", "/calls"):
        calls.append(request.path)


@app.get("/health")
def health() -> dict[str, int]:
    return {"files": len(os.listdir("/proc/self/fd"))}


@app.get("/calls")
def called() -> list[str]:
    """Return the paths that were requested since the last call."""
    paths, calls[:] = list(calls), []
    return paths


@app.route("/echo", methods=["GET", "POST"])
def echo() -> dict[str, int]:
    return {"length": len(request.get_data())}


@app.get("/file")
def file() -> Response:
    """Send the file that the query names, or a part of it."""
    return send_file(request.args["path"], conditional=True)


@app.post("/refuse")
def refuse() -> tuple[str, int]:
    """Answer without reading the body."""
    return "too large", 413


@app.post("/stream")
def stream() -> Response:
    """Begin the answer, then read the body."""
    body = request.stream

    def generate() -> Any:
        yield "begun "
        yield str(len(body.read()))

    return Response(generate())


# The configuration of gunicorn.
bind = f"localhost:{os.environ.get('PORT', '5000')}"
worker_class = EchoWorker
workers = 1
worker_connections = 100_000
control_socket_disable = True


def post_worker_init(worker: Worker) -> None:
    worker.on_stopping = lambda: close_all(socketio.server)


if __name__ == "__main__":
    serve(
        app,
        host="localhost",
        port=int(os.environ["PORT"]),
        on_stopping=lambda: close_all(socketio.server),
        handler_class=EchoHandler,
        connections_per_address=EchoWorker.connections_per_address,
        exempt_addresses=EchoWorker.exempt_addresses,
    )
