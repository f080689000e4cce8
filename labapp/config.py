"""Typed settings from the environment, checked once at start.

Each setting is a field of ``Settings``: its name in the environment, type, default, bounds and description.
``make settings`` derives the table in README.md and ``.env.example`` from these fields.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from flask import current_app
from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict


class SettingError(SystemExit):
    """A setting is invalid or unsafe. The message is one line that starts with its name."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


def _number(raw: object) -> float:
    # Not pydantic's own parser: the message is ours, and a whole number may be written as 10, 10.0 or 1e1.
    try:
        return float(raw)  # type: ignore[arg-type]
    except ValueError:
        raise ValueError(f"must be a number, not {raw!r}") from None


def _generated_secret(name: str, above: dict[str, Any]) -> str:
    """Return the secret kept in INSTANCE_PATH, and generate it first if there is none. Empty in production."""
    if above["env"] == "production":
        return ""
    instance: Path = above["instance_path"]
    kept = instance / name.lower()
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        # O_EXCL: two processes that start together agree on the secret of the first.
        try:
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return kept.read_text().strip()


def _setting(name: str, default: Any, description: str | None, *, unset: str | None = None, **more: Any) -> Any:
    """Declare a setting by its name in the environment.

    ``default`` may be a function of the settings above. ``unset`` describes a default that is no plain value.
    """
    given = {"default_factory": default} if callable(default) else {"default": default}
    extra: dict[str, Any] = {"unset": unset} if unset else {}
    return Field(**given, validation_alias=name, description=description, json_schema_extra=extra, **more)


Integer = Annotated[int, BeforeValidator(_number)]
Number = Annotated[float, BeforeValidator(_number)]


