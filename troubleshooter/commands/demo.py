"""`troubleshooter demo [INCIDENT]`: a broken function on an embedded cloud; without a terminal, its diagnosis."""

from __future__ import annotations

import click

from troubleshooter.commands import common
from troubleshooter.commands.progress import Progress


@click.command("demo")
@click.argument("incident", required=False)
@click.option(
    "--format", "format_", type=click.Choice(common.FORMATS), help="Print instead of opening the app."
)
@click.option("--list", "list_", is_flag=True, help="List the incidents.")
def command(incident: str | None, format_: str | None, list_: bool) -> None:
    """Open the app on an embedded cloud with broken functions: no account needed, nothing leaves this machine.

    Without a terminal, or with --format, the diagnosis of INCIDENT (orders by default) is printed.
    """
    from diagnostics.sources.demo import incidents
    from troubleshooter import demo

    if list_:
        common.write(
            "".join(f"{name:<16} {row.provider:<6} {row.title}\n" for name, row in incidents().items())
        )
        return
    name = incident or demo.FIRST
    demo.incident(name)
    if format_ is None and common.on_screen():
        from troubleshooter import config
        from troubleshooter.tui.app import run
        from troubleshooter.tui.opening import of_incident

        run(of_incident(name), demo_only=True, config=config.load())
        return
    with Progress() as progress:
        outcome = demo.run(name, on_call=progress.called)
    common.write(common.rendered(outcome.report, format_ or "text"))
