"""A fix of Azure is needed, enough, narrow, pasted without danger, and written in every form that it promises."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from diagnostics.fix.azure import forms
from diagnostics.fix.values import Unwritable
from diagnostics.policy.azure import Assigned, authorize
from diagnostics.policy.azure.builtin import BY_ID, BY_NAME
from diagnostics.policy.azure.operations import PURPOSES
from diagnostics.report import Fix
from diagnostics.sources.demo.azure.build import GROUP, MISMATCH, Stack
from diagnostics.sources.demo.azure.cloud import EmbeddedAzure
from tests.azure.harness import diagnose
from tests.azure.stacks import BEFORE, BROKEN, STACKS, build
from tests.azure.stacks.permitted import HTTP

BROKEN_STACKS = [name for name, expected in STACKS.items() if expected.class_ != "none"]
ROLES = [
    name
    for name, e in STACKS.items()
    if e.cause.startswith("azure.role-assignment.") and e.class_ == "iam" and "resource_manager" not in name
]
_NEVER = {
    "Owner",
    "Contributor",
    "User Access Administrator",
    "Role Based Access Control Administrator",
    "Key Vault Administrator",
}
_OPEN = re.compile(
    r"defaultAction[= ]Allow|0\.0\.0\.0|--default-action Allow|bypass AzureServices", re.IGNORECASE
)


def scripts(fix: Fix) -> list[str]:
    return [text for form in (fix.commands, fix.undo) for name, text in form.items() if name == "az-cli"]


@pytest.mark.parametrize("name", BROKEN_STACKS)
def test_every_command_is_bash_and_opens_no_door(azure: EmbeddedAzure, name: str) -> None:
    """Scripts parse in bash, run az alone, come with their way back, and neither grant much nor open a firewall to all."""
    build(azure, name)
    fixes = diagnose(azure).fixes
    assert fixes[0].grants or fixes[0].changes
    for fix in fixes:
        for script in scripts(fix):
            assert subprocess.run(["bash", "-n", "-c", script], check=False).returncode == 0, script
            assert set(re.findall(r"^  (\w+) ", script, re.MULTILINE)) <= {"az", "set"}
            assert not _OPEN.search(script)
        assert not {grant.role for grant in fix.grants} & _NEVER
        assert all("*" not in action for grant in fix.grants for action in grant.actions)
        assert not fix.commands or fix.undo or "service-endpoints" in fix.commands["az-cli"]


@pytest.mark.parametrize("name", ROLES)
def test_a_role_is_proven_needed_enough_and_minimal(azure: EmbeddedAzure, name: str) -> None:
    """Judged again, the call is refused before and allowed after, and every assignment is needed."""
    build(azure, name)
    fix = diagnose(azure).fixes[0]
    assert fix.proof is not None
    assert (fix.proof.before, fix.proof.after, fix.proof.minimal) == ("implicitly-denied", "allowed", True)
    assert set(fix.commands) == {"az-cli", "bicep", "terraform"}


@pytest.mark.parametrize(
    "name",
    [
        "blob_role_missing",
        "queue_trigger_may_not_take_messages",
        "service_bus_claim_missing",
        "vault_role_missing",
    ],
)
def test_the_fix_ends_the_refusal(azure: EmbeddedAzure, name: str) -> None:
    """With the proposed roles assigned where the fix says, the same diagnosis claims no missing role any more."""
    stack = build(azure, name)
    first = diagnose(azure)
    for grant in first.fixes[0].grants:
        stack.assign(grant.role or "", grant.resources[0])
    again = diagnose(azure)
    assert again.verdict.cause != first.verdict.cause


def test_the_role_is_at_the_container_and_reads_alone(azure: EmbeddedAzure) -> None:
    """A refused download gets the reader's role on its one container, and nothing wider."""
    build(azure, "blob_role_missing")
    (grant,) = diagnose(azure).fixes[0].grants
    assert grant.role == "Storage Blob Data Reader"
    assert grant.resources == (
        f"{GROUP}/providers/Microsoft.Storage/storageAccounts/ordersdata/blobServices/default/containers/invoices",
    )