class Settings(BaseSettings):
    """All settings of one process, immutable.

    Validators see only the settings above their own, so the order matters.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    env: Literal["development", "production"] = _setting(
        "APP_ENV", "development", "Mode; `production` requires the secrets and refuses unsafe values."
    )
    # Set by Heroku; without a description it is not documented as a setting.
    dyno: str | None = _setting("DYNO", None, None)
    port: Integer = _setting("PORT", 4000, "TCP port of the server.", ge=1, le=65535)
    instance_path: Path = _setting(
        "INSTANCE_PATH", Path("instance"), "Directory of the embedded database and the generated secrets."
    )
    database_url: str = _setting(
        "DATABASE_URL",
        lambda above: f"sqlite:///{above['instance_path'] / 'lab.db'}",
        "Database, as `postgresql://user:password@host/name` (`postgres://` is accepted) or `sqlite:///path`.",
        unset="SQLite in `INSTANCE_PATH`",
        examples=["postgresql://lab:lab@localhost/lab"],
        repr=False,
    )
    redis_url: str | None = _setting(
        "REDIS_URL",
        None,
        "Redis, as `redis://host:port/0`; several instances need it for wake-ups, shared limits and statistics.",
        unset="none (one instance)",
        examples=["redis://localhost:6379/0"],
        repr=False,
    )
    secret_key: str = _setting(
        "SECRET_KEY",
        lambda above: _generated_secret("SECRET_KEY", above),
        "Key that signs forms and cookies, 32 characters or more.",
        unset="generated once; required in production",
        repr=False,
    )
    jwt_secret_key: str = _setting(
        "JWT_SECRET_KEY",
        lambda above: _generated_secret("JWT_SECRET_KEY", above),
        "Key that signs the tokens of sessions, 32 characters or more.",
        unset="generated once; required in production",
        repr=False,
    )
    cors_origins: tuple[str, ...] = _setting(
        "CORS_ORIGINS",
        (),
        "Origins that may use the API and the socket from a browser, besides its own; `*` in development only.",
        examples=["https://pacientes.example,https://medicos.example"],
    )
    access_token_minutes: Number = _setting(
        "ACCESS_TOKEN_MINUTES", 15, "Minutes an access token lasts; at most 15 in production.", ge=0.01, le=1440
    )
    refresh_token_days: Integer = _setting(
        "REFRESH_TOKEN_DAYS", 30, "Days after which an unused session expires.", ge=1, le=365
    )
    event_retention_days: Integer = _setting(
        "EVENT_RETENTION_DAYS", 30, "Days for which missed events can be replayed.", ge=1, le=3650
    )
    replay_limit: Integer = _setting(
        "REPLAY_LIMIT", 1000, "Missed events that are replayed at most; otherwise the client reloads.", ge=1, le=100_000
    )
    sockets_per_user: Integer = _setting("SOCKETS_PER_USER", 10, "Open sockets per user.", ge=1, le=10_000_000)
    messages_per_second: Integer = _setting(
        "MESSAGES_PER_SECOND", 10, "Messages per second and user; bursts of five times that pass.", ge=1, le=1_000_000
    )
    handshakes_per_second: Integer = _setting(
        "HANDSHAKES_PER_SECOND", 100, "Handshakes per second that one instance admits.", ge=1, le=1_000_000
    )
    realtime_engine: Literal["fast", "stock"] = _setting(
        "REALTIME_ENGINE", "fast", "Fan-out of broadcasts; `stock` is the libraries' own, for comparison."
    )
    ping_interval: Integer = _setting(
        "PING_INTERVAL", 25, "Seconds between heartbeats; below a router's idle timeout (Heroku: 55).", ge=1, le=300
    )
    ping_timeout: Integer = _setting(
        "PING_TIMEOUT", 20, "Seconds without an answer to a heartbeat after which a socket is closed.", ge=1, le=300
    )
    rate_limits: tuple[str, ...] = _setting(
        "RATE_LIMITS", (), "Changed rate limits; docs/limits.md lists all.", examples=["writes=100/minute,exports=off"]
    )
    metrics_token: str | None = _setting(
        "METRICS_TOKEN",
        None,
        "Bearer token with which Prometheus reads `/metrics`.",
        unset="none (open to this machine only)",
        repr=False,
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _setting(
        "LOG_LEVEL", "INFO", "Lowest level that is logged; no level logs payloads, tokens or query strings."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read only what ``load_settings`` passes: a test's mapping never mixes with the process's environment."""
        return (init_settings,)

    @field_validator("instance_path")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.absolute()

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, url: str, info: ValidationInfo) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                url = "postgresql+psycopg://" + url.removeprefix(prefix)
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must be a postgresql:// or sqlite:/// address")
        if url.startswith("sqlite") and info.data.get("env") == "production" and info.data.get("dyno"):
            raise ValueError("SQLite on a host whose disk is lost at each restart; add PostgreSQL")
        return url

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must be a redis:// or rediss:// address")
        if url and url.startswith("rediss://") and info.data.get("dyno") and "ssl_cert_reqs" not in url:
            # Heroku's Redis has a self-signed certificate; the connection is encrypted all the same.
            url += ("&" if "?" in url else "?") + "ssl_cert_reqs=none"
        return url

    @field_validator("secret_key", "jwt_secret_key")
    @classmethod
    def _check_secret(cls, value: str) -> str:
        if not value:
            raise ValueError("must be set in production (32 characters or more)")
        if len(value.encode()) < 32:
            raise ValueError("must have at least 32 characters")
        return value

    @field_validator("cors_origins", "rate_limits", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(item.strip().rstrip("/") for item in value.split(",") if item.strip())
        return value

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if origin == "*":
                if info.data.get("env") == "production":
                    raise ValueError("'*' is not allowed in production; list the origins")
            elif parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
                raise ValueError(f"{origin!r} is not an origin (https://host[:port])")
        return origins

    @field_validator("access_token_minutes", mode="before")
    @classmethod
    def _check_token_lifetime(cls, value: object, info: ValidationInfo) -> object:
        if info.data.get("env") == "production" and not 0.01 <= _number(value) <= 15:
            raise ValueError(f"must be between 0.01 and 15, not {value}")
        return value

    @property
    def production(self) -> bool:
        """Whether this process serves real patients."""
        return self.env == "production"

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")


# The fields by their names in the environment, in the order of the documentation.
FIELDS: dict[str, FieldInfo] = {str(field.validation_alias): field for field in Settings.model_fields.values()}


def bounds(field: FieldInfo) -> tuple[float, float] | None:
    """Return the smallest and the largest value of a numeric field; None for other fields."""
    limits = {key: getattr(item, key) for item in field.metadata for key in ("ge", "le") if hasattr(item, key)}
    return (limits["ge"], limits["le"]) if limits else None


def choices(field: FieldInfo) -> tuple[str, ...]:
    """Return the values that a field can take; empty where they cannot be listed."""
    return get_args(field.annotation) if get_origin(field.annotation) is Literal else ()


def _explain(error: ErrorDetails, raw: str) -> str:
    """Return what is wrong with a value, in one line."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    field = FIELDS[str(error["loc"][0])]
    if choices(field):
        return f"must be one of {', '.join(choices(field))}, not {raw!r}"
    if limits := bounds(field):
        low, high = limits
        if not low <= float(raw) <= high:
            return f"must be between {low:g} and {high:g}, not {raw}"
        return f"must be a whole number, not {float(raw):g}"
    return error["msg"]


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment, or the given mapping in its place; an empty value counts as unset.

    Raises SettingError (a SystemExit with one line) for the first setting that is invalid or unsafe.
    """
    env = os.environ if env is None else env
    given = {name: env[name].strip() for name in FIELDS if env.get(name, "").strip()}
    try:
        return Settings.model_validate(given)
    except ValidationError as fault:
        error = fault.errors()[0]
    # pydantic names a default that is refused by its field, any other value by its name in the environment.
    location = str(error["loc"][0])
    name = location if location in FIELDS else str(Settings.model_fields[location].validation_alias)
    raise SettingError(name, _explain(error, given.get(name, "")))


def current_settings() -> Settings:
    """Return the settings of the running app."""
    settings: Settings = current_app.config["LAB_SETTINGS"]
    return settings
