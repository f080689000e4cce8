"""Declaring settings: the field of one setting, numbers, and secrets that are generated in development."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field


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


def setting(name: str, default: Any, description: str | None, *, unset: str | None = None, **more: Any) -> Any:
    """Declare a setting by its name in the environment.

    ``default`` may be a function of the settings above. ``unset`` describes a default that is no plain value.
    """
    given = {"default_factory": default} if callable(default) else {"default": default}
    extra: dict[str, Any] = {"unset": unset} if unset else {}
    return Field(**given, validation_alias=name, description=description, json_schema_extra=extra, **more)
