"""What fills the start: each cloud and each folder in a daemon thread of its own, told by messages as it comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from textual.screen import Screen

from diagnostics.clock import parse_iso
from diagnostics.clouds import Options, cloud
from diagnostics.errors import TroubleshooterError
from troubleshooter.config import Config
from troubleshooter.tui import places, recent
from troubleshooter.tui.messages import ActivityRead, CloudSilent, FunctionsListed, PlacesFound, Where
from troubleshooter.tui.places import Place
from troubleshooter.tui.posting import Post, tell


def places_of(options: Options, provider: str | None, config: Config) -> tuple[Where, ...]:
    """Return every place of every cloud that is looked in."""
    from troubleshooter.session import available

    wanted = (p for p in available() if provider in {None, p})
    return tuple((p, o) for p in wanted for o in config.options(p, options))


def begin(where: tuple[Where, ...], post: Post, *, local: bool, asked: bool) -> None:
    """List every place of *where*, the demo and the lessons, and with *local* what lies on this machine.

    *asked*: the user named the cloud, so it is tried also where nothing on this machine speaks of it.
    """
    tasks: list[Callable[[], None]] = [lambda: tell(post, PlacesFound("demo", tuple(places.incidents())))]
    tasks.append(lambda: tell(post, PlacesFound("lesson", tuple(lessons()))))
    if local:
        tasks.append(lambda: tell(post, PlacesFound("bundle", tuple(places.bundles(Path())))))
    tasks += [lambda one=one: _list(one, post, asked=asked) for one in where]  # type: ignore[misc]
    for task in tasks:
        threading.Thread(target=task, daemon=True).start()


def _list(where: Where, post: Post, *, asked: bool) -> None:
    from troubleshooter import session

    provider, options = where
    try:
        if not asked and not cloud(provider).configured(options):
            tell(post, CloudSilent(where, "not set up on this machine", ""))
            return
        listed = session.functions(provider, options)
        tell(post, FunctionsListed(where, listed))
        tell(post, ActivityRead(where, session.activity(provider, options, listed, datetime.now(UTC))))
    except TroubleshooterError as error:
        tell(post, CloudSilent(where, error.sentence, error.next_step))
    except Exception as error:  # noqa: BLE001 - one cloud that cannot be listed keeps nobody from the others
        tell(post, CloudSilent(where, f"{type(error).__name__}: {error}", ""))


def lessons() -> list[Place]:
    """Return the lessons, with the points that were earned."""
    import playbooks
    from troubleshooter.learn import progress

    taken = progress.read()
    rows = []
    for name in playbooks.lesson_names():
        lesson = playbooks.lesson(name)
        cloud_ = lesson.answer.cause.partition(".")[0]
        earned = f" · {taken[name].points} points" if name in taken else ""
        about = f"{cloud_} · {lesson.level}{earned}"
        rows.append(Place("lesson", lesson.title, about, makes=_lesson(name)))
    return rows


def _lesson(name: str) -> Callable[[], Screen[None]]:
    def make() -> Screen[None]:
        from troubleshooter.learn.stage import find
        from troubleshooter.tui.screens.lesson import LessonScreen

        return LessonScreen(find(name))

    return make


def cases() -> list[Place]:
    """Return the recent cases."""
    from troubleshooter import session
    from troubleshooter.tui.opening import of_request

    now = datetime.now(UTC)
    rows = []
    for case in recent.read():
        at = parse_iso(case.at)
        options = Options(region=case.region, profile=case.profile)
        request = session.Request(case.target, case.provider, options)
        about = f"{case.provider} · {case.found} · {ago(at, now) if at else case.at}"
        rows.append(Place("recent", case.name, about, of_request(request, case.name)))
    return rows


def ago(then: datetime, now: datetime) -> str:
    """Return how long before *now* something was, in the one unit that matters."""
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"
