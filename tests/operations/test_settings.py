"""Settings are checked at start, and a refusal names the setting in one line."""

from pathlib import Path

import pytest

from labapp.config import SettingError, load_settings

PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "s" * 32,
    "JWT_SECRET_KEY": "j" * 32,
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
        ("CORS_ORIGINS", "lab.example"),
        ("REPLAY_LIMIT", "-1"),
        ("REALTIME_ENGINE", "slow"),
        ("LOG_LEVEL", "loud"),
        ("ACCESS_TOKEN_MINUTES", "nan"),
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
        ("DATABASE_URL", {"DATABASE_URL": "", "DYNO": "web.1"}),
        ("CORS_ORIGINS", {"CORS_ORIGINS": "*"}),
        ("ACCESS_TOKEN_MINUTES", {"ACCESS_TOKEN_MINUTES": "60"}),
    ],
)
def test_what_is_unsafe_in_production_is_refused(tmp_path: Path, name: str, change: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=f"^{name}: "):
        load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path)} | change)


def test_secrets_are_generated_once(tmp_path: Path) -> None:
    first = load_settings({"INSTANCE_PATH": str(tmp_path)})
    second = load_settings({"INSTANCE_PATH": str(tmp_path)})
    assert first.secret_key == second.secret_key != first.jwt_secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_heroku_database_addresses_are_accepted(tmp_path: Path) -> None:
    settings = load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path)})
    assert settings.database_url == "postgresql+psycopg://u:p@host/lab"
    assert settings.production


def test_herokus_redis_is_used_encrypted_although_it_signs_its_own_certificate(tmp_path: Path) -> None:
    url = "rediss://:secret@host:6380"
    heroku = load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path), "REDIS_URL": url, "DYNO": "web.1"})
    assert heroku.redis_url == f"{url}?ssl_cert_reqs=none"
    elsewhere = load_settings(PRODUCTION | {"INSTANCE_PATH": str(tmp_path), "REDIS_URL": url})
    assert elsewhere.redis_url == url
