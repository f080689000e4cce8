"""Typed settings from the environment, checked once at start: a wrong one ends it with one line."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app


class SettingError(SystemExit):
    """A setting is wrong or unsafe; the message is one line that names it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one process; see README.md for what each does."""

    env: str
    port: int
    database_url: str
    redis_url: str | None
    secret_key: str
    jwt_secret_key: str
    cors_origins: tuple[str, ...]
    access_token_minutes: float
    refresh_token_days: int
    event_retention_days: int
    instance_path: Path
    sockets_per_user: int
    messages_per_second: int
    handshakes_per_second: int
    replay_limit: int
    realtime_engine: str
    ping_interval: int
    ping_timeout: int
    metrics_token: str | None
    log_level: str

    @property
    def production(self) -> bool:
        """Whether this process serves real patients."""
        return self.env == "production"

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")


def _number(env: Mapping[str, str], name: str, default: float, low: float, high: float) -> float:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        raise SettingError(name, f"must be a number, not {raw!r}") from None
    if not low <= value <= high:
        raise SettingError(name, f"must be between {low:g} and {high:g}, not {raw}")
    return value


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = _number(env, name, default, low, high)
    if value != int(value):
        raise SettingError(name, f"must be a whole number, not {value:g}")
    return int(value)


def _choice(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = env.get(name, "").strip() or default
    if value not in choices:
        raise SettingError(name, f"must be one of {', '.join(choices)}, not {value!r}")
    return value


def _database_url(env: Mapping[str, str], instance: Path, production: bool) -> str:
    url = env.get("DATABASE_URL", "").strip()
    if not url:
        url = f"sqlite:///{instance / 'lab.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("DATABASE_URL", "must be a postgresql:// or sqlite:/// address")
    if url.startswith("sqlite") and (production and env.get("DYNO")):
        raise SettingError("DATABASE_URL", "SQLite on a host whose disk is lost at each restart; add PostgreSQL")
    return url


def _redis_url(env: Mapping[str, str]) -> str | None:
    url = env.get("REDIS_URL", "").strip()
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise SettingError("REDIS_URL", "must be a redis:// or rediss:// address")
    if url.startswith("rediss://") and env.get("DYNO") and "ssl_cert_reqs" not in url:
        # Heroku's Redis shows a certificate that it signed itself; encrypted it is all the same.
        url += ("&" if "?" in url else "?") + "ssl_cert_reqs=none"
    return url or None


def _secret(env: Mapping[str, str], name: str, instance: Path, production: bool) -> str:
    value = env.get(name, "").strip()
    if not value:
        if production:
            raise SettingError(name, "must be set in production (32 characters or more)")
        kept = instance / name.lower()
        if not kept.exists():
            instance.mkdir(parents=True, exist_ok=True)
            # O_EXCL: two processes that start together agree on whichever came first.
            try:
                with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    file.write(secrets.token_urlsafe(48))
            except FileExistsError:
                pass
        value = kept.read_text()
    if len(value.encode()) < 32:
        raise SettingError(name, "must have at least 32 characters")
    return value


def _origins(env: Mapping[str, str], production: bool) -> tuple[str, ...]:
    origins = tuple(o.strip().rstrip("/") for o in env.get("CORS_ORIGINS", "").split(",") if o.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if origin == "*":
            if production:
                raise SettingError("CORS_ORIGINS", "'*' is not allowed in production; list the origins")
        elif parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise SettingError("CORS_ORIGINS", f"{origin!r} is not an origin (https://host[:port])")
    return origins


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment.

    Raises SettingError (a SystemExit with one line) for the first setting that is wrong or unsafe.
    """
    env = os.environ if env is None else env
    mode = _choice(env, "APP_ENV", "development", ("development", "production"))
    production = mode == "production"
    instance = Path(env.get("INSTANCE_PATH", "").strip() or "instance").absolute()
    ping_interval = _integer(env, "PING_INTERVAL", 25, 1, 300)
    return Settings(
        env=mode,
        port=_integer(env, "PORT", 4000, 1, 65535),
        database_url=_database_url(env, instance, production),
        redis_url=_redis_url(env),
        secret_key=_secret(env, "SECRET_KEY", instance, production),
        jwt_secret_key=_secret(env, "JWT_SECRET_KEY", instance, production),
        cors_origins=_origins(env, production),
        access_token_minutes=_number(env, "ACCESS_TOKEN_MINUTES", 15, 0.01, 15 if production else 1440),
        refresh_token_days=_integer(env, "REFRESH_TOKEN_DAYS", 30, 1, 365),
        event_retention_days=_integer(env, "EVENT_RETENTION_DAYS", 30, 1, 3650),
        instance_path=instance,
        sockets_per_user=_integer(env, "SOCKETS_PER_USER", 10, 1, 10_000_000),
        messages_per_second=_integer(env, "MESSAGES_PER_SECOND", 10, 1, 1_000_000),
        handshakes_per_second=_integer(env, "HANDSHAKES_PER_SECOND", 100, 1, 1_000_000),
        replay_limit=_integer(env, "REPLAY_LIMIT", 1000, 1, 100_000),
        realtime_engine=_choice(env, "REALTIME_ENGINE", "fast", ("fast", "stock")),
        ping_interval=ping_interval,
        ping_timeout=_integer(env, "PING_TIMEOUT", 20, 1, 300),
        metrics_token=env.get("METRICS_TOKEN", "").strip() or None,
        log_level=_choice(env, "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    )


def current_settings() -> Settings:
    """Return the settings of the running app."""
    settings: Settings = current_app.config["LAB_SETTINGS"]
    return settings
