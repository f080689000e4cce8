"""Settings are checked at start, and a refusal names the setting in one line."""

import re
import secrets
from pathlib import Path

import pytest
from pydantic import ValidationError

from labapp.config import FIELDS, Settings, load_settings
from labapp.reference import settings as reference
from labapp.setting_fields import SettingError
from tests.support.command import SECRETS
from tests.support.processes import REPOSITORY

PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": SECRETS["SECRET_KEY"],
    "JWT_SECRET_KEY": SECRETS["JWT_SECRET_KEY"],
    "AUDIT_KEY": SECRETS["AUDIT_KEY"],
    "DATABASE_URL": "postgres://u:p@host/lab",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "4000.5"),
        ("APP_ENV", "staging"),
        ("DATABASE_URL", "mysql://host/lab"),
        ("REDIS_URL", "host:6379"),
        ("SECRET_KEY", "short"),
        ("AUDIT_KEY", "short"),
        ("AUDIT_KEY_PREVIOUS", f"{'p' * 32},short"),
        ("AUDIT_ANCHOR_SECONDS", "-1"),
        ("CORS_ORIGINS", "lab.example"),
        ("REPLAY_LIMIT", "-1"),
        ("REALTIME_ENGINE", "slow"),
        ("LOG_LEVEL", "loud"),
        ("HOST", "lab.example"),
        ("TRUSTED_PROXIES", "-1"),
        ("API_DOCS", "yes"),
        ("ACCESS_TOKEN_MINUTES", "nan"),
        ("PUBLIC_URL", "lab.example"),
        ("PUBLIC_URL", "https://lab.example/path"),
        ("PUBLIC_URL", "https://user@lab.example"),
        ("MAIL_FROM", "the laboratory"),
        ("SMTP_URL", "mail.example:587"),
        ("SMTP_URL", "smtp://:0"),
        ("SMTP_URL", "smtp://mail.example"),
        ("SMTP_URL", "smtp://mail.example:port"),
    ],
)
def test_a_wrong_value_names_its_setting(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError) as refusal:
        load_settings({"INSTANCE_PATH": str(tmp_path), name: value})
    assert str(refusal.value).startswith(f"{name}: ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("SECRET_KEY", {"SECRET_KEY": ""}),
        ("JWT_SECRET_KEY", {"JWT_SECRET_KEY": ""}),
        ("JWT_SECRET_KEY", {"JWT_SECRET_KEY": SECRETS["SECRET_KEY"]}),
        ("SECRET_KEY", {"SECRET_KEY": "s" * 64}),
        ("SECRET_KEY", {"SECRET_KEY": "lab-" * 16}),
        ("SECRET_KEY", {"SECRET_KEY": "please-changeme-before-going-live-ok"}),
        ("SECRET_KEY", {"SECRET_KEY": "Replace-This-With-Your-Own-Secret-1"}),
        ("JWT_SECRET_KEY", {"JWT_SECRET_KEY": "0123456789abcdef0123456789abcdeX"}),
        ("JWT_SECRET_KEY", {"JWT_SECRET_KEY": "aabbaaabbbabababaaabbbbaabababbb"}),
        ("AUDIT_KEY", {"AUDIT_KEY": ""}),
        ("AUDIT_KEY", {"AUDIT_KEY": PRODUCTION["SECRET_KEY"]}),
        ("AUDIT_KEY", {"AUDIT_KEY": PRODUCTION["JWT_SECRET_KEY"]}),
        ("AUDIT_KEY", {"AUDIT_KEY": "m" * 32, "METRICS_TOKEN": "m" * 32}),
        ("AUDIT_KEY_PREVIOUS", {"AUDIT_KEY_PREVIOUS": f"{'p' * 32},{PRODUCTION['AUDIT_KEY']}"}),
        ("DATABASE_URL", {"DATABASE_URL": "", "DYNO": "web.1"}),
        ("DATABASE_URL", {"DATABASE_URL": "postgresql://someone:Someone@db.example/lab"}),
        ("DATABASE_URL", {"DATABASE_URL": "postgres://someone:postgres@db.example/lab"}),
        ("REDIS_URL", {"REDIS_URL": "redis://:foobared@redis.example:6379/0"}),
        ("FLASK_DEBUG", {"FLASK_DEBUG": "1"}),
        ("FLASK_DEBUG", {"FLASK_DEBUG": "on"}),
        ("CORS_ORIGINS", {"CORS_ORIGINS": "*"}),
        ("ACCESS_TOKEN_MINUTES", {"ACCESS_TOKEN_MINUTES": "60"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "http://lab.example"}),
        ("SMTP_URL", {"SMTP_URL": "smtp://mail.example", "PUBLIC_URL": "https://lab.example"}),
        ("SMTP_URL", {"SMTP_URL": "smtp://user@mail.example"}),
    ],
)
def test_what_is_unsafe_in_production_is_refused(tmp_path: Path, name: str, change: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=f"^{name}: "):
        load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path)} | change)


