"""The entry point: patches first, so that every library that is imported later yields to the event loop."""

from gevent import monkey

monkey.patch_all()

from labapp import create_app  # noqa: E402

app = create_app()
