"""A case that can be opened, and the thread of its own in which it is worked on."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import msgspec
from textual.message import Message

from diagnostics.engine import Judged
from diagnostics.errors import TroubleshooterError
from diagnostics.reader import Call
from troubleshooter.session import Outcome, Request, Session
from troubleshooter.tui.messages import Broken, CallMade, Finished, Judgement

Work = Callable[[Callable[[Judged], None], Callable[[Call], None]], Outcome]
_runs = itertools.count(1)


class Opening(msgspec.Struct, frozen=True):
    """*name* is what the case is called until more is known; *work* blocks and is run off the screen's thread."""

    name: str
    work: Work
    request: Request | None = None


def of_request(request: Request, name: str = "") -> Opening:
    """Return the case that *request* asks for."""
    return Opening(name or request.target, lambda listen, hear: Session(request, listen, hear).run(), request)


def of_incident(name: str) -> Opening:
    """Return an incident of the demo; its cloud starts when the case does."""
    from troubleshooter import demo

    return Opening(name, lambda listen, hear: demo.run(name, listen, hear))


def start(opening: Opening, post: Callable[[Message], object]) -> int:
    """Begin the work in a daemon thread and return its run number; everything that happens is posted.

    A daemon thread, because asyncio waits for its executor's threads: quitting would take as long as the slowest call.
    """
    run = next(_runs)

    def work() -> None:
        try:
            outcome = opening.work(
                lambda judged: _tell(post, Judgement(run, judged)),
                lambda call: _tell(post, CallMade(run, call)),
            )
        except TroubleshooterError as error:
            _tell(post, Broken(run, error.sentence, error.next_step))
        except Exception as error:  # noqa: BLE001 - no traceback reaches a user, and the app lives on
            said = f"The tool itself failed ({type(error).__name__}: {error})."
            _tell(
                post,
                Broken(run, said, "Run troubleshooter diagnose --debug on the same target and report it."),
            )
        else:
            _tell(post, Finished(run, outcome))

    threading.Thread(target=work, name=f"case-{run}", daemon=True).start()
    return run


def _tell(post: Callable[[Message], object], message: Message) -> None:
    """Post, unless the screen has gone: its loop may be closed by now."""
    try:
        post(message)
    except RuntimeError:
        return
