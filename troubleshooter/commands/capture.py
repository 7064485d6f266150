"""`troubleshooter capture TARGET -o FILE`: everything that is read, redacted, in one bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from diagnostics.errors import UsageError
from diagnostics.sources import bundle
from troubleshooter.commands import common
from troubleshooter.commands.progress import Progress
from troubleshooter.session import Outcome, Session


def save(path: Path, outcome: Outcome) -> None:
    """Write the bundle of *outcome*; UsageError where the file cannot be written."""
    try:
        bundle.write(path, outcome.manifest, outcome.recorder.recorded)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}).", "Name another file with -o."
        ) from None


@click.command("capture")
@click.argument("target")
@common.target_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE"
)
def command(target: str, output: Path, **where: Any) -> None:
    """Read everything about TARGET once, redact it, and write it to FILE."""
    request = common.request_of(target, **where)
    with Progress() as progress:
        outcome = Session(request, on_call=progress.called).run()
    save(output, outcome)
    click.echo(
        f"{len(outcome.calls)} answers written to {output}; read it with: troubleshooter diagnose {output}",
        err=True,
    )
