"""A case that can be opened, and the thread of its own in which it is worked on."""

from __future__ import annotations

import gc
import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from diagnostics.engine import Judged
from diagnostics.errors import TroubleshooterError
from diagnostics.reader import Call
from troubleshooter.session import Outcome, Request, Session
from troubleshooter.tui.messages import Broken, CallMade, Finished, Judgement
from troubleshooter.tui.moments import Moments
from troubleshooter.tui.picture import picture
from troubleshooter.tui.posting import Post, tell

Work = Callable[[Callable[[Judged], None], Callable[[Call], None]], Outcome]
_runs = itertools.count(1)


class Opening(msgspec.Struct, frozen=True):
    """*name* is what the case is called until more is known; *work* blocks and is run off the screen's thread.

    *since* gives the same case from a moment on, for what is verified after a fix; None where nothing can have changed.
    """

    name: str
    work: Work
    request: Request | None = None
    since: Callable[[datetime], Opening] | None = None


def of_request(request: Request, name: str = "") -> Opening:
    """Return the case that *request* asks for."""

    def since(moment: datetime) -> Opening:
        now = datetime.now(UTC).replace(microsecond=0)
        start = min(moment, now - timedelta(minutes=1))
        return of_request(msgspec.structs.replace(request, start=start, end=None, now=now), name)

    replayed = request.evidence is not None or request.target.endswith(".zip")
    return Opening(
        name or request.target,
        lambda listen, hear: Session(request, listen, hear).run(),
        request,
        None if replayed else since,
    )


def of_incident(name: str) -> Opening:
    """Return an incident of the demo; its cloud starts when the case does."""
    from troubleshooter import demo

    return Opening(name, lambda listen, hear: demo.run(name, listen, hear))


def start(opening: Opening, post: Post) -> int:
    """Begin the work in a daemon thread and return its run number; everything that happens is posted.

    A daemon thread, because asyncio waits for its executor's threads: quitting would take as long as the slowest call.
    """
    run = next(_runs)

    def judgement(judged: Judged) -> None:
        moments = Moments(judged.report)
        if moments.large:
            gc.freeze()  # else each full collection looks at every record: 50 ms for a million, between two key strokes
        tell(post, Judgement(run, judged, picture(judged), moments))

    def work() -> None:
        try:
            outcome = opening.work(
                judgement,
                lambda call: tell(post, CallMade(run, call)),
            )
        except TroubleshooterError as error:
            tell(post, Broken(run, error.sentence, error.next_step))
        except Exception as error:  # noqa: BLE001 - no traceback reaches a user, and the app lives on
            said = f"The tool itself failed ({type(error).__name__}: {error})."
            tell(
                post,
                Broken(run, said, "Run troubleshooter diagnose --debug on the same target and report it."),
            )
        else:
            judgement(outcome.judged)
            tell(post, Finished(run, outcome))

    threading.Thread(target=work, name=f"case-{run}", daemon=True).start()
    return run
