"""What a walk shows: its playbook, the path as far as its questions were asked, and what can be opened from a case."""

from __future__ import annotations

import msgspec

import playbooks
from diagnostics.clouds import cloud
from diagnostics.engine import Judged
from diagnostics.errors import UsageError
from diagnostics.report import Fix, Report
from diagnostics.trace import Trace
from playbooks.model import Playbook
from troubleshooter.tui.picture import Picture, picture

VEIL = (
    "You are walking: read the question, look for its answer on the timeline, then compare. "
    "n goes on, b back; the verdict is shown after the last step, or now with w."
)


def playbook(judged: Judged, asked: str | None) -> Playbook | None:
    """Return the walk of the case: the one that was asked for, else the one that fits the verdict."""
    name = judged.report.steps[0].playbook if judged.report.steps else None
    try:
        return playbooks.load(
            asked or name or cloud(judged.world.provider).playbook(judged.world, judged.verdict)
        )
    except (UsageError, ModuleNotFoundError):
        return None


def picture_so_far(judged: Judged, walked: Playbook, reached: int) -> Picture:
    """Return the path as the steps up to *reached* know it: their checks' answers, and no verdict."""
    asked = {step.check for step in walked.steps[: reached + 1]}
    answers = {name: found if name in asked else () for name, found in judged.answers.items()}
    return picture(msgspec.structs.replace(judged, answers=answers, verdict=None))


def fixes(report: Report) -> list[Fix]:
    """Return every fix of a report, the verdict's first."""
    return [*report.fixes, *(fix for other in report.others for fix in other.fixes)]


def trace(judged: Judged) -> Trace | None:
    """Return how the policies decide the verdict's request, where the cloud can tell."""
    if judged.verdict is None:
        return None
    try:
        of = cloud(judged.world.provider)
    except ModuleNotFoundError:
        return None
    return of.trace(judged.world, judged.verdict) if of.trace else None
