"""`troubleshooter explain`: pasted text in, the report out; no cloud is asked."""

from __future__ import annotations

import gc
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

import click

from diagnostics.errors import UsageError

FORMATS = ("text", "json", "markdown")


@click.command()
@click.argument("file", metavar="[FILE]", default="-", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Default: text.")
@click.option("--jsonl", is_flag=True, help='Read {"id", "input"} lines; write one report a line, in order.')
def command(file: Path, format_: str | None, jsonl: bool) -> None:
    """Say what a pasted error means: an error, log lines, audit-log JSON, the output of a CLI or of Terraform.

    FILE, or standard input where none is given. The exit status is 1 for one of the four, 0 for something else, 3 where
    the text alone does not decide.
    """
    if jsonl and format_ not in (None, "json"):
        raise UsageError(
            "--jsonl writes JSON lines, so --format does not go with it.", "Leave one of them out."
        )
    with _opened(file) as stream:
        if jsonl:
            from troubleshooter.commands.explain_stream import answer_lines

            answer_lines(stream, sys.stdout.buffer)
            return
        if file == Path("-") and stream.isatty():
            click.echo("Paste the error, then press Ctrl-D.", err=True)
        status = _explain(stream, format_ or "text")
    sys.exit(status)


def _opened(file: Path) -> "nullcontext[BinaryIO] | BinaryIO":  # noqa: UP037 - nullcontext is not subscriptable in a value
    if file == Path("-"):
        return nullcontext(sys.stdin.buffer)
    try:
        return file.open("rb")
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {error.strerror}.", "Name a file, or pipe the text in."
        ) from None


def _explain(stream: BinaryIO, format_: str) -> int:
    gc.disable()  # one paste, a tenth of a second: nothing to collect
    from diagnostics.explain import explain
    from diagnostics.messages.bounded import read_bounded
    from troubleshooter.commands.common import exit_status, rendered, write

    data = read_bounded(stream)
    if not data.strip():
        raise UsageError("There is no text to explain.", "Paste an error, name a file, or pipe one in.")
    report = explain(data)
    write(rendered(report, format_))
    return exit_status(report)
