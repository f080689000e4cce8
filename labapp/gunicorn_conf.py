"""The configuration of gunicorn: ``gunicorn -c python:labapp.gunicorn_conf wsgi:app``.

There is one worker, since a socket belongs to one process; scaling adds instances. The number is explicit because
some hosts set ``WEB_CONCURRENCY``, which would start more.
"""

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

if TYPE_CHECKING:
    from labapp.transport.worker import Worker

# An empty value counts as unset; both are checked in ``on_starting``.
_host = os.environ.get("HOST", "").strip() or "0.0.0.0"
_port = os.environ.get("PORT", "").strip() or "4000"
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
worker_class = "labapp.transport.worker.Worker"
workers = 1
# Includes sockets. With gunicorn's default of 1,000, further connections would wait without an error.
worker_connections = 100_000
timeout = 60
graceful_timeout = 20
keepalive = 5
preload_app = False
control_socket_disable = True
accesslog = None


def on_starting(_server: object) -> None:
    """Check the settings before a worker starts: gunicorn would restart a failing worker again and again."""
    from labapp.config import load_settings

    load_settings()


def post_worker_init(worker: "Worker") -> None:
    """Start the realtime part in the worker process, and drain its sockets when the worker stops."""
    from labapp import realtime
    from labapp.transport.server import tune_garbage_collector
    from wsgi import app

    worker.on_stopping = lambda: realtime.stop(app)
    worker.connections_per_address = app.config["LAB_SETTINGS"].connections_per_address
    realtime.start(app)
    tune_garbage_collector()
