"""The demo: incidents on an embedded cloud that starts when the first one is opened."""

from __future__ import annotations

import threading
from collections.abc import Callable

from diagnostics.clouds import Options
from diagnostics.engine import Judged
from diagnostics.errors import UsageError
from diagnostics.reader import Call
from diagnostics.sources.demo.cloud import EmbeddedAws, start
from diagnostics.sources.demo.incidents import INCIDENTS, build
from troubleshooter.session import Outcome, Request, Session

FIRST = "orders"
_lock = threading.Lock()
_cloud: EmbeddedAws | None = None
_built: set[str] = set()


def request(incident: str) -> Request:
    """Return the case of *incident*; UsageError names the incidents there are."""
    if incident not in INCIDENTS:
        raise UsageError(
            f"There is no incident {incident!r} in the demo.", f"There are: {', '.join(INCIDENTS)}."
        )
    return Request(target=incident, provider="aws")


def run(
    incident: str,
    listen: Callable[[Judged], None] | None = None,
    on_call: Callable[[Call], None] | None = None,
) -> Outcome:
    """Diagnose *incident* on the embedded cloud; blocks, and starts the cloud where that has not happened yet."""
    from diagnostics.sources.aws import AwsSource

    asked = request(incident)
    cloud = _with(incident)
    options = Options(region=cloud.region)
    asked = Request(asked.target, asked.provider, options)
    return Session(asked, listen, on_call, AwsSource(region=cloud.region, endpoint=cloud.url)).run()


def _with(incident: str) -> EmbeddedAws:
    """Return the embedded cloud with *incident* built in it."""
    global _cloud  # noqa: PLW0603 - moto's state is one per process, and so is the demo
    with _lock:
        if _cloud is None:
            _cloud = start()
        if incident not in _built:
            build(_cloud, incident)
            _built.add(incident)
        return _cloud
