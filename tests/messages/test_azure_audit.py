"""Records of Azure's logs: who was refused what, on what, and nothing that the record does not say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from diagnostics.explain import explain
from diagnostics.messages import read_azure_activity
from tests.messages.texts_azure import APP, GROUP, OID, SECRET, refused

CLAIM = "http://schemas.microsoft.com/identity/claims/objectidentifier"
BLOBS = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/ordersst/blobServices/default"
KEYS = "Microsoft.Storage/storageAccounts/listKeys/action"


def cli(
    action: str = KEYS, code: str = "AuthorizationFailed", message: str = "", sub: str = "Forbidden"
) -> dict[str, Any]:
    """Return an entry as `az monitor activity-log list` prints it."""
    return {
        "authorization": {"action": action, "scope": APP},
        "caller": "pat@example.com",
        "claims": {CLAIM: OID},
        "category": {"value": "Administrative"},
        "eventTimestamp": "2026-11-22T05:00:00Z",
        "operationName": {"value": action, "localizedValue": "x"},
        "properties": {"statusCode": sub, "statusMessage": json.dumps({"error": {"code": code, "message": message}})},
        "resourceId": APP,
        "status": {"value": "Failed"},
        "subStatus": {"value": sub},
    }  # fmt: skip


def export(**more: Any) -> dict[str, Any]:
    """Return a failed operation as a diagnostic setting exports it, without a message."""
    return {
        "time": "2026-11-22T05:00:00Z", "resourceId": APP.upper(), "operationName": KEYS.upper(), "category": "Administrative",
        "resultType": "Failed", "resultSignature": "Failed.Forbidden", "callerIpAddress": "203.0.113.9", "identity": {"claims": {CLAIM: OID}},
    } | more  # fmt: skip


def storage(code: str, way: str = "OAuth", status: str = "403", **more: Any) -> dict[str, Any]:
    """Return a row of StorageBlobLogs."""
    return {
        "TimeGenerated": "2026-11-22T05:00:00Z", "OperationName": "GetBlob", "AuthenticationType": way, "StatusCode": status, "StatusText": code,
        "RequesterObjectId": OID, "Uri": "https://ordersst.blob.core.windows.net:443/inbox/a.json?sv=1&sig=x", "_ResourceId": BLOBS, "Type": "StorageBlobLogs",
    } | more  # fmt: skip


def vault(**more: Any) -> dict[str, Any]:
    """Return a row of AZKVAuditLogs."""
    return {
        "OperationName": "SecretGet", "HttpStatusCode": 403, "ResultSignature": "Forbidden", "Identity": json.dumps({"claim": {"oid": OID}}),
        "RequestUri": "https://orders-kv.vault.azure.net/secrets/db/?api-version=7.4", "_ResourceId": SECRET.rpartition("/secrets")[0], "Type": "AZKVAuditLogs",
    } | more  # fmt: skip


URL = "https://ordersst.blob.core.windows.net:443/inbox/a.json"
VAULT_URL = "https://orders-kv.vault.azure.net/secrets/db/"
CASES = [
    ("cli", cli(message=refused(KEYS)), "iam", "azure.deployer.role-missing", OID, KEYS, APP),
    ("cli, policy", cli(code="RequestDisallowedByPolicy", message="Resource 'orders-fn' was disallowed by policy."), "resource-policy", "azure.policy.denied", OID, KEYS, APP),
    ("cli, lock", cli("Microsoft.Web/sites/delete", "ScopeLocked", f"The scope '{APP}' cannot perform delete operation because following scope(s) are locked: '{GROUP}'.", "Conflict"), "resource-policy", "azure.lock.blocked", OID, "Microsoft.Web/sites/delete", APP),
    ("export", export(), "iam", "azure.deployer.role-missing", OID, KEYS.upper(), APP.upper()),
    ("export, status number", export(resultSignature="403", identity=None), "iam", "azure.deployer.role-missing", None, KEYS.upper(), APP.upper()),
    ("export, policy", export(operationName="Microsoft.Authorization/policies/deny/action", category="Policy", resultType="Failure"), "resource-policy", "azure.policy.denied", OID, "Microsoft.Authorization/policies/deny/action", APP.upper()),
    ("table", {"OperationNameValue": KEYS.upper(), "ActivityStatusValue": "Failure", "ActivitySubstatusValue": "Forbidden", "Caller": "pat@example.com", "Claims_d": json.dumps({CLAIM: OID}), "Authorization_d": json.dumps({"action": KEYS, "scope": APP}), "Properties_d": json.dumps({"statusMessage": json.dumps({"error": {"code": "AuthorizationFailed", "message": refused(KEYS)}})}), "_ResourceId": APP.lower()}, "iam", "azure.deployer.role-missing", OID, KEYS, APP),
    ("storage, role", storage("AuthorizationPermissionMismatch"), "iam", "azure.role-assignment.missing", OID, "GetBlob", URL),
    ("storage, signature's rights", storage("AuthorizationPermissionMismatch", "SAS", RequesterObjectId=""), "resource-policy", "azure.storage-account.signature-refused", None, "GetBlob", URL),
    ("storage, network", storage("OAuthIpAuthorizationError"), "network", "azure.storage-firewall.blocked", OID, "GetBlob", URL),
    ("storage, failure", storage("AuthorizationFailure", "AccountKey", RequesterObjectId=None), "network", "azure.storage-firewall.blocked", None, "GetBlob", URL),
    ("storage, keys off", storage("KeyBasedAuthenticationNotPermitted", "AccountKey"), "resource-policy", "azure.storage-account.shared-key-disabled", OID, "GetBlob", URL),
    ("storage, open", storage("AuthorizationError"), "inconclusive", None, OID, "GetBlob", URL),
    ("storage, export", {"resourceId": BLOBS, "operationName": "PutBlob", "category": "StorageWrite", "statusCode": 403, "statusText": "AuthorizationPermissionMismatch", "identity": {"type": "OAuth", "requester": {"objectId": OID}}, "properties": {"objectKey": "/ordersst/inbox/a.json"}}, "iam", "azure.role-assignment.missing", OID, "PutBlob", "/ordersst/inbox/a.json"),
    ("vault, role", vault(IsRbacAuthorized=False), "iam", "azure.role-assignment.missing", OID, "SecretGet", VAULT_URL),
    ("vault, policy", vault(IsAccessPolicyMatch=False), "iam", "azure.key-vault.access-policy-missing", OID, "SecretGet", VAULT_URL),
    ("vault, address first", vault(IsAddressAuthorized=False, IsRbacAuthorized=True), "network", "azure.key-vault-firewall.blocked", OID, "SecretGet", VAULT_URL),
    ("vault, open", vault(), "inconclusive", None, OID, "SecretGet", VAULT_URL),
    ("sign-in of an identity", {"category": "ServicePrincipalSignInLogs", "operationName": "Sign-in activity", "resourceId": "/tenants/t/providers/Microsoft.aadiam", "resultType": "700016", "properties": {"servicePrincipalId": OID, "resourceDisplayName": "Azure Storage"}}, "iam", "azure.app-registration.token-refused", OID, None, "Azure Storage"),
    ("sign-in of a person", {"category": "SignInLogs", "operationName": "Sign-in activity", "resourceId": "/tenants/t/providers/Microsoft.aadiam", "resultType": "53003", "properties": {"userPrincipalName": "pat@example.com"}}, "none", "azure.credentials.expired", None, None, None),
    ("restriction", {"Result": "Denied", "CIp": "203.0.113.9", "CsHost": "orders-fn.azurewebsites.net", "_ResourceId": APP, "Type": "AppServiceIPSecAuditLogs"}, "network", "azure.access-restriction.caller-blocked", "203.0.113.9", None, "orders-fn.azurewebsites.net"),
    ("sign-in of the app", {"OperationName": "x", "StatusCode": 401, "Message": "no token", "HostName": "orders-fn.azurewebsites.net", "_ResourceId": APP, "Type": "AppServiceAuthenticationLogs"}, "resource-policy", "azure.easy-auth.caller-refused", None, None, "orders-fn.azurewebsites.net"),
    ("host log", {"operationName": "Microsoft.Web/sites/functions/log", "category": "FunctionAppLogs", "resourceId": APP, "level": "Error", "properties": {"message": "This request is not authorized to perform this operation. ErrorCode: AuthorizationFailure"}}, "network", "azure.storage-firewall.blocked", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "record", "class_", "cause", "principal", "action", "resource"), CASES, ids=[c[0] for c in CASES]
)
def test_a_record_says_class_cause_and_request(
    name: str,
    record: dict[str, Any],
    class_: str,
    cause: str | None,
    principal: str | None,
    action: str | None,
    resource: str | None,
) -> None:
    """Message and status decide the class; caller, operation and scope are the record's own words, without signatures."""
    said = read_azure_activity(record)
    assert said is not None, name
    assert (said.class_, said.cause, said.principal, said.action, said.resource) == (
        class_,
        cause,
        principal,
        action,
        resource,
    )


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"operationName": 7, "resourceId": None, "properties": "{"},
        export(resultType="Success", resultSignature="Succeeded.OK"),
        export(resultType="Start", resultSignature="Started."),
        export(resultType="Failure", resultSignature="Failed.NotFound"),
        storage("Success", status="200"),
        storage("BlobNotFound", status="404"),
        vault(HttpStatusCode=200, ResultSignature="OK"),
        vault(HttpStatusCode=401, ResultSignature="Unauthorized"),
        {"category": "ManagedIdentitySignInLogs", "operationName": "Sign-in activity", "resourceId": "/x", "resultType": "0"},
        {"Result": "Allowed", "CsHost": "h", "_ResourceId": APP, "Type": "AppServiceIPSecAuditLogs"},
    ],
)  # fmt: skip
def test_what_is_no_refusal_is_none(record: dict[str, Any]) -> None:
    """Successes, starts, absent things, a vault's first call without a token, and odd shapes are no refusals."""
    assert read_azure_activity(record) is None


def test_an_application_id_is_never_taken_for_an_object_id() -> None:
    """A caller that is known by its application id alone says so, because no role can be assigned to that."""
    said = read_azure_activity(vault(IsRbacAuthorized=False, Identity={"claim": {"appid": OID}}))
    assert said is not None
    assert said.principal == f"appid={OID}"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(
            [export(resultType="Success", resultSignature="Succeeded.OK"), cli(message=refused(KEYS))],
            indent=2,
        ),
        json.dumps({"records": [cli(message=refused(KEYS))]}),
        "2026-11-22T05:00:01Z " + json.dumps(cli(message=refused(KEYS))),
    ],
    ids=["list", "export", "line"],
)
def test_pasted_records_are_read_by_their_fields(text: str) -> None:
    """However the records are wrapped, the one refusal is the verdict and nothing else is claimed."""
    report = explain(text)
    assert report.verdict.class_ == "iam"
    assert report.verdict.denied is not None
    assert (
        report.verdict.denied.principal,
        report.verdict.denied.action,
        report.verdict.denied.resource,
    ) == (OID, KEYS, APP)
    assert report.others == ()
