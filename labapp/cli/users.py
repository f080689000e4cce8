"""``flask --app wsgi users``: export and erasure of a person's data, sealed results, and lost second factors."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import click
from flask.cli import AppGroup

from labapp import queries, services
from labapp.clock import iso
from labapp.errors import Conflict, NotFound
from labapp.models import User

users = AppGroup("users", help="Accounts: export and erasure of a person's data, sealed results, lost second factors.")


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
    size = _write(output, lambda: services.own_data.export(user.id, by=None))
    click.echo(f"Exported account {user.id} to {output} ({size} bytes).")


def _write(output: Path, export: Callable[[], Iterator[bytes]]) -> int:
    """Write a new file that only its owner can read, and return its size. Raises ClickException where it exists."""
    try:
        # Not overwritten: the mode of an existing file may be wider.
        opened = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from None
    try:
        with os.fdopen(opened, "wb") as file:
            return sum(file.write(piece) for piece in export())
    except BaseException:
        output.unlink(missing_ok=True)
        raise


@users.command("erase")
@click.argument("person", metavar="EMAIL_OR_ID")
@click.option("--yes", is_flag=True, help="Erase without a question.")
def erase(person: str, yes: bool) -> None:
    """Erase the data of a patient, which cannot be undone. Visits and results are sealed; see sealed-results."""
    user = find(person)
    if not yes:
        click.confirm(f"Erase account {user.id}, {user.name} ({user.email})? This cannot be undone", abort=True)
    try:
        done = services.erasure.erase(user.id, by=None)
    except Conflict as refusal:
        raise click.ClickException(f"account {user.id} is not erased: {refusal.detail}") from None
    click.echo(
        f"Erased account {done.id}: {done.sealed_appointments} visits and {done.sealed_results} results sealed, "
        f"{done.cancelled_appointments} visits cancelled, {done.redacted_entries} entries redacted."
    )


@users.command("sealed-results")
@click.argument("number", type=int, required=False)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The ZIP file to write.")
def sealed_results(number: int | None, output: Path | None) -> None:
    """List the erased accounts that have sealed results, or write those of one to a ZIP file, which is recorded."""
    if number is None:
        for one in services.sealed_records.listed():
            click.echo(f"{one.id}: erased {iso(one.erased_at)}, {one.results} results, {one.files} files")
        return
    if output is None:
        raise click.UsageError("--output is needed for the results of an account")
    try:
        size = _write(output, lambda: services.sealed_records.export(number))
    except NotFound:
        raise click.ClickException(f"there are no sealed results of an account {number}") from None
    click.echo(f"Wrote the sealed results of account {number} to {output} ({size} bytes).")


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
