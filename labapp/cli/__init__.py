"""The commands of ``flask --app wsgi``: demo data, accounts, the audit trail, pruning, and generated files.

Each command prints its result in one line, and exits with status 1 on an error.
"""

from datetime import timedelta

import click
from apiflask import APIFlask
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup
from pydantic import TypeAdapter, ValidationError

from labapp import services
from labapp.cli.audit import audit
from labapp.cli.users import users
from labapp.clock import iso, now
from labapp.config import current_settings
from labapp.contract.accounts import NewPassword
from labapp.contract.facts import FactName, PruningDetails
from labapp.errors import Conflict, ErrorCode, InvalidPayload
from labapp.events import pruning
from labapp.events.log import Fact
from labapp.identity import Role
from labapp.reference import typescript
from labapp.unit_of_work import unit_of_work

# A replay checks the gap first and reads it later. Entries that were within the limit must still be available then.
_MARGIN = timedelta(hours=1)

events = AppGroup("events", help="Events: pruning of their audience, and generated types.")


@click.command("seed-demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, without an error, where the database has data.")
@click.option("--in-production", is_flag=True, help="Allow this in production, although the passwords are public.")
def seed_demo(if_empty: bool, in_production: bool) -> None:
    """Fill an empty database with demo data."""
    # Imported here: nothing else needs the demo texts and the PDF library.
    from labapp import seeds

    if current_settings().production and not in_production:
        raise click.ClickException("the demo accounts have public passwords; --in-production creates them nevertheless")
    try:
        created = seeds.seed_demo()
        click.echo("Demo data: " + ", ".join(f"{number} {kind}" for kind, number in created.items()) + ".")
    except Conflict as refusal:
        if refusal.code != ErrorCode.NOT_EMPTY:
            raise
        if not if_empty:
            raise click.ClickException("the database is not empty; demo data goes only into an empty one") from None
    accounts = seeds.present_accounts()
    if accounts:
        click.echo("Demo accounts:")
    for email, password in accounts:
        click.echo(f"  {email} / {password}")


@click.command("create-admin")
@click.option("--email", envvar="ADMIN_EMAIL", prompt=True, help="Default: the setting ADMIN_EMAIL.")
@click.option("--name", default="Administración", show_default=True)
@click.option("--password", envvar="ADMIN_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
def create_admin(email: str, name: str, password: str) -> None:
    """Create an administrator. The password is read from a prompt, or from the setting ADMIN_PASSWORD."""
    try:
        address = validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise click.ClickException(f"{email}: {error}") from None
    try:
        # The same rules as for every other new password.
        TypeAdapter(NewPassword).validate_python(password)
    except ValidationError:
        raise click.ClickException("the password must have 10 to 128 characters, none of them a control") from None
    try:
        services.users.create(values={"email": address, "name": name}, role=Role.ADMIN, password=password, by=None)
    except InvalidPayload:
        raise click.ClickException("the password is a common one, or the e-mail address or name itself") from None
    except Conflict:
        raise click.ClickException(f"there is an account for {address} already") from None
    click.echo(f"Administrator {address}.")


@events.command("prune")
def prune() -> None:
    """Delete the audience of events older than EVENT_RETENTION_DAYS; the entries of the audit trail stay.

    Sealed records of erased patients that are older than RECORD_RETENTION_YEARS are deleted as well.
    """
    before = now() - timedelta(days=current_settings().event_retention_days) - _MARGIN
    total = 0
    while True:
        with unit_of_work() as work:
            removed = pruning.prune(work.session, before)
        if removed == 0:
            break
        total += removed
    if total:
        with unit_of_work() as work:
            done = PruningDetails(before=iso(before), rows=total).wire()
            work.record(Fact(FactName.AUDIT_EVENTS_PRUNED, None, report=False, after=done))
    click.echo(f"{total} deliveries from before {iso(before)} forgotten; the entries stay.")
    results, visits = services.sealed_records.prune()
    if results or visits:
        click.echo(f"{results} sealed results and {visits} visits of erased patients deleted.")


_GENERATED = {"events": typescript.declarations, "rest": typescript.views, "texts": typescript.texts}


@events.command("types")
@click.argument("what", type=click.Choice(list(_GENERATED)), default="events")
def types(what: str) -> None:
    """Print a generated file: the types of events or of REST, or the texts of the contract."""
    click.echo(_GENERATED[what](), nl=False)


def register(app: APIFlask) -> None:
    """Register the commands."""
    for command in (seed_demo, create_admin, audit, users, events):
        app.cli.add_command(command)
