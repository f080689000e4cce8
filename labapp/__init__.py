"""A real-time system for a clinical laboratory: changes by administrators and patients reach all affected clients."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiflask import APIFlask

    from labapp.config import Settings


def create_app(settings: Settings | None = None) -> APIFlask:
    """Create the application. This function is the table of contents of the package.

    Nothing is started: the server calls ``realtime.start(app)`` once in its process. Raises SettingError for an invalid
    setting.
    """
    # Imported here, so that a part of this package can be used without the application.
    from werkzeug.middleware.proxy_fix import ProxyFix

    from labapp import api, cli, dashboard, listeners, mail, monitoring, private_files, realtime, reference, webapp
    from labapp.auth.session_memory import init_session_memory
    from labapp.auth.signatures import init_signatures
    from labapp.auth.tokens import init_tokens
    from labapp.config import load_settings
    from labapp.extensions import configure_engine, db, engine_options, migrate
    from labapp.http import static_files
    from labapp.http.application import Application
    from labapp.locale import babel, select_locale, select_timezone
    from labapp.logs import configure_logs
    from labapp.rate_limit import RateLimiter

    settings = settings or load_settings()
    configure_logs(settings)
    app = Application(
        __name__,
        title="Lab",
        version="1.0.0",
        spec_path="/api/openapi.json" if settings.api_docs == "on" else None,
        docs_path=None,
        # Files are served before Flask. APIFlask declares a str, and hands None on.
        static_folder=None,  # type: ignore[arg-type]
        template_folder="../templates",
        instance_path=str(settings.instance_path),
    )
    app.config.update(
        LAB_SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        BABEL_DEFAULT_LOCALE="es",
        OPENAPI_VERSION="3.1.0",
    )
    if settings.sqlite:
        private_files.protect(settings)

    db.init_app(app)
    with app.app_context():
        configure_engine(db.engine)
    migrate.init_app(app, db, directory=str(Path(__file__).parent / "migrations"))
    init_tokens(app, settings)
    init_session_memory(app)
    init_signatures(app)
    babel.init_app(app, locale_selector=select_locale, timezone_selector=select_timezone)
    app.extensions["rate_limiter"] = RateLimiter(settings.redis_url)
    mail.init_app(app, settings)

    api.register(app)
    dashboard.register(app)
    webapp.register(app)
    realtime.init_app(app, settings)
    listeners.connect(app)
    monitoring.register(app)
    if settings.api_docs == "on":
        reference.register(app)
    cli.register(app)

    static_files.register(app)
    if hops := settings.trusted_proxies:
        # Flask's documented way to add middleware assigns to a method, which mypy refuses.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app
