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
    from troubleshooter import config
    from troubleshooter.tui.app import run
    from troubleshooter.tui.keys import keymap

    settings = config.load()
    keymap(settings.keys)  # a mistake in it is told here, where there is a terminal to tell it on
    opening = None
    if target or where.get("evidence"):
        from troubleshooter.tui.opening import of_request

        opening = of_request(common.request_of(target, **where))
    run(opening, options=common.options_of(**where), provider=where.get("provider"), config=settings)
