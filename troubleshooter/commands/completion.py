"""`troubleshooter completion SHELL`: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_HELP = (
    "Print the completion script for SHELL.\n\n\b\n"
    "bash:  troubleshooter completion bash >> ~/.bashrc\n"
    "zsh:   troubleshooter completion zsh  >> ~/.zshrc\n"
    "fish:  troubleshooter completion fish > ~/.config/fish/completions/troubleshooter.fish"
)


@click.command("completion", help=_HELP)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")), metavar="SHELL")
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - the choice above lists what click knows
    script = found(ctx.find_root().command, {}, "troubleshooter", "_TROUBLESHOOTER_COMPLETE")
    click.echo(script.source())
