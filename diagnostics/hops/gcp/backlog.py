"""How many messages wait in a subscription."""

from __future__ import annotations

from datetime import datetime, timedelta

from diagnostics.clock import iso
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core

_METRIC = "pubsub.googleapis.com/subscription/num_undelivered_messages"
_RECENT = timedelta(minutes=10)  # the metric is sampled every minute and shown two minutes late


def read_backlog(ask: Ask, project: str, subscription: str, end: datetime) -> int | None:
    """Return how many messages waited at the end of the window, None where that is not known."""
    short = subscription.rpartition("/")[2]
    narrow = {
        "filter": f'metric.type="{_METRIC}" AND resource.labels.subscription_id="{short}"',
        "interval.startTime": iso(end - _RECENT),
        "interval.endTime": iso(end),
        "aggregation.alignmentPeriod": "60s",
        "aggregation.perSeriesAligner": "ALIGN_MAX",
    }
    answer = ask(
        core.time_series(project, narrow, name=f"projects/{project}", what="backlog", about=subscription)
    )
    if answer is None or isinstance(answer, Unknown):
        return None
    points = [point for series in answer.timeSeries for point in series.points]
    last = max(points, key=lambda point: point.interval.get("endTime", ""), default=None)
    return int(core.number(last.value)) if last is not None else None
