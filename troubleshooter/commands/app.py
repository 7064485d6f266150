"""`troubleshooter [TARGET]`: the terminal app, on one function or on the list of all it can see."""

from __future__ import annotations

from typing import Any

import click

from diagnostics.errors import UsageError
from troubleshooter.commands import common


@click.command("troubleshooter")
@click.argument("target", required=False)
@common.target_options
def command(target: str | None, **where: Any) -> None:
    """Open the terminal app on TARGET, or on a list of the functions that can be seen."""
    if not common.on_screen():
        raise UsageError(
            "The app needs a terminal.", "Headless: troubleshooter diagnose TARGET, or troubleshooter --help."
        )
    from troubleshooter.tui.app import run
    from troubleshooter.tui.opening import of_request

    asked = common.request_of(target, **where) if target or where.get("evidence") else None
    options = common.options_of(**where)
    run(of_request(asked) if asked else None, options=options, provider=where.get("provider"))
