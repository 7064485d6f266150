"""`troubleshooter playbooks`: list them, show one, lint a team's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from playbooks.model import Playbook


@click.group()
def command() -> None:
    """The ordered questions behind a diagnosis: list them, show one, check your own."""


_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@command.command(name="list")
@click.option("--provider", type=click.Choice(["aws", "gcp", "azure"]), help="Only those of one cloud.")
@_FORMAT
def list_(provider: str | None, form: str) -> None:
    """List the playbooks: id, and what calls for each."""
    import playbooks

    found = [playbooks.load(name) for name in playbooks.names(provider)]
    if form == "json":
        rows = [{"id": p.id, "title": p.title, "when": p.when, "steps": len(p.steps)} for p in found]
        click.echo(json.dumps({"schema": "troubleshooter.playbooks/1", "playbooks": rows}, indent=2))
        return
    width = max((len(p.id) for p in found), default=0)
    for playbook in found:
        click.echo(f"{playbook.id:<{width}}  {playbook.when}")


@command.command()
@click.argument("playbook_id", metavar="ID")
@_FORMAT
def show(playbook_id: str, form: str) -> None:
    """Show one playbook: every question, why it is asked, where the answer is read."""
    import msgspec

    import playbooks

    playbook = playbooks.load(playbook_id)
    if form == "json":
        value = {"schema": "troubleshooter.playbook/1", **msgspec.to_builtins(playbook)}
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))
        return
    for line in lines(playbook):
        click.echo(line)


def lines(playbook: Playbook) -> list[str]:
    """Return the playbook as it is read aloud."""
    from troubleshooter.present.prose import paragraph

    out = [playbook.id, playbook.title, "", *paragraph(playbook.when)]
    for number, step in enumerate(playbook.steps, 1):
        out += ["", f"{number}. {step.ask}"]
        out += paragraph(step.why, indent=3)
        out += paragraph(f"Read: {step.where}", indent=3)
        out += [f"   Check: {step.check}"]
    return out


@command.command()
@click.argument("place", metavar="[PATH]", required=False, type=click.Path(exists=True, path_type=Path))
@_FORMAT
@click.pass_context
def lint(context: click.Context, place: Path | None, form: str) -> None:
    """Check playbooks, lessons and explanations of causes; without PATH, those that ship with the tool. Findings end with 1."""
    from diagnostics.checks import names
    from diagnostics.sources.demo import incidents
    from playbooks.lint import lint as find
    from troubleshooter.present.clean import line

    mistakes = find(place, names, incidents())
    if form == "json":
        rows = [
            {"file": m.file, "line": m.line, "at": m.at, "what": m.what, "nearest": m.nearest}
            for m in mistakes
        ]
        click.echo(json.dumps({"schema": "troubleshooter.lint/1", "findings": rows}, indent=2))
    else:
        for mistake in mistakes:
            click.echo(line(str(mistake)))
        if not mistakes:
            click.echo("No mistakes found.")
    context.exit(1 if mistakes else 0)
