"""The demo: incidents on embedded clouds, each started when the first of its incidents is opened."""

from __future__ import annotations

import threading
from collections.abc import Callable

from diagnostics.engine import Judged
from diagnostics.errors import UsageError
from diagnostics.reader import Call
from diagnostics.sources import demo
from troubleshooter.session import Outcome, Request, Session

FIRST = "orders"
_lock = threading.Lock()
_clouds: dict[str, demo.Embedded] = {}
_built: set[str] = set()


def incident(name: str) -> demo.Incident:
    """Return the incident *name*; UsageError names those there are."""
    known = demo.incidents()
    if name not in known:
        raise UsageError(f"There is no incident {name!r} in the demo.", f"There are: {', '.join(known)}.")
    return known[name]


def run(
    name: str,
    listen: Callable[[Judged], None] | None = None,
    on_call: Callable[[Call], None] | None = None,
) -> Outcome:
    """Diagnose the incident *name* on its embedded cloud; blocks, and starts the cloud where that has not happened yet."""
    asked = incident(name)
    cloud = _with(name, asked.provider)
    request = Request(asked.target, asked.provider, cloud.options)
    return Session(request, listen, on_call, cloud.source()).run()


def _with(name: str, provider: str) -> demo.Embedded:
    """Return the embedded cloud of *provider* with the incident built in it."""
    with _lock:
        if provider not in _clouds:
            _clouds[provider] = demo.start(provider)
        if name not in _built:
            _clouds[provider].build(name)
            _built.add(name)
        return _clouds[provider]


def forget() -> None:
    """Stop the clouds, and build every incident anew when it is next opened."""
    with _lock:
        for cloud in _clouds.values():
            cloud.stop()
        _clouds.clear()
        _built.clear()
