"""Declaring settings: the field of one setting, what it accepts, and secrets that are generated in development."""

from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from labapp import secret_keys


class SettingError(SystemExit):
    """A setting is invalid or unsafe. The message is one line that starts with its name."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


class GivenSettings(BaseSettings):
    """Base class of settings that are immutable and take their values from the caller only."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

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


def number(raw: object) -> float:
    """Return a number. Raises ValueError."""
    # Not pydantic's own parser: the message is ours, and a whole number may be written as 10, 10.0 or 1e1.
    try:
        return float(raw)  # type: ignore[arg-type]
    except ValueError:
        raise ValueError(f"must be a number, not {raw!r}") from None


Integer = Annotated[int, BeforeValidator(number)]
Number = Annotated[float, BeforeValidator(number)]


def generated_secret(name: str, above: dict[str, Any]) -> str:
    """Return the secret kept in INSTANCE_PATH, and generate it first if there is none. Empty in production."""
    # In production the empty value is refused by the check.
    return "" if above["env"] == "production" else secret_keys.generated(name, above["instance_path"])


def setting(name: str, default: Any, description: str | None, *, unset: str | None = None, **more: Any) -> Any:
    """Declare a setting by its name in the environment.

    ``default`` may be a function of the settings above. ``unset`` describes a default that is no plain value.
    """
    given = {"default_factory": default} if callable(default) else {"default": default}
    extra: dict[str, Any] = {"unset": unset} if unset else {}
    return Field(**given, validation_alias=name, description=description, json_schema_extra=extra, **more)


def bounds(field: FieldInfo) -> tuple[float, float] | None:
    """Return the smallest and the largest value of a numeric field; None for other fields."""
    limits = {key: getattr(item, key) for item in field.metadata for key in ("ge", "le") if hasattr(item, key)}
    return (limits["ge"], limits["le"]) if limits else None


def choices(field: FieldInfo) -> tuple[str, ...]:
    """Return the values that a field can take; empty where they cannot be listed."""
    return get_args(field.annotation) if get_origin(field.annotation) is Literal else ()


def explain(error: ErrorDetails, field: FieldInfo, raw: str) -> str:
    """Return what is wrong with the value of a field, in one line."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if choices(field):
        return f"must be one of {', '.join(choices(field))}, not {raw!r}"
    if limits := bounds(field):
        low, high = limits
        if not low <= float(raw) <= high:
            return f"must be between {low:g} and {high:g}, not {raw}"
        return f"must be a whole number, not {float(raw):g}"
    return error["msg"]
