"""`troubleshooter diagnose TARGET`: the diagnosis on stdout, progress on stderr."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from troubleshooter.commands import common
from troubleshooter.commands.progress import Progress
from troubleshooter.session import Session


@click.command("diagnose")
@click.argument("target", required=False)
@common.target_options
@click.option("--format", "format_", type=click.Choice(common.FORMATS), default="text", show_default=True)
@click.option(
    "--save-evidence",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write a bundle.",
)
def command(target: str | None, format_: str, save_evidence: Path | None, **where: Any) -> None:
    """Say what is wrong with TARGET: class, cause, evidence, and the smallest fix."""
    request = common.request_of(target, **where)
    with Progress() as progress:
        outcome = Session(request, on_call=progress.called).run()
    if save_evidence is not None:
        from troubleshooter.commands.capture import save

        save(save_evidence, outcome)
    common.write(common.rendered(outcome.report, format_))
    click.get_current_context().exit(common.exit_status(outcome.report))
