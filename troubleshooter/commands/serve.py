"""`troubleshooter serve`: the terminal app in a browser, on this machine only."""

from __future__ import annotations

import secrets

import click

from diagnostics.errors import UsageError


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--live",
    is_flag=True,
    help="Show live accounts, with your own credentials, instead of the demo's clouds.",
)
@click.argument("target", required=False)
def command(port: int, live: bool, target: str | None) -> None:
    """Show the terminal app in a browser, on localhost only.

    The demo's clouds are shown, or with --live your own accounts: then the address holds a token that works once, in one
    browser. TARGET opens on that function (or, of the demo, on that incident).
    """
    try:
        from troubleshooter.web import HOST, GuardedServer
    except ImportError:
        raise UsageError(
            "The app in a browser needs textual-serve.",
            "Install it with: pip install 'serverless-troubleshooter[serve]'",
        ) from None
    token = secrets.token_urlsafe(24) if live else None
    words = ([] if live else ["demo"]) + ([target] if target else [])
    where = f"http://{HOST}:{port}/" + (f"?token={token}" if token else "")
    click.echo(f"Open {where}", err=True)
    if token:
        click.echo("It works once, in one browser, with your credentials. Ctrl-C ends it.", err=True)
    try:
        GuardedServer(words, port, token).serve()
    except OSError as error:
        raise UsageError(
            f"Port {port} cannot be used ({error.strerror}).", "Choose another with --port."
        ) from None
