"""Does the scheduled job run, and is it aimed at the function?"""

from __future__ import annotations

from diagnostics.case import Finding, Touch, need, passed, skipped
from diagnostics.checks.gcp._sources import broken, hops_of
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.world import Attempt, GcpWorld, Log

NAME = "job-runs"
_EVENTS = ("PauseJob", "UpdateJob", "DeleteJob")


def job_runs(world: GcpWorld) -> tuple[Finding, ...]:
    """A paused job sends nothing; one that is answered with 404 has an address that is none."""
    return tuple(_ask(world, hop) for hop in hops_of(world, "scheduler")) or (
        skipped(NAME, "no scheduled job calls this function"),
    )


def _ask(world: GcpWorld, hop: SourceHop) -> Finding:
    job = hop.job
    assert job is not None  # noqa: S101 - a hop of this kind is made of a job
    name = hop.source.name
    touch = Touch(job.name, world.target.account or "", _EVENTS, "source")
    if job.state in {"PAUSED", "DISABLED"}:
        text = f"the job {name} is {job.state.lower()}"
        return broken(world, NAME, hop, "gcp.scheduler-job.paused", text, confidence=0.95, touches=(touch,))
    lost = [row for row in attempts_of(world, job.name) if row.status == "NOT_FOUND"]
    if lost:
        uri = job.httpTarget.uri if job.httpTarget else ""
        text = f"the job {name} calls {uri}, which is answered with 404"
        return broken(
            world, NAME, hop, "gcp.scheduler-job.wrong-target", text, confidence=0.7, touches=(touch,),
            facts=tuple(row.fact for row in lost[:10]), onset=lost[0].time,
        )  # fmt: skip
    return passed(NAME, f"the job {name} is {job.state.lower() or 'there'}", hop=hop, question="wired")


def attempts_of(world: GcpWorld, job: str) -> list[Attempt]:
    """Return the failed runs of *job* (its full or short name)."""
    log = need(world.log)
    short = job.rpartition("/")[2]
    return (
        [row for row in log.attempts if row.job.rpartition("/")[2] == short] if isinstance(log, Log) else []
    )
