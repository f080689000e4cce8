"""Declaring settings: the field of one setting, numbers, and secrets that are generated in development."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from labapp import secret_keys


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
