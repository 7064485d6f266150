"""One case from start to end, for the CLI and the terminal app alike: picks the source, runs the engine, keeps the calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

import playbooks
from diagnostics.case import Finding, World
from diagnostics.classify.rank import FOUR
from diagnostics.clock import iso, parse_iso
from diagnostics.clouds import PROVIDERS, Activity, Cloud, Listed, Options, TargetName, cloud
from diagnostics.engine import Judged, judge
from diagnostics.errors import NothingReadError, UsageError
from diagnostics.evidence.redact import Redacted
from diagnostics.reader import Ask, Call, Row
from diagnostics.report import Limit, Report, Status, Step
from diagnostics.sources import bundle
from diagnostics.sources.base import Failed, Found, Refused, Source
from diagnostics.sources.recorder import Recorder

DEFAULT_WINDOW = timedelta(hours=2)
_ROUNDS = 2  # once for a deployment that was refused, once for the change that explains the verdict
_DEADLINE = 90.0  # seconds for one case; what is not in by then is unknown, and the verdict stands


class Request(msgspec.Struct, frozen=True):
    """What to diagnose, as given on the command line; None leaves a choice to the conventions."""

    target: str
    provider: str | None = None
    options: Options = Options()
    start: datetime | None = None
    end: datetime | None = None
    evidence: Path | None = None
    playbook: str | None = None
    now: datetime | None = None


class Outcome(msgspec.Struct, frozen=True):
    """The finished case with what a bundle needs."""

    judged: Judged
    calls: tuple[Call, ...]
    recorder: Recorder
    manifest: bundle.Manifest

    @property
    def report(self) -> Report:
        return self.judged.report


class Session:
    """A case being worked on; `run` blocks, `listen` hears every judgement on the way.

    *source* answers instead of the live account: the demo's embedded cloud.
    """

    def __init__(
        self,
        request: Request,
        listen: Callable[[Judged], None] | None = None,
        on_call: Callable[[Call], None] | None = None,
        source: Source | None = None,
    ) -> None:
        self._request = request
        self._source = source
        self._listen = listen
        self._on_call = on_call

    def run(self) -> Outcome:
        """Return the diagnosis; NothingReadError where nothing could be read at all.

        A name that several clouds could mean is looked for in each that this machine is set up for, in their order.
        """
        refused: list[NothingReadError] = []
        for open_ in _openings(self._request, self._source):
            try:
                return self._diagnosed(open_())
            except NothingReadError as error:
                refused.append(error)
        raise refused[0] if len(refused) == 1 else _nowhere(refused)

    def _diagnosed(self, found: _Opened) -> Outcome:
        request = self._request
        recorder = Recorder(found.source)
        ask = Ask(recorder, _DEADLINE, self._on_call)
        options = msgspec.structs.replace(request.options, region=found.region)

        def heard(world: World) -> Judged:
            judged = self._judged(found.cloud, world, ask)
            if self._listen is not None:
                self._listen(judged)
            return judged

        def publish(world: World) -> None:
            if self._listen is not None:
                heard(world)

        world = _gathered(found, ask, options, publish, request.target)
        judged = heard(world)
        for _ in range(_ROUNDS):
            deeper = found.cloud.deepen(ask, world, judged.verdict)
            if deeper == world:
                break
            before, world = judged.verdict, deeper
            judged = heard(world)
            if judged.verdict == before:
                break
        manifest = bundle.Manifest(
            provider=found.cloud.name,
            target=judged.report.target.id if judged.report.target else request.target,
            from_=iso(found.start),
            to=iso(found.end),
            now=iso(found.now),
            region=options.region,
        )
        return Outcome(judged, tuple(ask.calls), recorder, manifest)

    def _judged(self, of: Cloud, world: World, ask: Ask) -> Judged:
        judged = judge(of, world, limits(of, list(ask.calls)))
        report = judged.report
        chosen = self._request.playbook or of.playbook(world, judged.verdict)
        report = msgspec.structs.replace(report, steps=steps(chosen, judged))
        return msgspec.structs.replace(judged, report=report)


class _Opened(msgspec.Struct, frozen=True):
    cloud: Cloud
    source: Source
    name: TargetName
    region: str | None
    start: datetime
    end: datetime
    now: datetime


def _openings(request: Request, given: Source | None) -> list[Callable[[], _Opened]]:
    """Return the ways in which the target can be opened, the likeliest first: a bundle, or a cloud that it may mean."""
    if request.evidence is not None:
        return [partial(_from_bundle, request, request.evidence)]
    path = Path(request.target)
    if request.target.endswith(".zip") or (path.is_dir() and (path / "manifest.json").is_file()):
        return [partial(_from_bundle, msgspec.structs.replace(request, target=""), path)]
    understood = _understood(request.target, request.provider, request.options)
    return [partial(_live, request, given, of, name) for of, name in understood]


def _live(request: Request, given: Source | None, of: Cloud, name: TargetName) -> _Opened:
    asked = request.options.audit_source
    if asked not in {None, "event-history"}:
        raise UsageError(
            f"Reading the audit log from {asked} is not built yet.",
            "Leave audit_source out: the provider's own audit log is read (Event history, Cloud Logging, activity log).",
        )
    source = given or of.source(request.options)
    region = name.region or of.default_region(source, request.options)
    now = request.now or datetime.now(UTC).replace(microsecond=0)
    end = request.end or now
    start = request.start or end - DEFAULT_WINDOW
    _ordered(start, end)
    return _Opened(
        of, Redacted(source), msgspec.structs.replace(name, region=region), region, start, end, now
    )


def _nowhere(refused: list[NothingReadError]) -> NothingReadError:
    """Return what to say where several clouds were asked in vain."""
    return NothingReadError(
        " ".join(error.sentence for error in refused),
        "Name the cloud with --provider, or give the function's full name.",
    )


def _ordered(start: datetime, end: datetime) -> None:
    if start >= end:
        raise UsageError(
            f"The window is empty: it starts {iso(start)} and ends {iso(end)}.", "Give --from before --to."
        )


def _from_bundle(request: Request, path: Path) -> _Opened:
    held = bundle.read(path)
    manifest = held.manifest
    if manifest.provider not in PROVIDERS:
        raise UsageError(
            f"{path} is of provider {manifest.provider!r}, which is not known.", "Known are: aws, gcp, azure."
        )
    of, name = _understood(request.target or manifest.target, manifest.provider, request.options)[0]
    moments = [parse_iso(text) for text in (manifest.from_, manifest.to, manifest.now)]
    if any(m is None for m in moments):
        raise UsageError(
            f"{path}: manifest.json holds a time that cannot be read.",
            "Write times like 2026-11-22T04:00:00Z.",
        )
    start, end, now = (m for m in moments if m is not None)
    start, end = request.start or start, request.end or end
    _ordered(start, end)
    region = name.region or manifest.region
    return _Opened(of, Redacted(held), msgspec.structs.replace(name, region=region), region, start, end, now)


def _understood(target: str, provider: str | None, options: Options) -> list[tuple[Cloud, TargetName]]:
    """Return the clouds that *target* may belong to and what it names there.

    What no cloud can tell from another, a bare name, may belong to each cloud that this machine is set up for.
    """
    if provider is not None and provider not in PROVIDERS:
        raise UsageError(f"{provider!r} is no provider.", "Known are: aws, gcp, azure.")
    clouds = [cloud(name) for name in ((provider,) if provider else available())]
    understood = [(of, parsed) for of in clouds if (parsed := of.parse_target(target)) is not None]
    if not understood:
        raise UsageError(
            f"{target!r} names no function that can be looked for.",
            "Give a function's name or ARN, a log group, a console URL, a stack, or an evidence bundle.",
        )
    return [row for row in understood if row[0].configured(options)] or understood[:1]


def _gathered(
    found: _Opened, ask: Ask, options: Options, publish: Callable[[World], None], target: str
) -> World:
    """Return the World of the case; where not one call was answered, say that rather than what follows from it."""
    try:
        world = found.cloud.gather(ask, found.name, found.start, found.end, found.now, options, publish)
    except NothingReadError:
        _something_was_read(found.cloud, ask.calls, target)
        raise
    _something_was_read(found.cloud, ask.calls, target)
    return world


def available() -> tuple[str, ...]:
    """Return the providers that this version can diagnose."""
    return tuple(p for p in PROVIDERS if find_spec(f"diagnostics.cloud_{p}") is not None)


def functions(provider: str, options: Options) -> tuple[Listed, ...]:
    """Return the functions of *provider* that can be seen; NothingReadError says why none can."""
    of = cloud(provider)
    source = of.source(options)
    region = of.default_region(source, options)
    ask = Ask(Redacted(source), 30.0)
    found = of.functions(ask, region or "", options)
    _something_was_read(of, ask.calls, of.title)
    refused = [call for call in ask.calls if isinstance(call.reply, Refused)]
    if refused and not found:
        raise NothingReadError(
            f"{of.title}: the list of functions may not be read.",
            f"Ask for {refused[0].query.permission}, or type a function's name.",
        )
    return found


def activity(
    provider: str, options: Options, listed: tuple[Listed, ...], now: datetime
) -> dict[str, Activity]:
    """Return what *listed* did in the hours before *now*, by their ids; empty where the cloud does not tell."""
    of = cloud(provider)
    if of.activity is None or not listed:
        return {}
    return of.activity(Ask(Redacted(of.source(options)), 30.0), listed, now)


def _something_was_read(of: Cloud, calls: list[Call], target: str) -> None:
    """Raise where not one call was answered: the user needs the next step, not an empty report."""
    failed = [call.reply for call in calls if isinstance(call.reply, Failed)]
    if len(failed) < len(calls):
        return
    kinds = {reply.kind for reply in failed}
    remedy = next((of.remedies[kind] for kind in ("credentials", "network") if kind in kinds), "")
    if not remedy and "timeout" in kinds:
        remedy = of.remedies["network"]
    said = failed[0].text if failed else "no call was made"
    raise NothingReadError(f"Nothing could be read about {target}: {said.rstrip('.')}.", remedy)


def limits(of: Cloud, calls: list[Call]) -> tuple[Limit, ...]:
    """Return what could not be read, what permission it needs and what is not known because of it."""
    rows: dict[str, Row[Any]] = {row.op: row for row in of.rows()}
    found: dict[tuple[str, str], Limit] = {}
    for call in sorted(calls, key=lambda c: c.query.key):
        row = rows.get(call.query.op)
        effect = f"{row.why}: not known" if row else "not known"
        permission = row.permission if row else call.query.permission
        match call.reply:
            case Refused(needed, text):
                found.setdefault(
                    (call.query.op, "refused"),
                    Limit(call.query.op, needed or permission, effect, text or "not permitted to read"),
                )
            case Failed(text, kind):
                found.setdefault((call.query.op, kind), Limit(call.query.op, None, effect, text))
            case Found(_, False):
                found.setdefault(
                    (call.query.op, "cut"),
                    Limit(call.query.op, None, "not everything was read", "the answer was cut off"),
                )
    return tuple(found[key] for key in sorted(found))


def steps(playbook: str, judged: Judged) -> tuple[Step, ...]:
    """Return the walk of *playbook* with what came back at each step; a step that still waits is left out."""
    walk = playbooks.load(playbook)
    rows = []
    for step in walk.steps:
        found = judged.answers.get(step.check)
        if found is None:
            continue
        rows.append(_step(playbook, step.id, step.ask, found, judged))
    return tuple(rows)


_GRAVITY = {"failed": 0, "blocked": 1, "inconclusive": 2, "passed": 3, "skipped": 4}


def _step(playbook: str, id_: str, title: str, found: tuple[Finding, ...], judged: Judged) -> Step:
    """Return the step as its gravest finding has it."""
    if not found:
        return Step(playbook, id_, title, "skipped", (), "does not concern this path")
    worst = min(found, key=lambda f: _GRAVITY[f.status])
    known = {(e.source, e.time, e.summary): e.id for e in judged.report.evidence}
    evidence = tuple(dict.fromkeys(i for f in worst.facts if (i := known.get((f.source, f.time, f.summary)))))
    return Step(playbook, id_, title, _status(worst, judged.verdict), evidence[:20], worst.detail)


def _status(finding: Finding, verdict: Finding | None) -> Status:
    """Return how a step ended: a symptom that decides nothing by itself is settled by the fault that explains it."""
    if finding.status == "inconclusive" and finding.corroborated and verdict is not None:
        return "failed" if verdict.class_ in FOUR else finding.status
    return finding.status
