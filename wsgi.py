"""The entry point. It applies gevent's patches first, so that all libraries imported later yield to the event loop."""

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402

# Imported objects live as long as the process. Collecting garbage during the imports takes a quarter of the start-up.
gc.disable()

from labapp import create_app, realtime  # noqa: E402
from labapp.config import SettingError, Settings  # noqa: E402

app = create_app()
gc.enable()


def main() -> None:
    """Serve on PORT until the process is stopped. Raises SettingError where PORT is not available."""
    from labapp.transport.server import AddressUnavailable, serve

    settings: Settings = app.config["LAB_SETTINGS"]

    def on_started() -> None:
        realtime.start(app)
        print(f"Serving on http://localhost:{settings.port}", flush=True)

    try:
        serve(
            app,
            host="0.0.0.0",
            port=settings.port,
            on_started=on_started,
            on_stopping=lambda: realtime.stop(app),
            connections_per_address=settings.connections_per_address,
        )
    except AddressUnavailable as fault:
        raise SettingError("PORT", f"{settings.port} cannot be listened on: {fault.strerror}") from None


if __name__ == "__main__":
    main()
