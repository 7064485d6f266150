"""AuditLog entries: the refusal they state, by their fields and not by the words somebody could have sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.explain import explain
from diagnostics.messages import read_gcp_audit

SA = "orders-fn@shop-prod.iam.gserviceaccount.com"
SECRET = "projects/112233445566/secrets/db/versions/latest"
UID = "aBcDeF0123456789_xyz-XYZ"


def entry(
    service: str, method: str, *, code: int | None = 7, message: str = "PERMISSION_DENIED", **payload: Any
) -> dict[str, Any]:
    """Return a LogEntry with an AuditLog; *code* None is a call that was answered."""
    status = {} if code is None else {"code": code, "message": message, **payload.pop("status", {})}
    return {
        "protoPayload": {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "serviceName": service,
            "methodName": method,
            "status": status,
            "authenticationInfo": {"principalEmail": SA},
            **payload,
        },
        "insertId": "abc123",
        "timestamp": "2026-11-22T05:00:01Z",
        "logName": "projects/shop-prod/logs/cloudaudit.googleapis.com%2Fdata_access",
    }


def row(permission: str, resource: str | None = None, *, granted: bool | None = None) -> dict[str, Any]:
    """Return one authorization; a real denial has no `granted` at all."""
    given = {"permission": permission, "resource": resource, "granted": granted}
    return {key: value for key, value in given.items() if value is not None}


ACCESS = entry(
    "secretmanager.googleapis.com",
    "google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion",
    message=f"Permission 'secretmanager.versions.access' denied for resource '{SECRET}' (or it may not exist).",
    resourceName=SECRET,
    authorizationInfo=[row("secretmanager.versions.access", SECRET)],
)


def test_a_denial_without_granted_names_the_request() -> None:
    """Who, what and on what come from the entry's fields; the account is written as a binding writes it."""
    said = read_gcp_audit(ACCESS)
    assert said is not None
    assert (said.class_, said.cause, said.deny_origin) == (
        "iam",
        "gcp.service-account.permission-missing",
        "implicit-identity",
    )
    assert (said.principal, said.action, said.resource) == (
        f"serviceAccount:{SA}",
        "secretmanager.versions.access",
        SECRET,
    )


def test_of_several_authorizations_the_one_not_granted_is_the_refused_one() -> None:
    """An entry mixes what was granted with what was not."""
    said = read_gcp_audit(
        entry(
            "cloudfunctions.googleapis.com",
            "google.cloud.functions.v2.FunctionService.CreateFunction",
            authorizationInfo=[
                row(
                    "cloudfunctions.functions.create",
                    "projects/shop-prod/locations/l/functions/f",
                    granted=True,
                ),
                row("iam.serviceAccounts.actAs", f"projects/-/serviceAccounts/{SA}"),
            ],
        )
    )
    assert said is not None
    assert (said.cause, said.action, said.resource) == ("gcp.deployer.act-as-missing", "iam.serviceAccounts.actAs", f"projects/-/serviceAccounts/{SA}")  # fmt: skip


@pytest.mark.parametrize(
    ("service", "method", "action"),
    [
        ("pubsub.googleapis.com", "google.pubsub.v1.Publisher.Publish", "pubsub.topics.publish"),
        ("cloudkms.googleapis.com", "Decrypt", "cloudkms.cryptoKeyVersions.useToDecrypt"),
        ("storage.googleapis.com", "storage.objects.get", "storage.objects.get"),
        ("iamcredentials.googleapis.com", "SignBlob", "iam.serviceAccounts.signBlob"),
        ("iamcredentials.googleapis.com", "google.iam.credentials.v1.IAMCredentials.GenerateIdToken", "iam.serviceAccounts.getOpenIdToken"),
        ("firestore.googleapis.com", "google.firestore.v1.Firestore.Commit", None),
        ("unheard.googleapis.com", "google.unheard.v1.Of.Do", None),
    ],
)  # fmt: skip
def test_the_method_gives_the_permission_where_it_needs_one_only(
    service: str, method: str, action: str | None
) -> None:
    """Without authorizationInfo the method decides; a method that needs several names none."""
    said = read_gcp_audit(entry(service, method, resourceName="projects/p/topics/t"))
    assert said is not None
    assert (said.class_, said.action) == ("iam", action)


@pytest.mark.parametrize(
    ("identity", "principal"),
    [
        ({"principalEmail": "pat@example.com"}, "user:pat@example.com"),
        ({"principalEmail": SA, "principalSubject": f"serviceAccount:{SA}"}, f"serviceAccount:{SA}"),
        ({"principalSubject": "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s"}, "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s"),
        ({}, None),
        ({"principalEmail": 7, "principalSubject": None}, None),
    ],
)  # fmt: skip
def test_the_caller_is_a_member_as_bindings_write_it(identity: dict[str, Any], principal: str | None) -> None:
    """A redacted caller stays null."""
    event = entry("pubsub.googleapis.com", "google.pubsub.v1.Publisher.Publish")
    event["protoPayload"]["authenticationInfo"] = identity
    said = read_gcp_audit(event)
    assert said is not None
    assert said.principal == principal