def test_what_only_looks_unsafe_is_accepted(tmp_path: Path) -> None:
    instance = {"INSTANCE_PATH": str(tmp_path)}
    own = {
        "DATABASE_URL": "postgresql://lab:a-password-of-its-own@db.example/lab",
        "REDIS_URL": "redis://redis.example",
    }
    assert load_settings(PRODUCTION | instance | own | {"FLASK_DEBUG": "False"}).production
    # For development nothing of it matters.
    open_doors = {"DATABASE_URL": "postgresql://lab:lab@localhost/lab", "FLASK_DEBUG": "1"}
    assert not load_settings(instance | open_doors).production


def test_random_secrets_are_accepted_in_production(tmp_path: Path) -> None:
    for make in (lambda: secrets.token_hex(16), lambda: secrets.token_urlsafe(24), lambda: secrets.token_hex(32)):
        for _ in range(200):
            given = {"SECRET_KEY": make(), "JWT_SECRET_KEY": make(), "INSTANCE_PATH": str(tmp_path)}
            assert load_settings(PRODUCTION | given).production


def test_weak_secrets_are_accepted_in_development(tmp_path: Path) -> None:
    weak = {"SECRET_KEY": "s" * 32, "JWT_SECRET_KEY": "s" * 32, "INSTANCE_PATH": str(tmp_path)}
    assert load_settings(weak).secret_key == "s" * 32


def test_the_inventory_of_keys_is_complete() -> None:
    keys = (REPOSITORY / "docs" / "operations.md").read_text().partition("### Keys")[2].partition("###")[0]
    rows = [line.split("|")[1] for line in keys.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert listed == {name for name, field in FIELDS.items() if not field.repr}


def test_one_proxy_is_trusted_in_production_only(tmp_path: Path) -> None:
    instance = {"INSTANCE_PATH": str(tmp_path)}
    assert load_settings(instance).trusted_proxies == 0
    assert load_settings(PRODUCTION | instance).trusted_proxies == 1
    assert load_settings(PRODUCTION | instance | {"TRUSTED_PROXIES": "2"}).trusted_proxies == 2


def test_secrets_are_generated_once(tmp_path: Path) -> None:
    first = load_settings({"INSTANCE_PATH": str(tmp_path)})
    second = load_settings({"INSTANCE_PATH": str(tmp_path)})
    assert first.secret_key == second.secret_key != first.jwt_secret_key
    assert first.audit_key == second.audit_key not in (first.secret_key, first.jwt_secret_key)
    for name in ("secret_key", "jwt_secret_key", "audit_key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_earlier_audit_keys_are_a_list(tmp_path: Path) -> None:
    newer, older = "p" * 32, "o" * 31 + "/"
    settings = load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path), "AUDIT_KEY_PREVIOUS": f"{newer}, {older}"})
    assert settings.audit_key_previous == (newer, older)


def test_connections_of_one_address_are_not_limited_behind_a_proxy(tmp_path: Path) -> None:
    instance = {"INSTANCE_PATH": str(tmp_path)}
    assert load_settings(instance).connections_per_address == 1000
    assert load_settings(PRODUCTION | instance).connections_per_address == 0
    without_proxy = PRODUCTION | instance | {"TRUSTED_PROXIES": "0"}
    assert load_settings(without_proxy).connections_per_address == 1000
    chosen = load_settings(PRODUCTION | instance | {"CONNECTIONS_PER_ADDRESS": "50"})
    assert chosen.connections_per_address == 50


