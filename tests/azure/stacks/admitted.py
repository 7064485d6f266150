"""Calls that the one who is asked does not admit: the app's targets, the app itself, and who guards its changes."""

from __future__ import annotations

from diagnostics.sources.demo.azure.build import GROUP, Stack, guid
from tests.azure.stacks import ALWAYS, BEFORE, BROKEN, stack
from tests.azure.stacks.permitted import HTTP, failing, silent

KEYS_OFF = "Azure.RequestFailedException: Key based authentication is not permitted on this storage account.\nStatus: 403\nErrorCode: KeyBasedAuthenticationNotPermitted"
CONNECTION = "DefaultEndpointsProtocol=https;AccountName=ordersdata;AccountKey=c2VjcmV0LXNlY3JldC1zZWNyZXQ=;EndpointSuffix=core.windows.net"


@stack(
    "resource-policy",
    "azure.storage-account.shared-key-disabled",
    origin="key-access",
    change="Microsoft.Storage/storageAccounts/write",
    twin="inconclusive",
)
def keys_switched_off(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"], allowSharedKeyAccess=not broken)
    s.settings["Data"] = CONNECTION
    s.function(
        "work", HTTP, {"type": "blob", "direction": "in", "connection": "Data", "path": "invoices/{id}"}
    )
    failing(s, KEYS_OFF, "https://ordersdata.blob.core.windows.net/invoices/1.pdf")
    s.event("Microsoft.Storage/storageAccounts/write", account, 41.5, "policy@contoso.example")


@stack("resource-policy", "azure.target.local-auth-disabled", origin="key-access", twin="inconclusive")
def local_authentication_switched_off(s: Stack, broken: bool) -> None:
    namespace = s.resource("Microsoft.ServiceBus/namespaces", "shopbus", {"disableLocalAuth": broken})
    s.child(f"{namespace}/queues/incoming")
    s.settings["Bus"] = (
        "Endpoint=sb://shopbus.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0c2VjcmV0"
    )
    s.function(
        "work", {"type": "serviceBusTrigger", "direction": "in", "connection": "Bus", "queueName": "incoming"}
    )
    silent(
        s,
        "LocalAuthDisabled: Authorization failed because SAS authentication has been disabled for the namespace. Endpoint: sb://shopbus.servicebus.windows.net/incoming",
    )


@stack(
    "resource-policy",
    "azure.key-vault.wrong-access-model",
    origin="key-access",
    explicit=False,
    twin="inconclusive",
)
def access_policy_on_a_vault_that_goes_by_roles(s: Stack, broken: bool) -> None:
    policy = {"tenantId": guid("tenant"), "objectId": s.principal, "permissions": {"secrets": ["get"]}}
    vault = s.resource(
        "Microsoft.KeyVault/vaults",
        "shopvault",
        {"enableRbacAuthorization": True, "accessPolicies": [policy]},
    )
    s.function("work", HTTP)
    failing(s, (
        f"Caller is not authorized to perform action on resource. Caller: appid={guid('app')};oid={s.principal};iss=https://sts.windows.net/x/ "
        f"Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action' Resource: '{vault}/secrets/db' Assignment: (not found) DenyAssignmentId: null"
    ), "https://shopvault.vault.azure.net/secrets/db/")  # fmt: skip
    if not broken:
        s.assign("Key Vault Secrets User", vault)


@stack(
    "resource-policy",
    "azure.easy-auth.caller-refused",
    origin="authorizer",
    change="Microsoft.Web/sites/config/write",
    twin="resource-policy",
)
def sign_in_turns_callers_away(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).traffic(BEFORE)
    s.refusal(BROKEN, "AppServiceHTTPLogs", "/api/work", "0", status="401", who="")
    s.event("Microsoft.Web/sites/config/write", f"{s.id}/config/authsettingsV2", 41.5)
    s.child(
        f"{s.id}/config/authsettingsV2",
        platform={"enabled": broken},
        globalValidation={"unauthenticatedClientAction": "Return401"},
    )


@stack("resource-policy", "azure.function-key.refused", origin="key-access", twin="none")
def key_refused(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).traffic(BEFORE if broken else ALWAYS)
    if broken:
        s.refusal(BROKEN, "AppServiceHTTPLogs", "/api/work", "0", status="401", who="")
    else:
        s.refusal([60], "AppServiceHTTPLogs", "/api/work", "0", status="401", who="")


@stack("resource-policy", "azure.policy.denied", origin="azure-policy", twin="none")
def policy_forbids_the_change(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).traffic(ALWAYS)
    said = '{"error":{"code":"RequestDisallowedByPolicy","message":"Resource \'orders\' was disallowed by policy. Reasons: \'Public access must be off\'."}}'
    s.event(
        "Microsoft.Web/sites/write",
        s.id,
        20,
        "pipeline",
        "Failed" if broken else "Succeeded",
        statusMessage=said if broken else "",
    )


@stack("resource-policy", "azure.lock.blocked", origin="lock", twin="none")
def lock_keeps_the_app(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).traffic(ALWAYS)
    said = (
        '{"error":{"code":"ScopeLocked","message":"The scope \''
        + s.id
        + "' cannot perform write operation because following scope(s) are locked: '"
        + GROUP
        + "'. Please remove the lock and try again.\"}}"
    )
    s.event(
        "Microsoft.Web/sites/write",
        s.id,
        20,
        "pipeline",
        "Failed" if broken else "Succeeded",
        statusMessage=said if broken else "",
    )


@stack("resource-policy", "azure.event-subscription.delivery-refused", twin="inconclusive")
def event_grid_is_refused(s: Stack, broken: bool) -> None:
    s.function("work", {"type": "eventGridTrigger", "direction": "in"}).traffic(BEFORE)
    topic = s.resource(
        "Microsoft.EventGrid/systemTopics",
        "storage-topic",
        {"source": f"{GROUP}/providers/Microsoft.Storage/storageAccounts/ordersdata"},
    )
    s.estate.lists[f"{topic}/eventSubscriptions".lower()] = [
        {"id": f"{topic}/eventSubscriptions/to-orders", "name": "to-orders", "properties": {
            "provisioningState": "Succeeded", "destination": {"endpointType": "AzureFunction", "properties": {"resourceId": f"{s.id}/functions/work"}},
        }}
    ]  # fmt: skip
    code = "403" if broken else "404"
    s.refusal(
        BROKEN,
        "AegDeliveryFailureLogs",
        "",
        f"outcome=Forbidden, latencyInMs=12, id=1, systemId=2, httpStatusCode={code}, deliveryTime=now, orders",
        who="",
        status="",
    )


@stack(
    "resource-policy",
    "azure.key-vault.wrong-access-model",
    origin="key-access",
    explicit=False,
    twin="inconclusive",
)
def role_on_a_vault_that_goes_by_access_policies(s: Stack, broken: bool) -> None:
    policy = {"tenantId": guid("tenant"), "objectId": s.principal, "permissions": {"secrets": ["get"]}}
    vault = s.resource(
        "Microsoft.KeyVault/vaults",
        "shopvault",
        {"enableRbacAuthorization": False, "accessPolicies": [] if broken else [policy]},
    )
    s.assign("Key Vault Secrets User", vault)
    s.function("work", HTTP)
    failing(s, (
        f"Azure.RequestFailedException: The user, group or application 'appid={guid('app')};oid={s.principal};iss=https://sts.windows.net/x/' "
        "does not have secrets get permission on key vault 'shopvault;location=westeurope'."
    ), "https://shopvault.vault.azure.net/secrets/db/")  # fmt: skip


@stack("resource-policy", "azure.function-key.refused", origin="key-access", twin="none")
def another_app_refuses_the_key(s: Stack, broken: bool) -> None:
    s.function("work", HTTP)
    status = "401 (Unauthorized)" if broken else "500 (Internal Server Error)"
    failing(
        s,
        f"System.Net.Http.HttpRequestException: Response status code does not indicate success: {status}. GET https://other.azurewebsites.net/api/price?code=(redacted)",
    )