def test_keys_stay_off_in_the_first_fix(azure: EmbeddedAzure) -> None:
    """Where keys were switched off, the caller moves to its identity first; taking keys again comes second, with a warning."""
    build(azure, "keys_switched_off")
    first, second = diagnose(azure).fixes
    assert first.grants[0].role == "Storage Blob Data Reader"
    assert "Data__blobServiceUri=https://ordersdata.blob.core.windows.net" in first.commands["az-cli"]
    assert "allowSharedKeyAccess=true" in second.commands["az-cli"]
    assert second.warnings


def test_an_access_policy_keeps_what_it_gives_already(azure: EmbeddedAzure) -> None:
    """The CLI writes the whole list of a kind, so what the caller had stays in it."""
    build(azure, "vault_policy_missing")
    (fix,) = diagnose(azure).fixes
    assert "--secret-permissions list get" in fix.commands["az-cli"]
    assert "--secret-permissions list\n" in fix.undo["az-cli"].replace(" \\\n", "\n")


@pytest.mark.parametrize("purpose", PURPOSES, ids="-".join)
def test_the_roles_of_a_purpose_give_it_and_no_narrower_one_does(purpose: tuple[str, str]) -> None:
    """Each purpose is met by its roles together, and by none of the built-in data roles that hold less."""
    wanted = PURPOSES[purpose]
    scope = f"{GROUP}/providers/X.Y/z/a"

    def meets(*names: str) -> bool:
        rows = tuple(Assigned(n, BY_NAME[n].id, scope) for n in names)
        return all(authorize("p", need, scope, rows, BY_ID).allowed for need in wanted.needs)

    assert meets(*wanted.roles)
    assert all(not meets(*[other for other in wanted.roles if other != one]) for one in wanted.roles)
    if len(wanted.roles) == 1:
        own = {a for b in BY_NAME[wanted.roles[0]].blocks for a in b.data_actions}
        narrower = [n for n, r in BY_NAME.items() if {a for b in r.blocks for a in b.data_actions} < own]
        assert not [n for n in narrower if meets(n)]


@pytest.mark.parametrize("hostile", ["x'; rm -rf ~ #", "a\nb", "$(id)", "`id`", "a b", "../../x", "a\u202eb"])
def test_a_hostile_name_never_enters_a_command(azure: EmbeddedAzure, hostile: str) -> None:
    """A container, queue or setting with a name that is none leaves a fix without a command that carries it."""
    s = Stack(azure, "orders")
    s.storage("ordersdata", queues=["incoming"])
    s.settings["Data__queueServiceUri"] = "https://ordersdata.queue.core.windows.net"
    s.function(
        "work", HTTP, {"type": "queue", "direction": "out", "connection": "Data", "queueName": hostile}
    )
    s.function(
        "more", {"type": "queueTrigger", "direction": "in", "connection": hostile, "queueName": hostile}
    )
    s.traffic(BEFORE, BROKEN).traffic(BEFORE, function="more").log(
        BROKEN, f"Azure.Storage.Queues {MISMATCH} {hostile}"
    )
    report = diagnose(azure)
    for fix in (*report.fixes, *(f for other in report.others for f in other.fixes)):
        for text in (*fix.commands.values(), *fix.undo.values()):
            assert hostile not in text
            assert (
                subprocess.run(["bash", "-n", "-c", text], check=False).returncode == 0 or "resource" in text
            )


def test_bicep_finds_a_resource_through_its_parents() -> None:
    """A nested resource is declared with every parent that exists; a kind without a known version is not written."""
    declared, symbol = forms.existing(
        f"{GROUP}/providers/Microsoft.ServiceBus/namespaces/ns/topics/t/subscriptions/s"
    )
    assert symbol == "level3"
    assert declared.count("existing = {") == 3
    assert "'Microsoft.ServiceBus/namespaces/topics/subscriptions@" in declared
    with pytest.raises(Unwritable):
        forms.existing(f"{GROUP}/providers/Microsoft.Nothing/things/a")


@pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform on this machine")
def test_terraform_is_well_formed(azure: EmbeddedAzure, tmp_path: Path) -> None:
    """Terraform fmt reads what is written, and finds nothing to put in order."""
    for name in ("blob_role_missing", "queue_trigger_may_not_take_messages", "cosmos_role_missing"):
        azure.reset()
        build(azure, name)
        (tmp_path / f"{name}.tf").write_text(diagnose(azure).fixes[0].commands["terraform"])
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_report_is_plain_json(azure: EmbeddedAzure) -> None:
    """Every field of an Azure report stands in the contract's schema."""
    import jsonschema

    from diagnostics.report import to_json

    schema = json.loads(Path("docs/report.schema.json").read_text())
    for name in ("blob_role_missing", "keys_switched_off", "access_restriction", "policy_forbids_the_change"):
        azure.reset()
        build(azure, name)
        jsonschema.validate(json.loads(to_json(diagnose(azure))), schema)


def test_a_deployer_gets_one_role_on_the_app_it_may_not_change(azure: EmbeddedAzure) -> None:
    """A refused write of the app's settings is mended on the app itself: settings are no place to assign a role at."""
    stack = build(azure, "deployer_may_not_write")
    (grant,) = diagnose(azure).fixes[0].grants
    assert (grant.role, grant.resources) == ("Website Contributor", (stack.id,))


def test_nothing_narrow_means_no_role_and_no_command(azure: EmbeddedAzure) -> None:
    """Where every built-in role with the action holds far more, the action is named and no command is written."""
    build(azure, "deployer_may_not_join_the_subnet")
    (fix,) = diagnose(azure).fixes
    assert fix.grants[0].actions == ("Microsoft.Network/virtualNetworks/subnets/join/action",)
    assert fix.grants[0].role is None
    assert not fix.commands


def test_only_what_is_missing_is_assigned(azure: EmbeddedAzure) -> None:
    """An app that may read the queue gets the processor's role alone, and the proof widens nothing."""
    build(azure, "queue_trigger_may_not_take_messages")
    fix = diagnose(azure).fixes[0]
    assert [grant.role for grant in fix.grants] == ["Storage Queue Data Message Processor"]
    assert fix.proof is not None
    assert fix.proof.widens == ()


@pytest.mark.parametrize(
    ("config", "properties", "setting"),
    [
        ("config/web", {"ipSecurityRestrictionsDefaultAction": "Deny"}, "ipSecurityRestrictions"),
        ("config/authsettingsV2", {"platform": {"enabled": True}, "globalValidation": {"requireAuthentication": True}}, "globalValidation.excludedPaths"),
        ("config/web", {}, "destination"),
    ],
)  # fmt: skip
def test_a_refused_delivery_is_let_in_where_it_is_kept_out(
    azure: EmbeddedAzure, config: str, properties: dict[str, object], setting: str
) -> None:
    """Restrictions are opened for Event Grid only where there are some; the sign-in and the key have fixes of their own."""
    build(azure, "event_grid_is_refused")
    site = next(id_ for id_ in azure.estate.resources if id_.endswith("/sites/orders"))
    azure.estate.resources[f"{site}/{config}".lower()] = {"properties": properties}
    fix = diagnose(azure).fixes[0]
    assert [change.setting for change in fix.changes] == [setting]
    assert bool(fix.commands) is (setting == "ipSecurityRestrictions")


def test_a_queue_is_switched_on_and_back_to_the_state_it_had(azure: EmbeddedAzure) -> None:
    """The command names the one queue, and the way back gives it the very state that it had."""
    build(azure, "queue_that_gives_nothing_out")
    fix = diagnose(azure).fixes[0]
    assert re.search(
        r"servicebus queue update(?s:.*)--name incoming(?s:.*)--status Active", fix.commands["az-cli"]
    )
    assert "--status ReceiveDisabled" in fix.undo["az-cli"]
