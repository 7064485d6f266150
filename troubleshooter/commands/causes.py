"""`troubleshooter causes`: the catalogue; with an id, one cause explained."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from playbooks.model import Explanation


@click.command()
@click.argument("cause_id", metavar="[ID]", required=False)
@click.option("--provider", type=click.Choice(["aws", "gcp", "azure"]), help="Only the causes of one cloud.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(cause_id: str | None, provider: str | None, form: str) -> None:
    """List every cause the tool can name; with ID, explain one: how it looks, how to tell it apart, what to change."""
    if cause_id is None:
        _list(provider, form)
    else:
        _one(cause_id, form)


def _list(provider: str | None, form: str) -> None:
    import playbooks
    from diagnostics.causes import all_ids, lookup

    rows: list[dict[str, Any]] = []
    for cause_id in all_ids(provider):
        cause = lookup(cause_id)
        assert cause is not None  # noqa: S101 - the id is the table's own
        title = playbooks.explain(cause_id).title
        rows.append({"id": cause_id, "class": cause.class_, "deny_origin": cause.deny_origin, "title": title})
    if form == "json":
        click.echo(
            json.dumps({"schema": "troubleshooter.causes/1", "causes": rows}, indent=2, ensure_ascii=False)
        )
        return
    wide, middle = (max(len(row[key]) for row in rows) for key in ("id", "class"))
    for row in rows:
        click.echo(f"{row['id']:<{wide}}  {row['class']:<{middle}}  {row['title']}")


def _one(cause_id: str, form: str) -> None:
    import msgspec

    import playbooks
    from diagnostics.causes import Cause, lookup

    explanation = playbooks.explain(cause_id)
    cause = lookup(cause_id) or Cause("inconclusive")
    if form == "json":
        value = {
            "schema": "troubleshooter.cause/1",
            "id": cause_id,
            "class": cause.class_,
            "deny_origin": cause.deny_origin,
            **msgspec.to_builtins(explanation),
        }
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))
        return
    belongs = cause.class_ + (f", {cause.deny_origin}" if cause.deny_origin else "")
    for line in [f"{cause_id}  ({belongs})", "", *lines(explanation)]:
        click.echo(line)


def lines(explanation: Explanation) -> list[str]:
    """Return one explanation as text: the same headings in the same order for every cause, empty ones left out."""
    import playbooks
    from troubleshooter.present.prose import paragraph

    alike = [f"{other}: {playbooks.explain(other).title}" for other in explanation.looks_like]
    parts: tuple[tuple[str, list[str]], ...] = (
        ("What is true", [explanation.what]),
        ("Where it shows", [explanation.evidence]),
        ("What looks like it", alike),
        ("How to tell", [explanation.discriminator]),
        (
            "What may have changed",
            [", ".join(explanation.change_events)] if explanation.change_events else [],
        ),
        ("Smallest fix", [explanation.fix]),
        ("Not this", [explanation.not_fix] if explanation.not_fix else []),
        ("Traps", list(explanation.traps)),
        ("More", list(explanation.references)),
    )
    out = paragraph(explanation.title)
    for heading, texts in parts:
        if texts:
            out += ["", heading]
            several = len(texts) > 1 or heading in ("What looks like it", "Traps", "More")
            for text in texts:
                out += paragraph(f"- {text}" if several else text, indent=2)
    return out
