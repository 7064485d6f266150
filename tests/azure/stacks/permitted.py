"""Calls of the app that its identity may not make."""

from __future__ import annotations

from diagnostics.sources.demo.azure.build import GROUP, MISMATCH, Stack, guid
from diagnostics.sources.demo.azure.cloud import SUBSCRIPTION
from tests.azure.stacks import BEFORE, BROKEN, stack

HTTP = {"type": "httpTrigger", "direction": "in", "authLevel": "function"}
IAM = "Microsoft.Authorization/roleAssignments/delete"


def failing(s: Stack, text: str, *calls: str) -> None:
    s.traffic(BEFORE, BROKEN).log(BROKEN, text)
    for url in calls:
        s.called(BROKEN, "GET", url, "403")


def silent(s: Stack, text: str = "", function: str = "work") -> None:
    s.traffic(BEFORE, function=function)
    if text:
        s.log(range(1, 40, 3), text, function="")


def listener(inner: str, function: str = "work") -> str:
    return f"The listener for function 'Functions.{function}' was unable to start. {inner}"


@stack(
    "iam",
    "azure.role-assignment.missing",
    origin="implicit-identity",
    change=IAM,
    explicit=False,
    twin="inconclusive",
)
def blob_role_missing(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP)
    failing(s, MISMATCH, "https://ordersdata.blob.core.windows.net/invoices/1.pdf")
    s.unassigned("Storage Blob Data Reader", account, 42).unassigned(
        "Storage Blob Data Reader", account, 41.5, principal=guid("another")
    )
    if not broken:
        s.assign("Storage Blob Data Reader", account)


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def contributor_is_no_data_role(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP)
    failing(s, MISMATCH, "https://ordersdata.blob.core.windows.net/invoices/1.pdf")
    s.assign("Contributor" if broken else "Storage Blob Data Contributor", account)