def test_mails_need_a_sender_and_an_address_for_links(tmp_path: Path) -> None:
    mail = {"SMTP_URL": "smtp://u:p4ssw0rd@mail.example", "MAIL_FROM": "Lab <lab@lab.example>"}
    with pytest.raises(SettingError, match=r"^SMTP_URL: needs PUBLIC_URL$"):
        load_settings({"INSTANCE_PATH": str(tmp_path)} | mail)
    settings = load_settings({"INSTANCE_PATH": str(tmp_path), "PUBLIC_URL": "https://lab.example/"} | mail)
    assert settings.public_url == "https://lab.example"
    assert "p4ssw0rd" not in repr(settings)
    for wrong in ("smtp://u:p4ssw0rd@mail.example:x", "smtp://u:p4ssw0rd@:25", "http://u:p4ssw0rd@mail.example"):
        with pytest.raises(SettingError) as refusal:
            load_settings({"INSTANCE_PATH": str(tmp_path), "SMTP_URL": wrong})
        assert "p4ssw0rd" not in str(refusal.value)


def test_heroku_database_addresses_are_accepted(tmp_path: Path) -> None:
    settings = load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path)})
    assert settings.database_url == "postgresql+psycopg://u:p@host/lab"
    assert settings.production


def test_herokus_redis_is_used_encrypted_although_it_signs_its_own_certificate(tmp_path: Path) -> None:
    url = "rediss://:p7f3c0ffee@host:6380"
    heroku = load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path), "REDIS_URL": url, "DYNO": "web.1"})
    assert heroku.redis_url == f"{url}?ssl_cert_reqs=none"
    elsewhere = load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path), "REDIS_URL": url})
    assert elsewhere.redis_url == url


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("PORT", "http", "must be a number, not 'http'"),
        ("PORT", "0", "must be between 1 and 65535, not 0"),
        ("PORT", "0.5", "must be between 1 and 65535, not 0.5"),
        ("PORT", "4000.5", "must be a whole number, not 4000.5"),
        ("ACCESS_TOKEN_MINUTES", "inf", "must be between 0.01 and 1440, not inf"),
        ("LOG_LEVEL", "loud", "must be one of DEBUG, INFO, WARNING, ERROR, not 'loud'"),
        ("HOST", "lab.example", "must be an IP address, such as 0.0.0.0 or ::1, not 'lab.example'"),
        ("API_DOCS", "yes", "must be one of on, off, not 'yes'"),
        ("TRUSTED_PROXIES", "11", "must be between 0 and 10, not 11"),
        ("CORS_ORIGINS", "https://a.example/path", "'https://a.example/path' is not an origin (https://host[:port])"),
    ],
)
def test_a_refusal_names_the_values_that_are_accepted(tmp_path: Path, name: str, value: str, why: str) -> None:
    with pytest.raises(SettingError) as refusal:
        load_settings({"INSTANCE_PATH": str(tmp_path), name: value})
    assert str(refusal.value) == f"{name}: {why}"


def test_an_empty_value_counts_as_unset(tmp_path: Path) -> None:
    instance = {"INSTANCE_PATH": str(tmp_path)}
    assert load_settings(dict.fromkeys(FIELDS, " ") | instance) == load_settings(instance)


def test_a_mapping_replaces_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "4001")
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    assert load_settings({"INSTANCE_PATH": str(tmp_path)}).port == 4000
    assert load_settings().port == 4001


def test_settings_are_immutable(tmp_path: Path) -> None:
    settings = load_settings({"INSTANCE_PATH": str(tmp_path)})
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]


def test_an_invalid_value_leaves_no_generated_secret_behind(tmp_path: Path) -> None:
    with pytest.raises(SettingError):
        load_settings({"INSTANCE_PATH": str(tmp_path), "PORT": "0"})
    assert list(tmp_path.iterdir()) == []


def test_the_representation_shows_no_secret(tmp_path: Path) -> None:
    token = "m" * 20
    settings = {"INSTANCE_PATH": str(tmp_path), "METRICS_TOKEN": token, "AUDIT_KEY_PREVIOUS": "p" * 32}
    shown = repr(load_settings(PRODUCTION | settings))
    assert [secret for secret in (*SECRETS.values(), "p" * 32, "u:p@host", token) if secret in shown] == []


def test_each_setting_has_a_name_and_a_description_of_one_sentence() -> None:
    assert len(FIELDS) == len(Settings.model_fields)
    described = {name: field.description for name, field in FIELDS.items() if name != "DYNO"}
    assert {name for name, text in described.items() if not text or not text.endswith(".") or ". " in text} == set()


def test_the_generated_documentation_is_current() -> None:
    readme = (reference.REPOSITORY / "README.md").read_text()
    assert readme == reference.with_table(readme), "run `make settings`"
    assert (reference.REPOSITORY / ".env.example").read_text() == reference.env_example(), "run `make settings`"
