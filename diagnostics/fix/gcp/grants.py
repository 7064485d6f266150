"""The fix that adds one binding: the narrowest role for the purpose, on the narrowest resource, for one account."""

from __future__ import annotations

import re
import shlex

import msgspec

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.gcp import bindings, roles
from diagnostics.fix.gcp.owner import owner_of, warning
from diagnostics.fix.gcp.proof import prove
from diagnostics.fix.hcl import hcl_string
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.gcp.names import address, node, part
from diagnostics.hops.gcp.target import TargetHop
from diagnostics.hops.gcp.world import GcpWorld
from diagnostics.policy.gcp import Level, Request, Roles
from diagnostics.report import Fix, Grant

_SHOWN = 6
_PUBLIC = "allUsers"


class Wanted(msgspec.Struct, frozen=True):
    """Who is to get which permission where; *condition* is (title, expression) or None.

    A *role* that is given is one put back: then the permission may be unknown (empty).
    """

    member: str
    permission: str
    bound: str
    condition: tuple[str, str] | None = None
    role: str | None = None


def allow(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the binding that grants exactly what was refused."""
    hop = finding.plan
    denied = finding.denied
    if (
        not isinstance(hop, TargetHop)
        or denied is None
        or not denied.principal
        or not denied.action
        or not hop.resource
    ):
        return ()
    bound = hop.bound or f"projects/{part(hop.resource, 'projects') or world.target.account}"
    wanted = Wanted(denied.principal, denied.action, bound, _condition(hop.resource, denied.action))
    return (grant(world, wanted, hop.request, hop.levels, hop.roles),)


def _condition(resource: str, permission: str) -> tuple[str, str] | None:
    """Return the condition that narrows a binding on the project to the one database or instance, where it is named."""
    database, instance = part(resource, "databases"), part(resource, "instances")
    if permission.startswith("datastore.") and database:
        name = f"projects/{checked(part(resource, 'projects'), 'gcp-project')}/databases/{checked(database, 'gcp-database')}"
        return "one-database", f'resource.name == "{name}"'
    if permission.startswith("cloudsql.") and instance and part(resource, "projects"):
        name = f"projects/{checked(part(resource, 'projects'), 'gcp-project')}/instances/{checked(instance, 'gcp-name')}"
        return "one-instance", f'resource.name == "{name}" && resource.service == "sqladmin.googleapis.com"'
    return None


def grant(
    world: GcpWorld,
    wanted: Wanted,
    request: Request | None = None,
    levels: tuple[Level, ...] = (),
    known: Roles | None = None,
) -> Fix:
    """Return the fix for *wanted*; *levels* are the policies as they stand, for the proof."""
    project = checked(world.target.account, "gcp-project")
    member = checked(wanted.member, "gcp-public" if wanted.member == _PUBLIC else "gcp-member")
    permission = checked(wanted.permission, "gcp-permission") if wanted.permission or not wanted.role else ""
    choice = roles.Choice(wanted.role) if wanted.role else roles.choose(permission)
    form = bindings.form_of(wanted.bound, project)
    home = part(wanted.bound, "projects")
    home = project if home in {None, "_", "-"} else checked(home, "gcp-project")
    custom = None if choice.role else _custom_id(permission)
    role = choice.role or f"projects/{home}/roles/{custom}"
    condition = wanted.condition if form.conditional else None
    add = _command(form, "add", member, role, condition)
    remove = _command(form, "remove", member, role, condition)
    make = (_custom_command(custom, permission, home),) if custom else ()
    unmake = (f"gcloud iam roles delete {quoted(custom, 'gcp-role-id')} --project={quoted(home, 'gcp-project')} --quiet",) if custom else ()  # fmt: skip
    who = "everybody" if member == _PUBLIC else address(member)
    owner = owner_of(world)
    target = node(wanted.bound)
    return Fix(
        title=f"Let {who} use {permission} on {target.kind} {target.name}"
        if permission
        else f"Give {role} on {target.kind} {target.name} back to {who}",
        owner=owner,
        grants=(
            Grant(
                where="iam-binding",
                principal=member,
                actions=(permission,) if permission else (),
                resources=(wanted.bound,),
                conditions=dict([condition]) if condition else {},
                role=role,
            ),
        ),
        commands={
            "gcloud": shell.script(*make, add),
            "terraform": _terraform(form, member, role, custom, permission, home, condition),
        },
        undo={"gcloud": shell.script(remove, *unmake)},
        proof=prove(
            request, levels, known or Roles(), wanted.bound, role, permission, condition, choice.extra
        ),
        warnings=(*_warnings(permission, role, choice.extra, custom), *warning(owner)),
    )


def _command(
    form: bindings.Form, verb: str, member: str, role: str, condition: tuple[str, str] | None
) -> str:
    """Return one add- or remove-iam-policy-binding; where a policy may hold conditions, gcloud wants to be told of none."""
    lines = [
        form.gcloud.format(verb),
        *form.options,
        f"--member={shlex.quote(member)}",
        f"--role={quoted(role, 'gcp-role')}",
    ]
    if form.gcloud.startswith("bq "):
        lines = [
            form.gcloud.format(verb),
            *(o for o in form.options if o.startswith("-")),
            *lines[-2:],
            form.options[-1],
        ]
    elif form.conditional and condition:
        lines.append("--condition=" + shlex.quote(f"^::^title={condition[0]}::expression={condition[1]}"))
    elif form.conditional:
        lines.append("--condition=None")
    return " \\\n  ".join(lines) + " >/dev/null"


def _custom_id(permission: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", permission)[:64]


def _custom_command(custom: str, permission: str, home: str) -> str:
    lines = [
        f"gcloud iam roles create {quoted(custom, 'gcp-role-id')}",
        f"--project={quoted(home, 'gcp-project')}",
        f"--title={shlex.quote(f'Only {permission}')}",
        f"--permissions={quoted(permission, 'gcp-permission')}",
        "--stage=GA",
    ]
    return " \\\n  ".join(lines) + " >/dev/null"


def _terraform(
    form: bindings.Form,
    member: str,
    role: str,
    custom: str | None,
    permission: str,
    home: str,
    condition: tuple[str, str] | None,
) -> str:
    """Return an *_iam_member, which adds to what stands; a custom role is made beside it."""
    label = re.sub(
        r"[^a-z0-9]+", "_", f"{address(member).partition('@')[0]}_{role.rpartition('/')[2]}".lower()
    ).strip("_")
    label = label if label[:1].isalpha() else f"r_{label}"
    rows = [*((key, hcl_string(value)) for key, value in form.attributes), ("member", hcl_string(member))]
    rows.append(("role", f"google_project_iam_custom_role.{label}.name" if custom else hcl_string(role)))
    width = max(len(key) for key, _ in rows)
    body = "\n".join(f"  {key.ljust(width)} = {value}" for key, value in rows)
    if condition:
        body += f"\n  condition {{\n    title      = {hcl_string(condition[0])}\n    expression = {hcl_string(condition[1])}\n  }}"
    text = f'resource "{form.resource}" "{label}" {{\n{body}\n}}\n'
    if custom is None:
        return text
    return (
        f'resource "google_project_iam_custom_role" "{label}" {{\n'
        f"  project     = {hcl_string(home)}\n"
        f"  role_id     = {hcl_string(custom)}\n"
        f"  title       = {hcl_string(f'Only {permission}')}\n"
        f"  permissions = [{hcl_string(permission)}]\n}}\n\n{text}"
    )


def _warnings(permission: str, role: str, extra: tuple[str, ...], custom: str | None) -> tuple[str, ...]:
    rows = []
    if roles.escalates(permission):
        rows.append(f"{permission} lets an account gain other rights; make sure that it is meant.")
    if extra:
        more = f" and {len(extra) - _SHOWN} more" if len(extra) > _SHOWN else ""
        rows.append(f"{role} also allows: {', '.join(extra[:_SHOWN])}{more}.")
    if custom:
        rows.append(f"No predefined role is narrow enough, so a custom role of {permission} alone is made.")
    return tuple(rows)


FIXES = {
    "gcp.service-account.no-grants": allow,
    "gcp.service-account.invoker-missing": allow,
    "gcp.service-account.sign-as-missing": allow,
    "gcp.service-account.act-as-missing": allow,
    "gcp.service-account.other-identity": allow,
    "gcp.key.agent-not-admitted": allow,
    "gcp.run-agent.image-pull-missing": allow,
}
