"""`troubleshooter verify REPORT.json`: the same diagnosis again; failures before the fix do not count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import msgspec

from diagnostics.clock import iso, parse_iso
from diagnostics.clouds import Options
from diagnostics.errors import UsageError
from diagnostics.report import Report, Verdict
from troubleshooter.commands import common
from troubleshooter.commands.progress import Progress
from troubleshooter.session import Request, Session

_SCHEMA = "troubleshooter.report/1"


@click.command("verify")
@click.argument("report", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--since", metavar="TIME", help="When the fix was applied. Default: the end of the report's window."
)
@click.option("--profile", metavar="NAME", help="AWS profile to read with.")
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="BUNDLE",
    help="Read a bundle instead of the cloud.",
)
@click.option("--format", "format_", type=click.Choice(common.FORMATS), default="text", show_default=True)
@click.pass_context
def command(
    ctx: click.Context,
    report: Path,
    since: str | None,
    profile: str | None,
    evidence: Path | None,
    format_: str,
) -> None:
    """Diagnose the target of REPORT again, and say whether its failure is gone."""
    old = read(report)
    if old.target is None:
        raise UsageError(
            f"{report} is about a pasted text, which cannot be verified.", "Diagnose the function by name."
        )
    now = datetime.now(UTC).replace(microsecond=0)
    start = _moment(since, now) if since else (parse_iso(old.window.to) if old.window else None)
    request = Request(
        target=old.target.id,
        provider=old.target.provider,
        options=Options(region=old.target.region, profile=profile),
        start=None if evidence else _window_start(start, now),
        evidence=evidence,
        now=now,
    )
    with Progress() as progress:
        new = Session(request, on_call=progress.called).run().report
    gone, sentence = compare(old.verdict, new.verdict, since=iso(start) if start else None)
    if format_ == "json":
        common.write(common.rendered(new, "json"))
    else:
        common.write(sentence + "\n\n" + common.rendered(new, format_))
    ctx.exit({True: 0, False: 1, None: 3}[gone])


def read(path: Path) -> Report:
    """Return the report in *path*; UsageError says what is wrong with the file."""
    try:
        raw: Any = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}).", "Name a file that `diagnose --format json` wrote."
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(f"{path} is no JSON.", "Name a file that `diagnose --format json` wrote.") from None
    if not isinstance(raw, dict) or raw.get("schema") != _SCHEMA:
        raise UsageError(
            f"{path} is no report of schema {_SCHEMA}.", "Name a file that `diagnose --format json` wrote."
        )
    try:
        return msgspec.convert(raw, Report)
    except msgspec.ValidationError as error:
        raise UsageError(
            f"{path} is no valid report ({error}).", "Name a file that `diagnose --format json` wrote."
        ) from None


def _moment(text: str, now: datetime) -> datetime:
    from diagnostics.clock import parse_moment

    try:
        return parse_moment(text, now)
    except ValueError as error:
        raise UsageError(f"{error}.", "") from None


def _window_start(start: datetime | None, now: datetime) -> datetime | None:
    """Look from the fix on, a minute at least."""
    return None if start is None else min(start, now - timedelta(minutes=1))


def compare(old: Verdict, new: Verdict, since: str | None) -> tuple[bool | None, str]:
    """Return whether the old failure is gone (None: too early to tell), and the sentence that says so."""
    after = f" since {since}" if since else ""
    if new.class_ == "inconclusive":
        return None, f"It is too early to tell{after}: {new.summary}"
    same = (old.class_, old.cause) == (new.class_, new.cause)
    if new.class_ == "none" and new.failing is not True:
        return True, f"The failure is gone{after}."
    if same or new.class_ == old.class_:
        return False, f"Still failing{after}, as before: {new.summary}"
    return False, f"The old failure ({old.cause}) is gone, but another stands{after}: {new.summary}"
