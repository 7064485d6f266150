"""What the function calls and was refused by: the resource, its own policy, and the decision about the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from diagnostics.case import Hop, Node
from diagnostics.clock import parse_iso
from diagnostics.hops.gcp import names
from diagnostics.hops.gcp.grants import read_above, read_denials, read_roles
from diagnostics.hops.gcp.world import Episode, Function
from diagnostics.policy.gcp import Answer, DenyLevel, Level, Request, Roles, evaluate
from diagnostics.reader import Ask, Read, Unknown
from diagnostics.reads.gcp import core, targets

# Permissions whose narrowest policy is the project's: the resource has none of its own.
PROJECT_WIDE = (
    "datastore.",
    "bigquery.jobs.",
    "cloudsql.",
    "eventarc.",
    "logging.",
    "monitoring.",
    "aiplatform.",
)


class TargetHop(Hop, frozen=True):
    """Function → resource, for one refused permission.

    *bound* is the narrowest resource that has an allow policy (a secret for its version); *levels* start with its
    policy. *exists* is False where Google says that it is not there.
    """

    action: str
    resource: str | None
    bound: str | None
    episodes: tuple[Episode, ...]
    request: Request | None = None
    levels: tuple[Level, ...] = ()
    denials: tuple[DenyLevel, ...] = ()
    roles: Roles = Roles()
    answer: Answer | None = None
    exists: bool | None = None


class _Own(msgspec.Struct, frozen=True):
    """The resource that carries a policy, how conditions name it, and the read of that policy (None: it has none)."""

    bound: str
    shown: str
    kind: str
    read: Read[Any] | None


def read_target(
    ask: Ask,
    function: Function,
    project: core.Project | Unknown | None,
    policy: core.Policy | Unknown | None,
    episodes: tuple[Episode, ...],
) -> TargetHop:
    """Return the hop to what *episodes* (all of one permission and resource) were refused by, judged."""
    saying = episodes[-1].saying
    action = (saying.action if saying else None) or ""
    place = _place(ask, function, project, policy, episodes, action)
    own = _own(place) if place.resource else None
    hop = TargetHop(
        direction="outbound",
        source=names.node(function.id),
        target=names.node(place.resource)
        if place.resource
        else Node("(not named)", "resource", "(not named)"),
        action=action,
        resource=place.resource,
        bound=own.bound if own else None,
        episodes=episodes,
    )
    return _judged(ask, function, place, hop, own) if action and function.member else hop


class _Place(msgspec.Struct, frozen=True):
    """The refused resource and the project it is in, which need not be the function's: id, what is known of it, its policy."""

    resource: str | None
    home: str
    project: core.Project | Unknown | None
    policy: core.Policy | Unknown | None

    @property
    def number(self) -> str | None:
        return self.project.number if isinstance(self.project, core.Project) else None


def _place(
    ask: Ask,
    function: Function,
    project: core.Project | Unknown | None,
    policy: core.Policy | Unknown | None,
    episodes: tuple[Episode, ...],
    action: str,
) -> _Place:
    """Return where the refused resource is; a message may write its project as a number."""
    number = project.number if isinstance(project, core.Project) else None
    named = next((e.saying.resource for e in episodes if e.saying and e.saying.resource), None)
    resource = names.with_id(named, function.project, number) if named else None
    if resource is None and action.startswith(PROJECT_WIDE):
        resource = f"projects/{function.project}"
    said = names.part(resource or "", "projects")
    if resource is None or said in {None, "_", "-", function.project}:
        return _Place(resource, function.project, project, policy)
    about, other = ask.all(
        core.project(str(said), name=f"projects/{said}"),
        core.project_policy(str(said), resource=f"projects/{said}"),
    )
    home = about.projectId if isinstance(about, core.Project) and about.projectId else str(said)
    return _Place(names.with_id(resource, home, str(said)), home, about, other)


def _judged(ask: Ask, function: Function, place: _Place, hop: TargetHop, own: _Own | None) -> TargetHop:
    """Return *hop* with the policies that decide and what they say; deny policies are read where a grant stands or may stand."""
    (levels, exists), above = ask.pair(
        lambda: _levels(ask, place, own), lambda: read_above(ask, place.home, place.project)
    )
    said = next((e.saying.principal for e in hop.episodes if e.saying and e.saying.principal), None)
    request = Request(
        member=said or function.member,
        permission=hop.action,
        resource=own.shown if own else _within_project(hop.resource),
        kind=own.kind if own else "",
        service=_service(hop.action),
        time=parse_iso(max(e.time for e in hop.episodes)),
    )
    levels += above
    roles = read_roles(ask, function.project, levels, request.member, hop.action)
    denials: tuple[DenyLevel, ...] = ()
    allowed = evaluate(request, levels, roles).allowed
    # Where a policy could not be read, those of deny cannot be read either, as a rule: nothing is gained by asking.
    if allowed or (allowed is None and not any(isinstance(level.policy, Unknown) for level in levels)):
        here = place.project.name if isinstance(place.project, core.Project) else f"projects/{place.home}"
        named = tuple(
            level.where for level in above if level.where.startswith(("folders/", "organizations/"))
        )
        denials = read_denials(ask, function.project, (here, *named))
    return msgspec.structs.replace(
        hop,
        request=request,
        levels=levels,
        denials=denials,
        roles=roles,
        answer=evaluate(request, levels, roles, denials),
        exists=exists,
    )


