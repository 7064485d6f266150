"""The command line: each command in a module of its own, loaded when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

# Name -> module under troubleshooter.commands; help stands here so that --help loads none of them.
COMMANDS = {
    "audit": "What the function may do and should not.",
    "capture": "Read everything once, redact it, and write an evidence bundle.",
    "causes": "The catalogue of causes; with ID, one explained.",
    "check": "The same questions before deploying: Terraform plan JSON, CloudFormation or SAM template.",
    "completion": "The completion script for bash, zsh or fish.",
    "demo": "The app on an embedded cloud, no account needed.",
    "denials": "Who is refused what, in a whole audit log.",
    "diagnose": "Say what is wrong with a function; the result on stdout.",
    "explain": "Read a pasted error, log excerpt or audit record; no cloud is asked.",
    "permissions": "The read-only policy that the tool itself needs.",
    "playbooks": "List, show or lint the diagnostic walks.",
    "serve": "The terminal app in a browser, on localhost.",
    "simulate": "Would this request be allowed by these policies? Offline, with reasons.",
    "train": "Walkthroughs: find it yourself, then compare.",
    "verify": "Run a report's diagnosis again: is the failure gone?",
}
NOT_BUILT = 2


class Lazy(click.Group):
    """Loads the one command that is run; a word that is no command is a TARGET for the app."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        name = cmd_name if cmd_name in COMMANDS else "app"
        try:
            module = importlib.import_module(f"troubleshooter.commands.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"troubleshooter.commands.{name}":
                raise
            return _not_built(name)
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in COMMANDS:
            return name, self.get_command(ctx, name), args[1:]
        if name.startswith("-"):
            ctx.fail(f"No such option: {name}")
        return "app", self.get_command(ctx, "app"), args

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


def _not_built(name: str) -> click.Command:
    def say() -> None:
        click.echo(f"troubleshooter {name} is not built yet.", err=True)
        sys.exit(NOT_BUILT)

    return click.Command(
        name,
        callback=say,
        help=COMMANDS.get(name, "") + " Not built yet.",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"troubleshooter {version('serverless-troubleshooter')}")
    ctx.exit()


@click.group(
    cls=Lazy,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[OPTIONS] [TARGET]",
    subcommand_metavar="| COMMAND [ARGS]...",
)
@click.option(
    "--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Show the version."
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error of the tool itself.")
@click.pass_context
def group(ctx: click.Context, debug: bool) -> None:
    """Say why a serverless function fails: IAM, trigger, resource policy or network.

    With a TARGET (a function's name, ARN, log group, console URL, stack or evidence bundle) the terminal app opens on
    it; without one, it starts with a picker. Nothing is ever changed: the tool only reads.
    """
    ctx.obj = {"debug": debug}
    if ctx.invoked_subcommand is None:
        app = importlib.import_module("troubleshooter.commands.app")
        ctx.invoke(app.command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the contract's status; no traceback reaches a user."""
    from diagnostics.errors import TroubleshooterError

    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    status: Any = 0
    try:
        status = group.main(
            args=[w for w in words if w != "--debug"], prog_name="troubleshooter", standalone_mode=False
        )
    except click.exceptions.Abort:
        status = 130
    except KeyboardInterrupt:
        status = 130
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except TroubleshooterError as error:
        if debug:
            raise
        _say(error.sentence, error.next_step)
        status = error.exit_code
    except BrokenPipeError:
        # The reader (head, less) has gone; there is nobody left to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:
        if debug:
            raise
        _say(
            f"The tool itself failed ({type(error).__name__}: {error}).",
            "Run it again with --debug and report the traceback; nothing was changed.",
        )
        status = 70
    sys.stdout.flush()
    sys.exit(status if isinstance(status, int) else 0)


def _say(sentence: str, next_step: str) -> None:
    from troubleshooter.present.clean import line

    click.echo(f"troubleshooter: {line(sentence)}", err=True)
    if next_step:
        click.echo(f"  {line(next_step)}", err=True)


if __name__ == "__main__":
    main()
