"""A fix is one that a reader can paste: it runs in the real gcloud, does what it says, is undone, and holds no wildcard."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from diagnostics.fix.gcp.roles import choose
from diagnostics.policy.gcp.roles import table
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from tests.gcp.harness import diagnose
from tests.gcp.stacks import SECRET, STACKS, build

FIXED = [name for name, expected in STACKS.items() if expected.grants]
BROAD = re.compile(r"roles/(owner|editor|viewer)$|\.admin$|serviceAgent$|Admin$")
# What the real gcloud runs, with a condition in it; each costs four seconds.
RUN = ("firestore_write",)


def _run(cloud: EmbeddedGcp, script: str, folder: Path) -> None:
    if shutil.which("gcloud") is None:
        pytest.skip("no gcloud on this machine")
    env = {
        **os.environ,
        **cloud.env(),
        "CLOUDSDK_CONFIG": str(folder),
        "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
    }
    done = subprocess.run(
        ["bash", "-c", script], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"{done.stderr}\n{script}"


@pytest.mark.parametrize("name", RUN)
def test_gcloud_runs_the_fix_and_its_undo(gcp: EmbeddedGcp, tmp_path: Path, name: str) -> None:
    """Pasted into bash, the fix adds exactly its binding to what stood before, and the undo leaves what stood before."""
    build(gcp, name)
    fix = diagnose(gcp).fixes[0]
    resource, role, member = fix.grants[0].resources[0], fix.grants[0].role, fix.grants[0].principal
    before = [dict(row) for row in gcp.policies.get(resource, {}).get("bindings", [])]
    _run(gcp, fix.commands["gcloud"], tmp_path)
    added = [row for row in gcp.policies[resource]["bindings"] if row not in before]
    assert [(row["role"], row["members"]) for row in added] == [(role, [member])]
    _run(gcp, fix.undo["gcloud"], tmp_path)
    assert gcp.policies[resource].get("bindings", []) == before


@pytest.mark.parametrize("name", FIXED)
def test_a_fix_is_one_binding_on_one_resource(gcp: EmbeddedGcp, name: str) -> None:
    """Every grant names one account and one resource, no basic role, no wildcard, and brings its Terraform and its undo."""
    build(gcp, name)
    fix = diagnose(gcp).fixes[0]
    (grant,) = fix.grants
    assert grant.where == "iam-binding"
    assert not BROAD.search(grant.role or "")
    assert "*" not in "".join((*grant.resources, *grant.actions, fix.commands["gcloud"]))
    assert "_iam_member" in fix.commands["terraform"]
    assert "remove-iam-policy-binding" in fix.undo["gcloud"]
    syntax = subprocess.run(["bash", "-n", "-c", fix.commands["gcloud"]], capture_output=True, check=False)
    assert syntax.returncode == 0


def test_the_terraform_of_every_fix_is_well_formed(gcp: EmbeddedGcp) -> None:
    """`terraform fmt` reads each form and finds nothing to change."""
    if shutil.which("terraform") is None:
        pytest.skip("no terraform on this machine")
    texts = []
    for name in (*FIXED, "audit_log_that_is_off", "sign_as_itself"):
        gcp.reset()
        build(gcp, name)
        texts += [fix.commands["terraform"] for fix in diagnose(gcp).fixes if "terraform" in fix.commands]
    whole = "\n".join(texts)
    done = subprocess.run(["terraform", "fmt", "-"], input=whole, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == whole


def test_a_policy_that_cannot_be_read_leaves_the_proof_open(gcp: EmbeddedGcp) -> None:
    """Where the secret's own policy may not be read, the proof says which level decides and claims no minimality."""
    build(gcp, "secret")
    gcp.refuse.add("secretmanager:secrets.getIamPolicy")
    proof = diagnose(gcp).fixes[0].proof
    assert proof is not None
    assert (proof.before, proof.minimal, proof.decides) == ("unknown", None, (SECRET,))


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        ("secretmanager.versions.access", "roles/secretmanager.secretAccessor"),
        ("storage.objects.get", "roles/storage.objectViewer"),
        ("storage.objects.create", "roles/storage.objectCreator"),
        ("storage.objects.delete", None),
        ("iam.serviceAccounts.signBlob", None),
        ("datastore.entities.list", "roles/datastore.viewer"),
        ("datastore.entities.update", "roles/datastore.user"),
        ("cloudsql.instances.get", "roles/cloudsql.client"),
        ("compute.subnetworks.use", None),
        ("logging.logEntries.create", "roles/logging.logWriter"),
    ],
)
def test_the_role_is_the_narrowest_for_the_purpose(permission: str, role: str | None) -> None:
    """The purpose decides before the number of permissions; where no role is narrow, a custom one of the permission alone."""
    chosen = choose(permission)
    assert chosen.role == role
    assert role is None or permission in table()[role].permissions


def test_a_policy_of_the_organization_is_for_its_owner(gcp: EmbeddedGcp) -> None:
    """No rule of the network goes before the organization's policy, so none is offered."""
    build(gcp, "policy_of_the_organization_denies_the_database")
    fix = diagnose(gcp).fixes[0]
    assert fix.owner is not None
    assert (fix.owner.kind, fix.owner.name, fix.commands) == ("organization", "guard", {})


def test_a_rule_is_made_where_the_network_stands(gcp: EmbeddedGcp) -> None:
    """In a Shared VPC firewall rules are the host project's."""
    build(gcp, "firewall_denies_the_database")
    root, host = f"projects/{gcp.project}", "projects/shop-network"
    for name in [n for n in gcp.things if "shop-net" in n or "shop-sub" in n or n.endswith("/routers")]:
        gcp.things[name.replace(root, host)] = gcp.things.pop(name)
    gcp.things[f"{host}/managedZones"] = {"managedZones": []}
    made = next(thing for name, thing in gcp.things.items() if "/connectors/" in name)
    made["subnet"] = {"name": "shop-sub", "projectId": "shop-network"}
    fix = diagnose(gcp).fixes[0]
    assert "--project=shop-network" in fix.commands["gcloud"]
    assert "--project=shop-network" in fix.undo["gcloud"]
