"""``flask --app wsgi users``: the export of a person's own data, and lost second factors."""

import os
from contextlib import suppress
from pathlib import Path

import click
from flask.cli import AppGroup

from labapp import queries, services
from labapp.errors import Conflict, NotFound
from labapp.models import User

users = AppGroup("users", help="Accounts: the export of a person's own data, and lost second factors.")


def find(person: str) -> User:
    """Return the account with this e-mail address or id. Raises ClickException."""
    with suppress(NotFound):
        found = queries.users.get(int(person)) if person.isdecimal() else queries.users.by_email(person)
        return found
    raise click.ClickException(f"there is no account {person}")


@users.command("export")
@click.argument("person", metavar="EMAIL_OR_ID")
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The ZIP file to write, which must not exist.",
)
def export(person: str, output: Path) -> None:
    """Write what a person may see of their own data to a ZIP file that only its owner can read; it is recorded."""
    user = find(person)
    try:
        # Not overwritten: the mode of an existing file may be wider.
        opened = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from None
    try:
        with os.fdopen(opened, "wb") as file:
            size = sum(file.write(piece) for piece in services.own_data.export(user.id, by=None))
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    click.echo(f"Exported account {user.id} to {output} ({size} bytes).")


@users.command("reset-second-factor")
@click.argument("person", metavar="EMAIL_OR_ID")
def reset_second_factor(person: str) -> None:
    """Remove the second factors of an account whose owner has lost them; its sessions end, and it is recorded."""
    user = find(person)
    try:
        services.second_factors.reset(user.id, by=None)
    except Conflict:
        raise click.ClickException(f"account {user.id} has no second factor") from None
    click.echo(f"Removed the second factors of account {user.id}; its sessions have ended.")