def _within_project(resource: str | None) -> str:
    """Return a database or instance, which has no policy but which conditions may name; a project alone tells them nothing."""
    return resource if resource and resource.count("/") > 1 else ""


def _levels(ask: Ask, place: _Place, own: _Own | None) -> tuple[tuple[Level, ...], bool | None]:
    """Return the resource's own policy and its project's, and whether the resource is there."""
    policy = place.policy if place.policy is not None else Unknown("the project was not found")
    projects = (Level(f"projects/{place.home}", policy),)
    if own is None or own.read is None:
        return projects, None
    answer = ask(own.read)
    if answer is None:
        return projects, False
    if isinstance(answer, targets.Dataset):
        answer = _of_dataset(answer)
    exists = None if isinstance(answer, Unknown) else True
    return (Level(own.bound, answer), *projects), exists


def _own(place: _Place) -> _Own | None:
    resource = place.resource or ""
    for collection, find in _OWN.items():
        if names.part(resource, collection):
            return find(place.home, resource, place.number)
    return None


def _secret(project: str, resource: str, number: str | None) -> _Own:
    bound = names.upto(resource, "secrets") or resource
    kind = "SecretVersion" if names.part(resource, "versions") else "Secret"
    shown = names.with_number(resource, project, number)
    return _Own(
        bound, shown, f"secretmanager.googleapis.com/{kind}", targets.secret_policy(project, resource=bound)
    )


def _bucket(project: str, resource: str, _number: str | None) -> _Own:
    bucket = names.part(resource, "buckets") or ""
    kind = "Object" if "/objects/" in resource else "Bucket"
    read = targets.bucket_policy(project, bucket=bucket)
    return _Own(f"projects/_/buckets/{bucket}", resource, f"storage.googleapis.com/{kind}", read)


def _topic(project: str, resource: str, _number: str | None) -> _Own:
    return _Own(
        resource, resource, "pubsub.googleapis.com/Topic", targets.topic_policy(project, resource=resource)
    )


def _key(project: str, resource: str, _number: str | None) -> _Own:
    bound = names.upto(resource, "cryptoKeys") or resource
    return _Own(
        bound, resource, "cloudkms.googleapis.com/CryptoKey", targets.key_policy(project, resource=bound)
    )


def _queue(project: str, resource: str, _number: str | None) -> _Own:
    bound = names.upto(resource, "queues") or resource
    return _Own(
        bound, resource, "cloudtasks.googleapis.com/Queue", targets.queue_policy(project, resource=bound)
    )


def _table(project: str, resource: str, _number: str | None) -> _Own:
    home, data, table = (names.part(resource, c) or "" for c in ("projects", "datasets", "tables"))
    read = targets.table_policy(project, project=home, dataset=data, table=table)
    return _Own(resource, resource, "bigquery.googleapis.com/Table", read)


def _dataset(project: str, resource: str, _number: str | None) -> _Own:
    home, data = (names.part(resource, c) or "" for c in ("projects", "datasets"))
    read = targets.dataset(project, project=home, dataset=data)
    return _Own(resource, resource, "bigquery.googleapis.com/Dataset", read)


def _repository(project: str, resource: str, _number: str | None) -> _Own:
    bound = names.upto(resource, "repositories") or resource
    read = targets.repository_policy(project, resource=bound)
    return _Own(bound, bound, "artifactregistry.googleapis.com/Repository", read)


def _account(project: str, resource: str, _number: str | None) -> _Own:
    bound = names.account_name(names.part(resource, "serviceAccounts") or "", project)
    read = targets.account_policy(project, resource=bound)
    return _Own(bound, resource, "iam.googleapis.com/ServiceAccount", read)


def _service_of(project: str, resource: str, _number: str | None) -> _Own:
    return _Own(
        resource, resource, "run.googleapis.com/Service", core.service_policy(project, resource=resource)
    )


def _function(project: str, resource: str, _number: str | None) -> _Own:
    read = core.function_policy(project, resource=resource)
    return _Own(resource, resource, "cloudfunctions.googleapis.com/CloudFunction", read)


_OWN: dict[str, Callable[[str, str, str | None], _Own]] = {
    "secrets": _secret,
    "buckets": _bucket,
    "topics": _topic,
    "cryptoKeys": _key,
    "queues": _queue,
    "tables": _table,
    "datasets": _dataset,
    "repositories": _repository,
    "serviceAccounts": _account,
    "services": _service_of,
    "functions": _function,
}


def _of_dataset(data: targets.Dataset) -> core.Policy:
    """Return the access entries of a dataset as the bindings they stand for; views and routines are no members."""
    legacy = {
        "READER": "roles/bigquery.dataViewer",
        "WRITER": "roles/bigquery.dataEditor",
        "OWNER": "roles/bigquery.dataOwner",
    }
    kinds = {"groupByEmail": "group:", "domain": "domain:", "iamMember": ""}
    bindings = []
    for entry in data.access:
        role = str(entry.get("role") or "")
        who = [f"{prefix}{entry[key]}" for key, prefix in kinds.items() if entry.get(key)]
        if entry.get("userByEmail"):
            who.append(names.account(str(entry["userByEmail"])))
        if role and who:
            bindings.append(core.Binding(legacy.get(role, role), tuple(who)))
    return core.Policy(bindings=tuple(bindings))


def _service(action: str) -> str:
    service = action.partition(".")[0]
    return {"datastore": "firestore.googleapis.com", "cloudsql": "sqladmin.googleapis.com"}.get(
        service, f"{service}.googleapis.com"
    )
