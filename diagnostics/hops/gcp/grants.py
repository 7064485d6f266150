"""What decides about an account: the policies of its project and above, deny policies, and the roles they name."""

from __future__ import annotations

from functools import partial

from diagnostics.policy.gcp import DenyLevel, Level, Roles
from diagnostics.policy.gcp.members import matches
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core, targets
from diagnostics.reads.gcp.targets import DenyPolicy

_ROLES = 4  # roles that are read live; more are said to be not known
_POLICIES = 4  # deny policies that are read for one level


def read_above(ask: Ask, project: str, about: core.Project | Unknown | None) -> tuple[Level, ...]:
    """Return the allow policies of the folders and the organization above *project*, nearest first."""
    names = parents(ask, project, about)
    if isinstance(names, Unknown):
        return (Level("the folders and the organization above", names),)
    rows = [
        (core.folder_policy if name.startswith("folders/") else core.organization_policy)(
            project, resource=name
        )
        for name in names
    ]
    answers = ask.all(*rows)
    return tuple(
        Level(name, answer if answer is not None else core.Policy())
        for name, answer in zip(names, answers, strict=True)
    )


def parents(ask: Ask, project: str, about: core.Project | Unknown | None) -> tuple[str, ...] | Unknown:
    """Return the folders and the organization above *project*; its own answer is enough where the parent is the latter."""
    if isinstance(about, core.Project):
        if not about.parent:
            return ()
        if about.parent.startswith("organizations/"):
            return (about.parent,)
    found = ask(core.ancestry(project, project=project))
    if isinstance(found, Unknown):
        return found
    rows = found.ancestor if found else ()
    return tuple(
        f"{row.resourceId.type}s/{row.resourceId.id}" for row in rows if row.resourceId.type != "project"
    )


def read_denials(ask: Ask, project: str, levels: tuple[str, ...]) -> tuple[DenyLevel, ...]:
    """Return the deny policies attached to *levels* (`projects/P`, `folders/N`, `organizations/N`)."""
    return ask.together(*[partial(_denials, ask, project, level) for level in levels])


def _denials(ask: Ask, project: str, level: str) -> DenyLevel:
    attachment = f"cloudresourcemanager.googleapis.com/{level}"
    listed = ask(targets.deny_policies(project, attachment=attachment))
    if listed is None or isinstance(listed, Unknown):
        return DenyLevel(level, listed if listed is not None else ())
    answers = ask.all(*[targets.deny_policy(project, name=row.name) for row in listed.policies[:_POLICIES]])
    unread = next((answer for answer in answers if isinstance(answer, Unknown)), None)
    if unread is not None or len(listed.policies) > _POLICIES:
        return DenyLevel(level, unread or Unknown("there are more deny policies than are read"))
    return DenyLevel(level, tuple(answer for answer in answers if isinstance(answer, DenyPolicy)))


def read_roles(ask: Ask, project: str, levels: tuple[Level, ...], member: str, permission: str) -> Roles:
    """Return the roles that *member* holds and the embedded table does not know, read from the project itself."""
    known = Roles()
    held = {
        binding.role: None
        for level in levels
        if not isinstance(level.policy, Unknown)
        for binding in level.policy.bindings
        if any(matches(m, member) is not False for m in binding.members)
    }
    unknown = [role for role in held if known.holds(role, permission) is None and role.count("/") in {1, 3}]
    answers = ask.all(*[targets.role(project, name=role) for role in unknown[:_ROLES]])
    return Roles(answer for answer in answers if isinstance(answer, targets.Role))
