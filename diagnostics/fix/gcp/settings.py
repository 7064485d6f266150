"""Fixes that are no grant of a call: an account enabled, a job resumed, a setting put back, a policy's exception."""

from __future__ import annotations

import shlex

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.gcp.owner import owner_of, warning
from diagnostics.fix.hcl import hcl_string
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.ingress import setting_of
from diagnostics.hops.gcp.names import address, part
from diagnostics.hops.gcp.target import TargetHop
from diagnostics.hops.gcp.world import Function, GcpWorld
from diagnostics.report import Fix, Setting


def _project(world: GcpWorld) -> str:
    return quoted(world.target.account, "gcp-project")


def _location(world: GcpWorld) -> str:
    return quoted(world.target.region, "gcp-location")


def enable_account(world: GcpWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the account enabled again."""
    function = world.function
    if not isinstance(function, Function) or not function.email:
        return ()
    email = quoted(function.email, "gcp-email")

    def switch(verb: str) -> str:
        return shell.script(f"gcloud iam service-accounts {verb} {email} --project={_project(world)}")

    owner = owner_of(world)
    return (
        Fix(
            title=f"Enable {function.email}",
            owner=owner,
            changes=(Setting(function.email, "disabled", "true", "false"),),
            commands={"gcloud": switch("enable")},
            undo={"gcloud": switch("disable")},
            warnings=(
                "Ask why it was disabled: an account whose key leaked is disabled by Google, and its keys go first.",
                *warning(owner),
            ),
        ),
    )


def restore_account(world: GcpWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the account undeleted; the number that it needs stands in the entry of its deletion."""
    function = world.function
    if not isinstance(function, Function) or not function.email:
        return ()
    number = _unique_id(world)
    commands = {}
    if number is not None:
        commands = {
            "gcloud": shell.script(
                f"gcloud beta iam service-accounts undelete {quoted(number, 'gcp-number')}"
            )
        }
    return (
        Fix(
            title=f"Bring {function.email} back",
            changes=(Setting(function.email, "deleted", "true", "false"),),
            commands=commands,
            warnings=(
                "Only within 30 days, and only by its unique id, which the entry of its deletion names.",
                "An account made anew under the same address has none of the old one's bindings.",
            ),
        ),
    )


def _unique_id(world: GcpWorld) -> str | None:
    said = (world.change.change.target or "").rpartition("/")[2] if world.change else ""
    return said if said.isdigit() else None


def resume_job(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the job running again."""
    hop = finding.hop
    if not isinstance(hop, SourceHop) or hop.job is None or hop.job.state != "PAUSED":
        return ()
    job = quoted(hop.job.name.rpartition("/")[2], "gcp-name")
    where = quoted(part(hop.job.name, "locations"), "gcp-location")

    def switch(verb: str) -> str:
        return shell.script(
            f"gcloud scheduler jobs {verb} {job} --location={where} --project={_project(world)}"
        )

    owner = owner_of(world)
    return (
        Fix(
            title=f"Resume the job {hop.source.name}",
            owner=owner,
            changes=(Setting(hop.job.name, "state", "PAUSED", "ENABLED"),),
            commands={"gcloud": switch("resume")},
            undo={"gcloud": switch("pause")},
            warnings=("Somebody may have paused it on purpose; ask before it runs again.", *warning(owner)),
        ),
    )


def open_ingress(world: GcpWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the two ways out: callers from inside first, the setting put back second."""
    function = world.function
    if not isinstance(function, Function):
        return ()
    before = setting_of(function)
    name = quoted(function.name, "gcp-name")
    values = {"INGRESS_TRAFFIC_INTERNAL_ONLY": "internal", "ALLOW_INTERNAL_ONLY": "internal-only",
              "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER": "internal-and-cloud-load-balancing",
              "ALLOW_INTERNAL_AND_GCLB": "internal-and-gclb"}  # fmt: skip
    owner = owner_of(world)
    if before not in values:
        return ()

    def switch(value: str) -> str:
        if function.first_generation:
            return shell.script(
                f"gcloud functions deploy {name} --no-gen2 --region={_location(world)} --project={_project(world)} --ingress-settings={value}"
            )
        service = quoted(function.service_name.rpartition("/")[2], "gcp-name")
        return shell.script(
            f"gcloud run services update {service} --region={_location(world)} --project={_project(world)} --ingress={value}"
        )

    return (
        Fix(
            title=f"Put the ingress setting of {function.name} back to all, if its callers are outside",
            owner=owner,
            changes=(Setting(function.id, "ingress", before, "all"),),
            commands={"gcloud": switch("all")},
            undo={"gcloud": switch(values[before])},
            warnings=(
                "The setting may have been narrowed on purpose: then call it from inside the VPC, or through a load balancer.",
                "Who may invoke it is still decided by its policy; do not open that as well.",
                *warning(owner),
            ),
        ),
    )


def enable_address(world: GcpWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the run.app address switched on again."""
    function = world.function
    if not isinstance(function, Function) or function.first_generation:
        return ()
    service = quoted(function.service_name.rpartition("/")[2], "gcp-name")

    def switch(flag: str) -> str:
        return shell.script(
            f"gcloud run services update {service} --region={_location(world)} --project={_project(world)} {flag}"
        )

    owner = owner_of(world)
    return (
        Fix(
            title=f"Switch the address of {function.name} on again",
            owner=owner,
            changes=(Setting(function.service_name, "defaultUriDisabled", "true", "false"),),
            commands={"gcloud": switch("--default-url")},
            undo={"gcloud": switch("--no-default-url")},
            warnings=(
                "It may have been switched off so that callers come through a load balancer.",
                *warning(owner),
            ),
        ),
    )


def except_from_deny(_world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the exception of this one account from the deny policy, which its owner has to make."""
    hop = finding.plan
    if not isinstance(hop, TargetHop) or hop.answer is None or hop.request is None:
        return ()
    email = checked(address(hop.request.member), "gcp-email")
    who = f"principal://iam.googleapis.com/projects/-/serviceAccounts/{email}"
    return tuple(
        Fix(
            title=f"Except {email} from the deny policy {name.rpartition('/')[2]}",
            changes=(Setting(name, "rules[].denyRule.exceptionPrincipals", None, who),),
            warnings=(
                "No grant overrules a deny policy; its owner, often the organization, decides on the exception.",
                f"Read it with: gcloud iam policies get {shlex.quote(name.rpartition('/')[2])} --kind=denypolicies --attachment-point=...",
            ),
        )
        for name in hop.answer.denied
    )


def meet_condition(_world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the binding's condition as what has to change; an unconditional binding beside it would undo its purpose."""
    hop = finding.plan
    if not isinstance(hop, TargetHop) or hop.answer is None:
        return ()
    return tuple(
        Fix(
            title=f"Renew or widen the condition of {ground.binding.role} on {ground.where}",
            changes=(
                Setting(
                    ground.where,
                    f"condition {ground.binding.condition.title or 'of the binding'}",
                    ground.binding.condition.expression,
                    None,
                ),
            ),
            warnings=(
                "Keep the binding conditional: change the time or the name in the expression, not the condition away.",
            ),
        )
        for ground in hop.answer.held_back
        if ground.binding.condition is not None
    )


def audit_logs(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the Data Access logs of the one service switched on."""
    if not isinstance(finding.plan, tuple):
        return ()
    service, method = finding.plan
    project = checked(world.target.account, "gcp-project")
    kind = "DATA_WRITE" if any(word in method.lower() for word in ("create", "write", "publish", "commit", "delete", "update")) else "DATA_READ"  # fmt: skip
    return (
        Fix(
            title=f"Write {kind} entries of {service}",
            changes=(Setting(f"projects/{project}", f"auditConfigs[{service}]", None, kind),),
            commands={
                "terraform": (
                    'resource "google_project_iam_audit_config" "this" {\n'
                    f"  project = {hcl_string(project)}\n"
                    f"  service = {hcl_string(checked(service, 'gcp-name'))}\n"
                    f"  audit_log_config {{\n    log_type = {hcl_string(kind)}\n  }}\n}}\n"
                )
            },
            warnings=(
                "These entries cost storage; switch them on for this service only.",
                "With gcloud, the whole policy has to be read, extended and set again: keep its etag and its bindings.",
            ),
        ),
    )


def enable_private_access(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the subnet with private access to Google."""
    subnet = getattr(finding.plan, "name", "")
    if not subnet:
        return ()
    name = quoted(subnet, "gcp-name")

    def switch(flag: str) -> str:
        return shell.script(
            f"gcloud compute networks subnets update {name} --region={_location(world)} --project={_project(world)} {flag}"
        )

    return (
        Fix(
            title=f"Let the subnet {subnet} reach Google's APIs",
            changes=(Setting(subnet, "privateIpGoogleAccess", "false", "true"),),
            commands={"gcloud": switch("--enable-private-ip-google-access")},
            undo={"gcloud": switch("--no-enable-private-ip-google-access")},
        ),
    )


def private_ranges_only(world: GcpWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return only private addresses taking the VPC; Cloud NAT is the other way."""
    function = world.function
    if not isinstance(function, Function) or function.first_generation:
        return ()
    service = quoted(function.service_name.rpartition("/")[2], "gcp-name")

    def switch(value: str) -> str:
        return shell.script(
            f"gcloud run services update {service} --region={_location(world)} --project={_project(world)} --vpc-egress={value}"
        )

    return (
        Fix(
            title=f"Let only private addresses of {function.name} take the VPC",
            changes=(
                Setting(function.service_name, "vpcAccess.egress", "ALL_TRAFFIC", "PRIVATE_RANGES_ONLY"),
            ),
            commands={"gcloud": switch("private-ranges-only")},
            undo={"gcloud": switch("all-traffic")},
            warnings=(
                "Where all traffic must leave from known addresses, make a Cloud NAT for this one subnet instead.",
                *warning(owner_of(world)),
            ),
        ),
    )


FIXES = {
    "gcp.service-account.disabled": enable_account,
    "gcp.service-account.deleted": restore_account,
    "gcp.scheduler-job.paused": resume_job,
    "gcp.function.ingress-blocked": open_ingress,
    "gcp.run-service.default-url-disabled": enable_address,
    "gcp.deny-policy.permission-denied": except_from_deny,
    "gcp.binding.condition-not-met": meet_condition,
    "gcp.audit-log.data-access-off": audit_logs,
    "gcp.subnet.private-google-access-off": enable_private_access,
    "gcp.nat.missing": private_ranges_only,
}
