"""The entry point. It applies gevent's patches first, so that all libraries imported later yield to the event loop."""

from gevent import monkey

monkey.patch_all()

import errno  # noqa: E402
import gc  # noqa: E402

# Imported objects live as long as the process. Collecting garbage during the imports takes a quarter of the start-up.
gc.disable()

from labapp import create_app, realtime  # noqa: E402
from labapp.config import Settings  # noqa: E402
from labapp.setting_fields import SettingError  # noqa: E402

app = create_app()
gc.enable()


def _name_of(host: str) -> str:
    """Return the host of the server's URL on this machine."""
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host


def main() -> None:
    """Serve on HOST and PORT until the process is stopped. Raises SettingError where they are not available."""
    from labapp.transport.server import AddressUnavailable, serve

    settings: Settings = app.config["LAB_SETTINGS"]

    def on_started() -> None:
        realtime.start(app)
        print(f"Serving on http://{_name_of(settings.host)}:{settings.port}", flush=True)

    try:
        serve(
            app,
            host=settings.host,
            port=settings.port,
            on_started=on_started,
            on_stopping=lambda: realtime.stop(app),
            connections_per_address=settings.connections_per_address,
        )
    except AddressUnavailable as fault:
        # In use, or reserved; anything else is the fault of the address.
        name, value = "HOST", settings.host
        if fault.errno in (errno.EADDRINUSE, errno.EACCES):
            name, value = "PORT", str(settings.port)
        raise SettingError(name, f"{value} cannot be listened on: {fault.strerror}") from None


if __name__ == "__main__":
    main()
