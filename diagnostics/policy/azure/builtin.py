"""Built-in roles that matter to a function app, for when their definitions cannot be read.

Source: the role definitions that Azure publishes, read 2026-08. A definition that is read live takes their place.
"""

from __future__ import annotations

from diagnostics.policy.azure.evaluate import Block, Role

_BLOB = "Microsoft.Storage/storageAccounts/blobServices"
_QUEUE = "Microsoft.Storage/storageAccounts/queueServices/queues"
_TABLE = "Microsoft.Storage/storageAccounts/tableServices/tables"
_BUS, _HUB, _VAULT, _GRID = (
    "Microsoft.ServiceBus",
    "Microsoft.EventHub",
    "Microsoft.KeyVault/vaults",
    "Microsoft.EventGrid",
)
_COMMON = ("Microsoft.Authorization/*/read", "Microsoft.Resources/subscriptions/resourceGroups/read")


def _role(
    id_: str, name: str, actions: tuple[str, ...], data: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> Role:
    return Role(id_, name, (Block(actions, without, data),))


_ROLES = (
    _role("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader",
          (f"{_BLOB}/containers/read", f"{_BLOB}/generateUserDelegationKey/action"), (f"{_BLOB}/containers/blobs/read",)),
    _role("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor",
          (f"{_BLOB}/containers/delete", f"{_BLOB}/containers/read", f"{_BLOB}/containers/write",
           f"{_BLOB}/generateUserDelegationKey/action"),
          tuple(f"{_BLOB}/containers/blobs/{a}" for a in ("delete", "read", "write", "move/action", "add/action"))),
    _role("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner",
          (f"{_BLOB}/containers/*", f"{_BLOB}/generateUserDelegationKey/action"), (f"{_BLOB}/containers/blobs/*",)),
    _role("19e7f393-937e-4f77-808e-94535e297925", "Storage Queue Data Reader",
          (f"{_QUEUE}/read",), (f"{_QUEUE}/messages/read",)),
    _role("8a0f0c08-91a1-4084-bc3d-661d67233fed", "Storage Queue Data Message Processor",
          (), (f"{_QUEUE}/messages/read", f"{_QUEUE}/messages/process/action")),
    _role("c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", "Storage Queue Data Message Sender",
          (), (f"{_QUEUE}/messages/add/action",)),
    _role("974c5e8b-45b9-4653-ba55-5f855dd0fb88", "Storage Queue Data Contributor",
          (f"{_QUEUE}/delete", f"{_QUEUE}/read", f"{_QUEUE}/write"),
          tuple(f"{_QUEUE}/messages/{a}" for a in ("delete", "read", "write", "process/action"))),
    _role("76199698-9eea-4c19-bc75-cec21354c6b6", "Storage Table Data Reader",
          (f"{_TABLE}/read",), (f"{_TABLE}/entities/read",)),
    _role("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "Storage Table Data Contributor",
          (f"{_TABLE}/read", f"{_TABLE}/write", f"{_TABLE}/delete"),
          tuple(f"{_TABLE}/entities/{a}" for a in ("read", "write", "delete", "add/action", "update/action"))),
    _role("17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor",
          (*_COMMON, "Microsoft.Insights/alertRules/*", "Microsoft.Insights/diagnosticSettings/*",
           "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action", "Microsoft.Resources/deployments/*",
           "Microsoft.Storage/storageAccounts/*")),
    _role("4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "Azure Service Bus Data Receiver",
          (f"{_BUS}/*/queues/read", f"{_BUS}/*/topics/read", f"{_BUS}/*/topics/subscriptions/read"),
          (f"{_BUS}/*/receive/action",)),
    _role("69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "Azure Service Bus Data Sender",
          (f"{_BUS}/*/queues/read", f"{_BUS}/*/topics/read", f"{_BUS}/*/topics/subscriptions/read"),
          (f"{_BUS}/*/send/action",)),
    _role("090c5cfd-751d-490a-894a-3ce6f1109419", "Azure Service Bus Data Owner", (f"{_BUS}/*",), (f"{_BUS}/*",)),
    _role("a638d3c7-ab3a-418d-83e6-5f17a39d4fde", "Azure Event Hubs Data Receiver",
          (f"{_HUB}/*/eventhubs/consumergroups/read",), (f"{_HUB}/*/receive/action",)),
    _role("2b629674-e913-4c01-ae53-ef4638d8f975", "Azure Event Hubs Data Sender",
          (f"{_HUB}/*/eventhubs/read",), (f"{_HUB}/*/send/action",)),
    _role("f526a384-b230-433a-b45c-95f59c4a2dec", "Azure Event Hubs Data Owner", (f"{_HUB}/*",), (f"{_HUB}/*",)),
    _role("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User",
          (), (f"{_VAULT}/secrets/getSecret/action", f"{_VAULT}/secrets/readMetadata/action")),
    _role("21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader",
          (*_COMMON, f"{_VAULT}/*/read"), (f"{_VAULT}/*/read", f"{_VAULT}/secrets/readMetadata/action")),
    _role("f25e0fa2-a7c8-4377-a976-54943a77a395", "Key Vault Contributor",
          (*_COMMON, "Microsoft.KeyVault/*"), (),
          ("Microsoft.KeyVault/locations/deletedVaults/purge/action", "Microsoft.KeyVault/hsmPools/*",
           "Microsoft.KeyVault/managedHsms/*")),
    _role("12338af0-0e69-4776-bea7-57ae8d297424", "Key Vault Crypto User",
          (), tuple(f"{_VAULT}/keys/{a}" for a in (
              "read", "update/action", "backup/action", "encrypt/action", "decrypt/action", "wrap/action",
              "unwrap/action", "sign/action", "verify/action"))),
    _role("db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "Key Vault Certificate User",
          (), (f"{_VAULT}/certificates/read", f"{_VAULT}/secrets/getSecret/action",
               f"{_VAULT}/secrets/readMetadata/action", f"{_VAULT}/keys/read")),
    _role("516239f1-63e1-4d78-a4de-a74fb236a071", "App Configuration Data Reader",
          (), ("Microsoft.AppConfiguration/configurationStores/*/read",)),
    _role("d5a91429-5739-47e2-a06b-3470a27159e7", "EventGrid Data Sender",
          (*_COMMON, f"{_GRID}/topics/read", f"{_GRID}/domains/read", f"{_GRID}/partnerNamespaces/read",
           f"{_GRID}/namespaces/read"), (f"{_GRID}/events/send/action",)),
    _role("de139f84-1756-47ae-9be6-808fbbe84772", "Website Contributor",
          (*_COMMON, "Microsoft.Insights/alertRules/*", "Microsoft.Insights/components/*", "Microsoft.Resources/deployments/*",
           "Microsoft.Web/certificates/*", "Microsoft.Web/serverFarms/join/action", "Microsoft.Web/serverFarms/read",
           "Microsoft.Web/sites/*")),
    _role("f1a07417-d97a-45cb-824c-7a7467783830", "Managed Identity Operator",
          (*_COMMON, "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
           "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action")),
    _role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", ("*",)),
    _role("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", ("*",), (),
          ("Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write",
           "Microsoft.Authorization/elevateAccess/Action")),
    _role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", ("*/read",)),
)  # fmt: skip

BY_ID = {role.id: role for role in _ROLES}
BY_NAME = {role.name: role for role in _ROLES}