def test_a_perimeter_is_the_networks_and_names_its_violation() -> None:
    """VPC Service Controls: the metadata says what was asked for, the id joins to the organization's log."""
    event = entry(
        "storage.googleapis.com",
        "google.storage.objects.get",
        resourceName="projects/112233445566",
        status={"details": [{"violations": [{"type": "VPC_SERVICE_CONTROLS", "description": UID}]}]},
        metadata={"vpcServiceControlsUniqueId": UID, "violationReason": "RESOURCES_NOT_IN_SAME_SERVICE_PERIMETER", "resourceNames": ["projects/_/buckets/b/objects/o"]},
    )  # fmt: skip
    said = read_gcp_audit(event)
    assert said is not None
    assert (said.class_, said.deny_origin, said.cause, said.code) == (
        "network",
        "perimeter",
        "gcp.perimeter.egress-denied",
        UID,
    )
    assert (said.action, said.resource) == ("storage.objects.get", "projects/_/buckets/b/objects/o")
    event["protoPayload"]["metadata"]["dryRun"] = True
    assert read_gcp_audit(event) is None


def test_a_refused_invocation_by_a_perimeter_came_in() -> None:
    """HttpIngress is a call of the function itself."""
    said = read_gcp_audit(entry("run.googleapis.com", "run.googleapis.com/HttpIngress", metadata={"vpcServiceControlsUniqueId": UID}))  # fmt: skip
    assert said is not None
    assert (said.class_, said.cause) == ("network", "gcp.perimeter.ingress-denied")


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ({"policyViolationInfo": {"orgPolicyViolationInfo": {"violationInfo": [{"constraint": "constraints/run.allowedIngress"}]}}}, "gcp.organization.setting-forbidden"),
        ({"message": "One or more users named in the policy do not belong to a permitted customer."}, "gcp.organization.member-forbidden"),
        ({"policyViolationInfo": {"orgPolicyViolationInfo": {"violationInfo": [{"constraint": "constraints/iam.allowedPolicyMemberDomains"}]}}}, "gcp.organization.member-forbidden"),
    ],
)  # fmt: skip
def test_an_organization_policy_refuses_with_code_nine(more: dict[str, Any], cause: str) -> None:
    """A write that an organization policy rejects is the receiving side's."""
    said = read_gcp_audit(
        entry("run.googleapis.com", "google.cloud.run.v2.Services.SetIamPolicy", code=9, **more)
    )
    assert said is not None
    assert (said.class_, said.deny_origin, said.cause) == ("resource-policy", "org-policy", cause)
    assert said.action == "run.services.setIamPolicy"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"protoPayload": None},
        {"protoPayload": {"status": "x", "authorizationInfo": {"a": 1}, "metadata": []}},
        entry("pubsub.googleapis.com", "google.pubsub.v1.Publisher.Publish", code=5, message="Resource not found"),
        entry("run.googleapis.com", "x", code=8, message="Quota exceeded"),
        entry("run.googleapis.com", "x", code=9, message="Revision is not ready"),
        entry("pubsub.googleapis.com", "x", message="Cloud Pub/Sub API has not been used in project 1 before or it is disabled."),
        entry("pubsub.googleapis.com", "x", code=None, authorizationInfo=[row("pubsub.topics.publish", granted=True), row("pubsub.topics.get", granted=False)]),
        entry("compute.googleapis.com", "x", code=None, numResponseItems="3", authorizationInfo=[row("compute.instances.list", granted=False)]),
        entry("pubsub.googleapis.com", "x", code=None, authorizationInfo=[row("pubsub.topics.publish")]),
    ],
)  # fmt: skip
def test_what_is_no_refusal_is_none(event: dict[str, Any]) -> None:
    """Answered calls, other codes, an API that is off and odd shapes are no refusals."""
    assert read_gcp_audit(event) is None


def test_an_outright_false_without_a_status_is_believed_less() -> None:
    """Exports drop the status at times; such an entry is a denial with a doubt."""
    event = entry("run.googleapis.com", "x", code=None, authorizationInfo=[row("run.services.setIamPolicy", "projects/p/locations/l/services/s", granted=False)])  # fmt: skip
    said, sure = read_gcp_audit(event), read_gcp_audit(ACCESS)
    assert said is not None
    assert sure is not None
    assert said.confidence < 0.8 < sure.confidence


def test_pasted_entries_are_read_by_their_fields() -> None:
    """An array, a line of an export and one entry tell the refusal; what a request carried is not believed."""
    innocent = entry("run.googleapis.com", "google.cloud.run.v2.Services.UpdateService", code=None, request={"text": "Permission 'run.services.delete' denied on resource 'projects/x/locations/l/services/evil' (or it may not exist)."})  # fmt: skip
    for text in (
        json.dumps([innocent, ACCESS]),
        json.dumps(ACCESS, indent=2),
        json.dumps(innocent) + "\n" + json.dumps(ACCESS),
    ):
        report = explain(text)
        assert report.verdict.class_ == "iam"
        assert report.verdict.denied is not None
        assert (report.verdict.denied.action, report.verdict.denied.resource) == (
            "secretmanager.versions.access",
            SECRET,
        )
        assert report.others == ()
    assert explain(json.dumps(innocent)).verdict.class_ in {"none", "inconclusive"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["status", "code", "message", "details", "violations", "metadata", "authorizationInfo", "permission", "resource", "granted", "authenticationInfo", "principalEmail", "policyViolationInfo", "orgPolicyViolationInfo", "violationInfo", "constraint", "reason", "type"]), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@given(payload=JSON)
def test_no_shape_makes_the_reader_fail(payload: Any) -> None:
    """Whatever stands in an entry, the reader answers, and never with * as a resource."""
    said = read_gcp_audit({"protoPayload": payload})
    assert said is None or said.resource != "*"
