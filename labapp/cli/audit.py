"""``flask --app wsgi audit``: verification, and a new epoch."""

import click
from flask.cli import AppGroup

from labapp.contract.facts import EpochDetails, FactName
from labapp.events import chain, log
from labapp.events.log import Fact
from labapp.unit_of_work import reading, unit_of_work

audit = AppGroup("audit", help="The audit trail: verification, and a new epoch.")


@audit.command("verify")
def verify() -> None:
    """Verify the hash chain. Exit with status 1 and the first entry that was altered or is missing."""
    with reading() as session:
        altered = chain.first_altered(session)
        head = log.head(session)
    if altered is not None:
        raise click.ClickException(f"entry {altered} was altered, or is missing")
    click.echo(f"{head.seq} entries, none altered.")


@audit.command("renew-epoch")
def renew_epoch() -> None:
    """Start a new epoch after a restore, while all instances are stopped: clients with older numbers reload."""
    with unit_of_work() as work:
        epoch = log.renew_epoch(work.session)
        work.record(
            Fact(FactName.AUDIT_EPOCH_RENEWED, None, report=False, after=EpochDetails(epoch=epoch).wire()),
        )
    click.echo(f"Epoch {epoch}.")
