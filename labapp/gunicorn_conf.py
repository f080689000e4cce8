"""gunicorn's configuration: ``gunicorn -c python:labapp.gunicorn_conf wsgi:app``.

One worker: a socket lives in one process, and another dyno is another instance. With ``WEB_CONCURRENCY`` hosts would
silently start more, hence the explicit number.
"""

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
from typing import Any  # noqa: E402

bind = f"0.0.0.0:{os.environ.get('PORT', '4000')}"
worker_class = "labapp.transport.worker.Worker"
workers = 1
# Of connections, sockets among them; gunicorn's own limit of 1,000 would leave the next one waiting without a word.
worker_connections = 100_000
timeout = 60
graceful_timeout = 20
keepalive = 5
preload_app = False
control_socket_disable = True
accesslog = None


def on_starting(_server: Any) -> None:
    """Check the settings before there is a worker: one that cannot start would be started again and again."""
    from labapp.config import load_settings

    load_settings()


def post_worker_init(worker: Any) -> None:
    """Start the realtime side in the process that serves, and have it drained when the worker stops."""
    from labapp import realtime
    from labapp.transport.server import tune_garbage_collector
    from wsgi import app

    worker.on_stopping = lambda: realtime.stop(app)
    realtime.start(app)
    tune_garbage_collector()