@stack(
    "iam",
    "azure.role-assignment.wrong-scope",
    origin="implicit-identity",
    explicit=False,
    twin="inconclusive",
)
def role_at_another_container(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices", "invoice"])
    s.function("work", HTTP)
    failing(s, MISMATCH, "https://ordersdata.blob.core.windows.net/invoices/1.pdf")
    s.assign(
        "Storage Blob Data Reader",
        f"{account}/blobServices/default/containers/{'invoice' if broken else 'invoices'}",
    )


@stack(
    "iam",
    "azure.role-assignment.wrong-principal",
    origin="implicit-identity",
    explicit=False,
    twin="inconclusive",
)
def role_of_the_other_identity(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"])
    other = guid("second identity")
    id_ = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/second"
    s.site["identity"] |= {
        "type": "SystemAssigned, UserAssigned",
        "userAssignedIdentities": {id_: {"principalId": other, "clientId": guid("client")}},
    }
    s.function("work", HTTP)
    failing(s, MISMATCH, "https://ordersdata.blob.core.windows.net/invoices/1.pdf")
    s.assign("Storage Blob Data Reader", account, principal=other if broken else None)


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def role_given_to_a_group_without_the_app(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP)
    failing(s, MISMATCH, "https://ordersdata.blob.core.windows.net/invoices/1.pdf")
    s.assign("Storage Blob Data Reader", account, principal=guid("readers"))
    if not broken:
        s.estate.groups[s.principal] = {guid("readers")}


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def account_in_another_subscription(s: Stack, broken: bool) -> None:
    there = "22222222-2222-4333-8444-555555555555"
    s.estate.subscriptions.add(there)
    account = (
        f"/subscriptions/{there}/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/fardata"
    )
    s.estate.put(
        {"id": account, "name": "fardata", "type": "microsoft.storage/storageaccounts", "properties": {}}
    )
    s.function("work", HTTP)
    failing(s, MISMATCH, "https://fardata.blob.core.windows.net/in/1.csv")
    s.assign("Storage Blob Data Reader", f"/subscriptions/{SUBSCRIPTION}" if broken else account)


@stack("iam", "azure.deny-assignment.denied", origin="deny-assignment", explicit=True, twin="inconclusive")
def deny_assignment(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP)
    failing(s, MISMATCH, "https://ordersdata.blob.core.windows.net/invoices/1.pdf")
    s.assign("Storage Blob Data Reader", account)
    s.estate.denies.append({
        "id": f"{account}/providers/Microsoft.Authorization/denyAssignments/{guid('deny')}",
        "properties": {
            "denyAssignmentName": "stack deny", "scope": account,
            "permissions": [{"actions": [], "notActions": [], "dataActions": ["Microsoft.Storage/*"], "notDataActions": []}],
            "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
            "excludePrincipals": [] if broken else [{"id": s.principal, "type": "ServicePrincipal"}],
        },
    })  # fmt: skip


@stack("iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="none")
def queue_trigger_may_not_take_messages(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", queues=["incoming"])
    s.settings["Data__queueServiceUri"] = "https://ordersdata.queue.core.windows.net"
    s.function(
        "work", {"type": "queueTrigger", "direction": "in", "connection": "Data", "queueName": "incoming"}
    )
    s.assign("Storage Queue Data Reader", account)
    text = listener(f"Azure.Storage.Queues: {MISMATCH.partition(': ')[2]}")
    if broken:
        silent(s, text)
    else:
        s.traffic(range(1, 118)).log(range(100, 110), text, function="")


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def service_bus_claim_missing(s: Stack, broken: bool) -> None:
    namespace = s.resource("Microsoft.ServiceBus/namespaces", "shopbus")
    s.child(f"{namespace}/queues/incoming")
    s.settings["Bus__fullyQualifiedNamespace"] = "shopbus.servicebus.windows.net"
    s.function(
        "work", {"type": "serviceBusTrigger", "direction": "in", "connection": "Bus", "queueName": "incoming"}
    )
    silent(
        s,
        "Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://shopbus.servicebus.windows.net/incoming'.",
    )
    if not broken:
        s.assign("Azure Service Bus Data Receiver", namespace)


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def event_hub_claim_missing(s: Stack, broken: bool) -> None:
    namespace = s.resource("Microsoft.EventHub/namespaces", "shophub")
    s.child(f"{namespace}/eventhubs/clicks")
    s.child(f"{namespace}/eventhubs/clicks/consumergroups/$Default")
    s.settings["Hub__fullyQualifiedNamespace"] = "shophub.servicebus.windows.net"
    s.function(
        "work", {"type": "eventHubTrigger", "direction": "in", "connection": "Hub", "eventHubName": "clicks"}
    )
    silent(
        s,
        listener(
            "Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://shophub.servicebus.windows.net/clicks/consumergroups/$default/partitions/0'."
        ),
    )
    if not broken:
        s.assign("Azure Event Hubs Data Receiver", namespace)


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def vault_role_missing(s: Stack, broken: bool) -> None:
    vault = s.resource(
        "Microsoft.KeyVault/vaults", "shopvault", {"enableRbacAuthorization": True, "accessPolicies": []}
    )
    s.function("work", HTTP)
    failing(s, (
        "Azure.RequestFailedException: Caller is not authorized to perform action on resource. If role assignments, deny assignments or role "
        f"definitions were changed recently, please observe propagation time. Caller: appid={guid('app')};oid={s.principal};iss=https://sts.windows.net/x/ "
        "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action' Resource: "
        f"'{vault}/secrets/db' Assignment: (not found) DenyAssignmentId: null DecisionReason: 'DeniedWithNoValidRBAC' Vault: shopvault;location=westeurope"
    ), "https://shopvault.vault.azure.net/secrets/db/")  # fmt: skip
    s.assign("Key Vault Reader" if broken else "Key Vault Secrets User", vault)


@stack(
    "iam",
    "azure.key-vault.access-policy-missing",
    origin="implicit-identity",
    explicit=False,
    twin="inconclusive",
)
def vault_policy_missing(s: Stack, broken: bool) -> None:
    policy = {
        "tenantId": guid("tenant"),
        "objectId": s.principal,
        "permissions": {"secrets": ["list"] if broken else ["get"]},
    }
    s.resource("Microsoft.KeyVault/vaults", "shopvault", {"accessPolicies": [policy]})
    s.function("work", HTTP)
    failing(s, (
        f"Azure.RequestFailedException: The user, group or application 'appid={guid('app')};oid={s.principal};iss=https://sts.windows.net/x/' "
        "does not have secrets get permission on key vault 'shopvault;location=westeurope'. For help resolving this issue, see https://go.microsoft.com/fwlink"
    ), "https://shopvault.vault.azure.net/secrets/db/")  # fmt: skip


@stack(
    "iam",
    "azure.cosmos-role.assignment-missing",
    origin="implicit-identity",
    explicit=False,
    twin="inconclusive",
)
def cosmos_role_missing(s: Stack, broken: bool) -> None:
    account = s.resource("Microsoft.DocumentDB/databaseAccounts", "shopdb")
    role = "00000000-0000-0000-0000-000000000002"
    # A contributor of Azure's own roles says nothing about the data.
    s.assign("Contributor", account)
    s.estate.lists[f"{account}/sqlRoleAssignments".lower()] = [] if broken else [
        {"id": f"{account}/sqlRoleAssignments/1", "properties": {"roleDefinitionId": f"{account}/sqlRoleDefinitions/{role}", "principalId": s.principal, "scope": account}}
    ]  # fmt: skip
    s.function("work", HTTP)
    failing(s, (
        "Microsoft.Azure.Cosmos.CosmosException: Response status code does not indicate success: Forbidden (403); Substatus: 5301; Reason: "
        f"(Request blocked by Auth shopdb : Request is blocked because principal [{s.principal}] does not have required RBAC permissions to perform "
        "action [Microsoft.DocumentDB/databaseAccounts/readMetadata] on resource [/]. Learn more: https://aka.ms/cosmos-native-rbac)."
    ), "https://shopdb.documents.azure.com/")  # fmt: skip


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def app_configuration_reader_missing(s: Stack, broken: bool) -> None:
    store = s.resource("Microsoft.AppConfiguration/configurationStores", "shopconfig")
    s.function("work", HTTP)
    failing(
        s,
        "Azure.RequestFailedException: Service request failed.\nStatus: 403 (Forbidden)\nhttps://shopconfig.azconfig.io/kv?key=*&api-version=2023-11-01",
        "https://shopconfig.azconfig.io/kv",
    )
    s.assign("Contributor" if broken else "App Configuration Data Reader", store)


@stack(
    "iam",
    "azure.role-assignment.host-storage-missing",
    origin="implicit-identity",
    explicit=False,
    twin="inconclusive",
)
def host_storage_role_missing(s: Stack, broken: bool) -> None:
    s.function("work", {"type": "timerTrigger", "direction": "in", "schedule": "0 */5 * * * *"})
    silent(
        s,
        f"There was an error performing a read operation on the Blob Storage Secret Repository. {MISMATCH} azure-webjobs-secrets",
    )
    if broken:
        s.estate.assignments.clear()


@stack(
    "iam",
    "azure.identity.not-enabled",
    origin="identity-missing",
    change="Microsoft.Web/sites/write",
    twin="inconclusive",
)
def identity_off(s: Stack, broken: bool) -> None:
    s.function("work", HTTP)
    failing(
        s,
        "Azure.Identity.CredentialUnavailableException: ManagedIdentityCredential authentication unavailable. No managed identity endpoint found.",
    )
    s.event("Microsoft.Web/sites/write", s.id, 41.5, "bob@contoso.example")
    if broken:
        s.site["identity"] = {"type": "None"}


@stack("iam", "azure.identity.wrong-selection", origin="identity-missing", explicit=None)
def wrong_client_id(s: Stack, broken: bool) -> None:
    id_ = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/own"
    s.site["identity"] = {
        "type": "UserAssigned",
        "userAssignedIdentities": {id_: {"principalId": guid("own"), "clientId": guid("own client")}},
    }
    s.settings["AZURE_CLIENT_ID"] = guid("somebody") if broken else guid("own client")
    s.function("work", HTTP)
    failing(
        s,
        "ManagedIdentityCredential authentication failed: Status: 400 No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
    )


@stack("iam", "azure.deployer.role-missing", origin="implicit-identity", explicit=None, twin="none")
def deployer_may_not_write(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).traffic(range(1, 118))
    deployer = guid("pipeline")
    said = (
        '{"error":{"code":"AuthorizationFailed","message":"The client \'' + deployer + "' with object id '" + deployer
        + "' does not have authorization to perform action 'Microsoft.Web/sites/config/write' over scope '" + s.id
        + "/config/appsettings' or the scope is invalid. If access was recently granted, please refresh your credentials.\"}}"
    )  # fmt: skip
    s.event(
        "Microsoft.Web/sites/config/write",
        f"{s.id}/config/appsettings",
        20,
        deployer,
        "Failed",
        statusMessage=said,
        sub_status="Forbidden",
    )
    if not broken:
        s.event("Microsoft.Web/sites/config/write", f"{s.id}/config/appsettings", 10, deployer)


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def table_role_missing(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata")
    s.function("work", HTTP)
    failing(s, MISMATCH)
    s.called(BROKEN, "POST", "https://ordersdata.table.core.windows.net/Orders", "403")
    s.assign("Storage Table Data Reader" if broken else "Storage Table Data Contributor", account)


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def may_not_publish_to_the_topic(s: Stack, broken: bool) -> None:
    topic = s.resource("Microsoft.EventGrid/topics", "shopevents")
    s.function("work", HTTP)
    failing(
        s,
        f"Azure.RequestFailedException: The principal associated with access token presented with the incoming request does not have permission to send data to {topic}. Status: 401 (Unauthorized)",
    )
    s.called(BROKEN, "POST", "https://shopevents.westeurope-1.eventgrid.azure.net/api/events", "401")
    s.assign("Contributor" if broken else "EventGrid Data Sender", topic)


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def only_the_account_logged_the_refusal(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP)
    failing(s, "System.InvalidOperationException: the invoice could not be loaded")
    s.refusal(
        BROKEN,
        "StorageBlobLogs",
        "https://ordersdata.blob.core.windows.net:443/invoices/1.pdf?se=x",
        "AuthorizationPermissionMismatch",
    )
    s.refusal(
        BROKEN,
        "StorageBlobLogs",
        "https://other.blob.core.windows.net:443/x/1",
        "AuthorizationPermissionMismatch",
        who=guid("stranger"),
    )
    if not broken:
        s.assign("Storage Blob Data Reader", account)


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def vault_of_a_reference_refuses(s: Stack, broken: bool) -> None:
    vault = s.resource("Microsoft.KeyVault/vaults", "shopvault", {"enableRbacAuthorization": True})
    s.settings["Db"] = "@Microsoft.KeyVault(SecretUri=https://shopvault.vault.azure.net/secrets/db)"
    s.function("work", HTTP)
    failing(
        s,
        "System.ArgumentException: Format of the initialization string does not conform to specification starting at index 0.",
    )
    s.estate.lists[f"{s.id}/config/configreferences/appsettings".lower()] = [
        {
            "name": "Db",
            "properties": {"status": "AccessToKeyVaultDenied", "vaultName": "shopvault", "secretName": "db"},
        }
    ]
    if not broken:
        s.assign("Key Vault Secrets User", vault)


@stack("iam", "azure.deployer.linked-role-missing", origin="implicit-identity", explicit=None, twin="none")
def deployer_may_not_join_the_subnet(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).traffic(range(1, 118))
    deployer, subnet = (
        guid("pipeline"),
        f"{GROUP}/providers/Microsoft.Network/virtualNetworks/shopnet/subnets/app",
    )
    said = (
        '{"error":{"code":"LinkedAuthorizationFailed","message":"The client \'' + deployer + "' with object id '" + deployer
        + "' has permission to perform action 'Microsoft.Web/sites/write' on scope '" + s.id + "'; however, it does not have permission to perform "
        "action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '" + subnet + "' (respectively) or the linked scope(s) are invalid.\"}}"
    )  # fmt: skip
    s.event(
        "Microsoft.Web/sites/write",
        s.id,
        20,
        deployer,
        "Failed" if broken else "Succeeded",
        statusMessage=said if broken else "",
        sub_status="Forbidden",
    )


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def code_may_not_call_resource_manager(s: Stack, broken: bool) -> None:
    s.function("work", HTTP)
    group = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/build"
    failing(s, (
        f"Azure.RequestFailedException: The client '{s.principal}' with object id '{s.principal}' does not have authorization to perform action "
        f"'Microsoft.Compute/virtualMachines/read' over scope '{group}' or the scope is invalid. If access was recently granted, please refresh "
        "your credentials.\nStatus: 403 (Forbidden)\nErrorCode: AuthorizationFailed"
    ))  # fmt: skip
    if not broken:
        s.assign("Reader", GROUP)


@stack("iam", "azure.app-registration.disabled", origin="disabled-account", explicit=None, twin="none")
def application_disabled(s: Stack, broken: bool) -> None:
    s.function("work", HTTP)
    told = "MsalServiceException: AADSTS7000112: Application 'b0a1'(orders) is disabled."
    failing(s, told if broken else "System.FormatException: the secret is not valid JSON")


@stack(
    "iam", "azure.role-assignment.missing", origin="implicit-identity", explicit=False, twin="inconclusive"
)
def role_from_a_management_group(s: Stack, broken: bool) -> None:
    """What Azure lists for the subscription from above it holds in the subscription."""
    s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP)
    failing(s, MISMATCH, "https://ordersdata.blob.core.windows.net/invoices/1.pdf")
    role = "Reader" if broken else "Storage Blob Data Reader"
    s.assign(role, "/providers/Microsoft.Management/managementGroups/corp")
