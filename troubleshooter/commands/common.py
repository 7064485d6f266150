"""What several commands share: the options of where and when to look, the formats, and the exit status of a report."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diagnostics.clock import parse_duration, parse_moment
from diagnostics.errors import UsageError
from diagnostics.report import Report

if TYPE_CHECKING:
    from diagnostics.clouds import Options
    from troubleshooter.session import Request

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("text", "json", "markdown")


def target_options(function: F) -> F:
    """Add the options that say where and when to look."""
    for option in reversed(
        (
            click.option(
                "--provider", type=click.Choice(["aws", "gcp", "azure"]), help="Which cloud TARGET is in."
            ),
            click.option("--region", metavar="REGION", help="Region (or location) to look in."),
            click.option("--profile", metavar="NAME", help="AWS profile to read with."),
            click.option("--project", metavar="ID", help="Google Cloud project."),
            click.option("--subscription", metavar="ID", help="Azure subscription."),
            click.option(
                "--since", metavar="DURATION", help="How far back to look (90m, 2h, 3d). Default: 2h."
            ),
            click.option(
                "--from", "from_", metavar="TIME", help="Start of the window (ISO 8601, or 3h ago)."
            ),
            click.option("--to", metavar="TIME", help="End of the window. Default: now."),
            click.option(
                "--evidence",
                type=click.Path(path_type=Path),
                metavar="BUNDLE",
                help="Read a bundle instead of the cloud.",
            ),
            click.option("--playbook", metavar="NAME", help="The walk to show. Default: the one that fits."),
            click.option(
                "--audit-source",
                metavar="SOURCE",
                help="Where the audit log is read. Default, and the only one so far: the provider's own.",
            ),
        )
    ):
        function = option(function)
    return function


def request_of(
    target: str | None,
    *,
    provider: str | None,
    region: str | None,
    profile: str | None,
    project: str | None,
    subscription: str | None,
    since: str | None,
    from_: str | None,
    to: str | None,
    evidence: Path | None,
    playbook: str | None,
    audit_source: str | None = None,
) -> Request:
    """Return what the options ask for; UsageError names the option that is wrong."""
    from diagnostics.clouds import Options
    from troubleshooter.session import DEFAULT_WINDOW, Request  # here: the session and its clouds cost 30 ms

    if since and from_:
        raise UsageError("--since and --from both say where the window starts.", "Give one of them.")
    now = datetime.now(UTC).replace(microsecond=0)
    try:
        end = parse_moment(to, now) if to else None
        start = parse_moment(from_, now) if from_ else None
        if since:
            start = (end or now) - parse_duration(since)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{error}.", "") from None
    if end and not start and evidence is None:
        start = end - DEFAULT_WINDOW
    if not target and evidence is None:
        raise UsageError("No target was given.", "Name a function, or give a bundle with --evidence FILE.")
    if playbook is not None:
        import playbooks

        if playbook not in playbooks.names():
            raise UsageError(
                f"There is no playbook {playbook!r}.", "troubleshooter playbooks list shows them."
            )
    asked = Request(
        target=target or "",
        provider=provider,
        options=Options(region, profile, project, subscription, audit_source),
        start=start,
        end=end,
        evidence=evidence,
        playbook=playbook,
        now=now,
    )
    from troubleshooter import config

    return config.load().applied(asked)


def options_of(
    *, region: str | None, profile: str | None, project: str | None, subscription: str | None, **_: Any
) -> Options:
    """Return where to look when no target is named yet."""
    from diagnostics.clouds import Options

    return Options(region, profile, project, subscription)


def rendered(report: Report, format_: str) -> str:
    """Return *report* in the format that was asked for."""
    if format_ == "json":
        from diagnostics.report import to_json

        return to_json(report) + "\n"
    if format_ == "markdown":
        from troubleshooter.present.report_markdown import render_markdown

        return render_markdown(report)
    from troubleshooter.present.report_text import render_text

    return render_text(report)


def on_screen() -> bool:
    """Whether the app can be shown: on a terminal, or in a browser, whose driver Textual names in the environment."""
    return "TEXTUAL_DRIVER" in os.environ or (sys.stdin.isatty() and sys.stdout.isatty())


def write(text: str) -> None:
    """Write *text* to stdout as UTF-8, whatever the terminal's locale can show."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def exit_status(report: Report) -> int:
    """Return 0 where none of the four was found, 1 for a diagnosis, 3 where it cannot be told, 4 for no target."""
    return {"none": 0, "inconclusive": 3}.get(report.verdict.class_, 1)
