"""``flask --app wsgi audit``: verification, the key of the hash chain, anchors, and a new epoch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from labapp import services
from labapp.config import current_settings
from labapp.events import anchors, chain, log
from labapp.events.keys import UnknownKey, keyring
from labapp.unit_of_work import reading, unit_of_work


class AuditGroup(AppGroup):
    """Reports a missing key in one line, whichever command needs it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises ClickException where the log is chained with a key that is not in the settings."""
        try:
            return super().invoke(ctx)
        except UnknownKey as unknown:
            raise click.ClickException(
                f"the log is chained with key {unknown.key_id}, which is neither AUDIT_KEY ({keyring().current.id}) "
                "nor in AUDIT_KEY_PREVIOUS: without it nothing can be said about the entries"
            ) from None


audit = AuditGroup("audit", help="The audit trail: verification, its key, anchors, and a new epoch.")


@audit.command("verify")
@click.option(
    "--anchor",
    "anchor_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check the anchors of this file as well.",
)
def verify(anchor_file: Path | None) -> None:
    """Verify the hash chain. Exit with status 1 and the first entry that was altered or is missing.

    Entries whose contents were removed by an erasure are counted and named; one that no recorded erasure names is
    a fault.

    The status is 1 as well if the chain has no key, or an earlier one than AUDIT_KEY, and if an anchor does not fit.
    """
    with reading() as session:
        found = chain.verify(session)
    if found.altered is not None:
        fault = "was altered, or is missing"
        if found.is_unrecorded:
            fault = "lost its contents, and no recorded erasure names it"
        if found.altered == found.lost_change:
            fault = "is missing: with it the key of the log changed (`audit install-key`)"
        raise click.ClickException(f"entry {found.altered} {fault}")
    checked = None
    if anchor_file is not None:
        try:
            with reading() as session, anchor_file.open(errors="replace") as lines:
                checked = anchors.check(session, lines, keyring())
        except anchors.UnfitAnchor as unfit:
            raise click.ClickException(str(unfit)) from None
    if not found.current_key:
        state = "has no key" if found.keyed_from is None else "is chained with an earlier key than AUDIT_KEY"
        raise click.ClickException(
            f"{found.last} entries, none altered, but the log {state}; if `audit install-key` was run before, "
            "someone has replaced the log, otherwise run it now"
        )
    keyed = "" if found.keyed_from is None else f"; chained with a key from entry {found.keyed_from} on"
    fit = "" if checked is None else f"; {checked} anchors fit"
    click.echo(f"{found.last} entries, none altered{keyed}{fit}.")
    if found.redacted:
        click.echo(f"{len(found.redacted)} without contents, as recorded by erasures: {_ranges(found.redacted)}.")


def _ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers as text, consecutive ones as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


@audit.command("install-key")
@click.option("--previous-lost", is_flag=True, help="Continue although the key of the existing entries is lost.")
def install_key(previous_lost: bool) -> None:
    """Chain the log with AUDIT_KEY from now on: once for a log without a key, and after each change of AUDIT_KEY."""
    with unit_of_work() as work:
        number = log.install_key(work.connection, previous_lost=previous_lost)
    click.echo("The key is installed already." if number is None else f"Chained with AUDIT_KEY from entry {number} on.")


@audit.command("anchor")
def anchor() -> None:
    """Write an anchor of the head: to the output, to the log, and to AUDIT_ANCHOR_FILE if it is set."""
    path = current_settings().audit_anchor_file
    with reading() as session:
        taken = anchors.take(session, keyring())
    anchors.publish(taken)
    if path is not None:
        try:
            anchors.append(path, taken)
        except OSError as error:
            raise click.ClickException(f"AUDIT_ANCHOR_FILE: {path}: {error.strerror}") from None
    click.echo(taken.line())


@audit.command("renew-epoch")
def renew_epoch() -> None:
    """Start a new epoch after a restore, while all instances are stopped: clients with older numbers reload."""
    click.echo(f"Epoch {services.audit.renew_epoch()}.")
