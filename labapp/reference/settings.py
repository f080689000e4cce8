"""The settings as documentation: the table in README.md and ``.env.example``, both derived from ``labapp.config``.

``python -m labapp.reference.settings`` writes both files; ``make settings`` runs it.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic.fields import FieldInfo

from labapp.config import FIELDS
from labapp.setting_fields import bounds, choices

REPOSITORY = Path(__file__).resolve().parents[2]
BEGIN = "<!-- Generated from labapp/config.py by `make settings`. -->\n"
END = "<!-- End of the settings. -->\n"

_EXAMPLE_HEAD = """\
# Generated from labapp/config.py by `make settings`.
#
# Copy this file to .env; `make run` and the `flask` commands read it. The environment takes precedence over it.
# Each setting has a default that suits development. An invalid value ends the start with one line that names it.
"""


def _documented() -> Iterator[tuple[str, FieldInfo]]:
    return ((name, field) for name, field in FIELDS.items() if field.description)


def _default(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    if isinstance(extra, dict) and "unset" in extra:
        return str(extra["unset"])
    return f"`{field.default}`" if field.default else "none"


def _accepted(field: FieldInfo) -> str:
    if limits := bounds(field):
        return f"{limits[0]:.9g} to {limits[1]:.9g}"
    if choices(field):
        return ", ".join(f"`{choice}`" for choice in choices(field))
    return "comma-separated list" if field.default == () else "text"


def markdown() -> str:
    """Return the table of settings for README.md."""
    lines = ["| setting | default | accepted | description |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{name}` | {_default(field)} | {_accepted(field)} | {field.description} |" for name, field in _documented()
    ]
    return "\n".join(lines) + "\n"


def env_example() -> str:
    """Return the text of ``.env.example``: each setting with its description, commented out."""
    parts = [_EXAMPLE_HEAD]
    for name, field in _documented():
        facts = f"Default: {_default(field)}. Accepted: {_accepted(field)}.".replace("`", "")
        plain = "" if field.default_factory else field.default
        value = field.examples[0] if field.examples else plain or ""
        parts.append(f"# {str(field.description).replace('`', '')}\n# {facts}\n#{name}={value}\n")
    return "\n".join(parts)


def with_table(readme: str) -> str:
    """Return the text of README.md with the table between the markers replaced by the current one."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{markdown()}{END}{after}"


def main() -> None:
    """Write the table in README.md and ``.env.example``."""
    readme = REPOSITORY / "README.md"
    readme.write_text(with_table(readme.read_text()))
    (REPOSITORY / ".env.example").write_text(env_example())


if __name__ == "__main__":
    main()
