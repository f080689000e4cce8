"""The operator's commands, all under ``flask``: ``seed-demo``, ``audit``, ``events``."""

from datetime import timedelta
from typing import Any

import click
from apiflask import APIFlask
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.config import current_settings
from labapp.errors import LabError
from labapp.events import log
from labapp.extensions import db
from labapp.seeds import ACCOUNTS, seed_demo

audit: Any = AppGroup("audit", help="The audit log's integrity, and its life.")
events: Any = AppGroup("events", help="The events' retention.")


@click.command("seed-demo")
@click.option("--if-empty", is_flag=True, help="Do nothing on a database that holds data already.")
def seed_command(if_empty: bool) -> None:
    """Fill an empty database with demo data."""
    try:
        made = seed_demo()
    except LabError as error:
        if error.code != "not_empty":
            raise
        if if_empty:
            return
        raise click.ClickException("the database is not empty; demo data goes only into an empty one") from None
    click.echo("Demo data: " + ", ".join(f"{number} {kind}" for kind, number in made.items()))
    for email, password in ACCOUNTS:
        click.echo(f"  {email} / {password}")


@audit.command("verify")
def verify() -> None:
    """Walk the chain of hashes; exit 1 and name the first entry that was altered."""
    with Session(db.engine) as session:
        altered = log.first_altered(session)
        head = log.head(session)
    if altered is not None:
        raise click.ClickException(f"entry {altered} was altered, or is missing")
    click.echo(f"{head.seq} entries, none altered")


@audit.command("renew-epoch")
def renew() -> None:
    """Begin a new epoch, as after a restore: clients that hold older numbers reload. Restart the servers afterwards."""
    with Session(db.engine) as session:
        epoch = log.renew_epoch(session)
        session.commit()
    click.echo(epoch)


@events.command("prune")
def prune() -> None:
    """Let entries older than the retention no longer be replayed; the audit trail keeps them."""
    before = now() - timedelta(days=current_settings().event_retention_days)
    total, pruned = 0, 1
    while pruned:
        with Session(db.engine) as session:
            pruned = log.prune(session, before)
            session.commit()
        total += pruned
    click.echo(f"{total} rows of audience deleted")


def register(app: APIFlask) -> None:
    """Add the commands to ``flask``."""
    app.cli.add_command(seed_command)
    app.cli.add_command(audit)
    app.cli.add_command(events)
