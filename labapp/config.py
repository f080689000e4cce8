"""Typed settings from the environment, checked once at start.

Each setting is a field of ``Settings``: its name in the environment, type, default, bounds and description.
``make settings`` derives the table in README.md and ``.env.example`` from these fields.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from flask import current_app
from pydantic import AfterValidator, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from labapp import secret_keys, setting_checks
from labapp.setting_fields import GivenSettings, Integer, Number, SettingError, explain, generated_secret, number
from labapp.setting_fields import setting as _setting

# The values that Flask takes for no.
_OFF = ("", "0", "false", "no")


class Settings(GivenSettings):
    """All settings of one process, immutable.

    Validators see only the settings above their own, so the order matters.
    """

    env: Literal["development", "production"] = _setting(
        "APP_ENV", "development", "Mode; `production` requires the secrets and refuses unsafe values."
    )
    # Set by Heroku; without a description it is not documented as a setting.
    dyno: str | None = _setting("DYNO", None, None)
    host: Annotated[str, AfterValidator(setting_checks.host_address)] = _setting(
        "HOST", "0.0.0.0", "IP address on which the server listens; `::` and `0.0.0.0` are all."
    )
    port: Integer = _setting("PORT", 4000, "TCP port of the server.", ge=1, le=65535)
    trusted_proxies: Integer = _setting(
        "TRUSTED_PROXIES",
        lambda above: int(above["env"] == "production"),
        "Proxies in front of the server whose `X-Forwarded-*` headers are trusted, counted from the server.",
        unset="1 in production, otherwise 0",
        ge=0,
        le=10,
    )
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
        lambda above: generated_secret("SECRET_KEY", above),
        "Key that signs forms and cookies, 32 random characters or more.",
        unset="generated once; required in production",
        repr=False,
    )
    jwt_secret_key: str = _setting(
        "JWT_SECRET_KEY",
        lambda above: generated_secret("JWT_SECRET_KEY", above),
        "Key that signs the tokens of sessions, 32 random characters or more, not the same as `SECRET_KEY`.",
        unset="generated once; required in production",
        repr=False,
    )
    secret_key_previous: tuple[str, ...] = _setting(
        "SECRET_KEY_PREVIOUS",
        (),
        "Earlier values of `SECRET_KEY`, newest first, to read secrets stored then.",
        repr=False,
    )
    cors_origins: tuple[str, ...] = _setting(
        "CORS_ORIGINS",
        (),
        "Origins that may use the API and the socket from a browser, besides its own; `*` in development only.",
        examples=["https://pacientes.example,https://medicos.example"],
    )
    public_url: str | None = _setting(
        "PUBLIC_URL",
        None,
        "Origin of the pages as users reach them, for links in mails and passkeys; `https` in production.",
        unset="none (no passkeys in production)",
        examples=["https://lab.example"],
    )
    mail_from: Annotated[str, AfterValidator(setting_checks.mail_sender)] | None = _setting(
        "MAIL_FROM", None, "Sender of mails, as `lab@lab.example` or `Name <lab@lab.example>`."
    )
    # Below both, without which no mail can be sent.
    smtp_url: str | None = _setting(
        "SMTP_URL",
        None,
        "Mail server, as `smtp://user:password@host:587` (STARTTLS, except on this machine) or `smtps://`.",
        unset="none (no mails; staff hand out the links for new passwords)",
        repr=False,
    )
    admin_second_factor: Literal["optional", "required"] = _setting(
        "ADMIN_SECOND_FACTOR", "optional", "Whether administrators must have a second factor; recommended: `required`."
    )
    initial_password_hours: Number = _setting(
        "INITIAL_PASSWORD_HOURS", 72, "Hours for which a password that staff set can be used, once.", ge=0.01, le=720
    )
    access_token_minutes: Number = _setting(
        "ACCESS_TOKEN_MINUTES", 15, "Minutes an access token lasts; at most 15 in production.", ge=0.01, le=1440
    )
    refresh_token_days: Integer = _setting(
        "REFRESH_TOKEN_DAYS", 30, "Days after which an unused session of the app expires.", ge=1, le=365
    )
    session_days: Integer = _setting("SESSION_DAYS", 90, "Days after which a session of the app ends.", ge=1, le=3650)
    dashboard_idle_minutes: Number = _setting(
        "DASHBOARD_IDLE_MINUTES", 30, "Minutes without a person after which a dashboard session ends.", ge=0.05, le=720
    )
    dashboard_session_hours: Number = _setting(
        "DASHBOARD_SESSION_HOURS", 12, "Hours after the sign-in at which a dashboard session ends.", ge=0.001, le=168
    )
    reauthentication_minutes: Number = _setting(
        "REAUTHENTICATION_MINUTES", 10, "Minutes a proof of identity lasts, for sensitive operations.", ge=0.01, le=60
    )
    event_retention_days: Integer = _setting(
        "EVENT_RETENTION_DAYS", 30, "Days for which missed events can be replayed.", ge=1, le=3650
    )
    record_retention_years: Integer = _setting("RECORD_RETENTION_YEARS", 10, "Years of sealed results.", ge=1, le=100)
    replay_limit: Integer = _setting(
        "REPLAY_LIMIT", 1000, "Missed events that are replayed at most; otherwise the client reloads.", ge=1, le=100_000
    )
    replay_memory_mb: Number = _setting("REPLAY_MEMORY_MB", 16, "MB of recent events kept for replays.", ge=0, le=1024)
    open_appointments_per_patient: Integer = _setting(
        "OPEN_APPOINTMENTS_PER_PATIENT", 20, "Coming appointments up to which patients can book.", ge=1, le=10_000
    )
    sockets_per_user: Integer = _setting("SOCKETS_PER_USER", 10, "Open sockets per user.", ge=1, le=10_000_000)
    messages_per_second: Integer = _setting(
        "MESSAGES_PER_SECOND", 10, "Messages per second and user; bursts of five times that pass.", ge=1, le=1_000_000
    )
    handshakes_per_second: Integer = _setting(
        "HANDSHAKES_PER_SECOND", 100, "Handshakes per second that one instance admits.", ge=1, le=1_000_000
    )
    connections_per_address: Integer = _setting(
        "CONNECTIONS_PER_ADDRESS",
        lambda above: 0 if above["trusted_proxies"] else 1000,
        "Open connections per client address but loopback, sockets included; 0 is no limit, which a proxy needs.",
        unset="1000; 0 with a trusted proxy",
        ge=0,
        le=10_000_000,
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
        unset="none (in production there is no `/metrics`, otherwise it is open to this machine)",
        repr=False,
    )
    api_docs: Literal["on", "off"] = _setting(
        "API_DOCS", "on", "Whether the references of REST and of the events are served."
    )
    # Below the other secrets, from which it must differ.
    audit_key: str = _setting(
        "AUDIT_KEY",
        lambda above: generated_secret("AUDIT_KEY", above),
        "Key of the hash chain of the audit trail, 32 characters or more; keep it outside the database.",
        unset="generated once; required in production",
        repr=False,
    )
    audit_key_previous: tuple[str, ...] = _setting(
        "AUDIT_KEY_PREVIOUS", (), "Earlier values of `AUDIT_KEY`, newest first, to verify older entries.", repr=False
    )
    audit_anchor_file: Path | None = _setting(
        "AUDIT_ANCHOR_FILE", None, "File to which anchors of the audit trail are appended, besides the log."
    )
    audit_anchor_seconds: Integer = _setting(
        "AUDIT_ANCHOR_SECONDS", 3600, "Seconds between anchors of the audit trail; 0 for none.", ge=0, le=604_800
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _setting(
        "LOG_LEVEL", "INFO", "Lowest level that is logged; no level logs payloads, tokens or query strings."
    )

    @field_validator("instance_path")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.absolute()

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, url: str, info: ValidationInfo) -> str:
        disk_is_lost = info.data.get("env") == "production" and bool(info.data.get("dyno"))
        if info.data.get("env") == "production":
            setting_checks.check_password(url)
        return setting_checks.database_address(url, disk_is_lost=disk_is_lost)

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url and info.data.get("env") == "production":
            setting_checks.check_password(url)
        return url and setting_checks.redis_address(url, on_heroku=bool(info.data.get("dyno")))

    @field_validator("secret_key", "jwt_secret_key", "audit_key")
    @classmethod
    def _check_secret(cls, value: str, info: ValidationInfo) -> str:
        return secret_keys.checked(value, info.data)

    @field_validator("audit_key", "audit_key_previous")
    @classmethod
    def _check_audit_key(cls, value: str | tuple[str, ...], info: ValidationInfo) -> str | tuple[str, ...]:
        return secret_keys.checked_audit_key(value, info.data)

    @field_validator("secret_key_previous")
    @classmethod
    def _check_previous(cls, values: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return secret_keys.checked_previous(values, info.data)

    @field_validator("cors_origins", "audit_key_previous", "secret_key_previous", "rate_limits", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return setting_checks.web_origins(origins, production=info.data.get("env") == "production")

    @field_validator("public_url", "smtp_url")
    @classmethod
    def _check_mail(cls, url: str | None, info: ValidationInfo) -> str | None:
        check = setting_checks.smtp_address if info.field_name == "smtp_url" else setting_checks.public_origin
        return url and check(url, info.data)

    @field_validator("access_token_minutes", mode="before")
    @classmethod
    def _check_token_lifetime(cls, value: object, info: ValidationInfo) -> float:
        return setting_checks.token_minutes(number(value), production=info.data.get("env") == "production")

    @property
    def production(self) -> bool:
        """Whether this process serves real patients."""
        return self.env == "production"

    @property
    def admin_needs_factor(self) -> bool:
        """Whether administrators must have a second factor."""
        return self.admin_second_factor == "required"

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")


# The fields by their names in the environment, in the order of the documentation.
FIELDS: dict[str, FieldInfo] = {str(field.validation_alias): field for field in Settings.model_fields.values()}


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment, or the given mapping in its place; an empty value counts as unset.

    Raises SettingError (a SystemExit with one line) for the first setting that is invalid or unsafe.
    """
    env = os.environ if env is None else env
    given = {name: env[name].strip() for name in FIELDS if env.get(name, "").strip()}
    try:
        settings = Settings.model_validate(given)
        if settings.production and env.get("FLASK_DEBUG", "").strip().lower() not in _OFF:
            raise SettingError("FLASK_DEBUG", "must not be on in production: its pages run code")
        return settings
    except ValidationError as fault:
        error = fault.errors()[0]
    # pydantic names a default that is refused by its field, any other value by its name in the environment.
    location = str(error["loc"][0])
    name = location if location in FIELDS else str(Settings.model_fields[location].validation_alias)
    raise SettingError(name, explain(error, FIELDS[name], given.get(name, "")))


def current_settings() -> Settings:
    """Return the settings of the running app."""
    settings: Settings = current_app.config["LAB_SETTINGS"]
    return settings
