"""What a call to a service needs, and the built-in roles that give no more than that.

Written by hand: storage evaluates some calls against control-plane actions, and some against either of two data
actions, which no name tells.
"""

from __future__ import annotations

import msgspec

from diagnostics.policy.azure.evaluate import Needed

_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
_MESSAGES = "Microsoft.Storage/storageAccounts/queueServices/queues/messages"
_ENTITIES = "Microsoft.Storage/storageAccounts/tableServices/tables/entities"


class Purpose(msgspec.Struct, frozen=True):
    """What a caller wants of a service: everything in *needs*, given by *roles* (built-in, by name) together."""

    needs: tuple[Needed, ...]
    roles: tuple[str, ...]
    verb: str = ""


def _one(roles: tuple[str, ...], verb: str, *any_of: str) -> Purpose:
    return Purpose((Needed(any_of),), roles, verb)


PURPOSES: dict[tuple[str, str], Purpose] = {
    ("blob", "read"): _one(("Storage Blob Data Reader",), "read blobs", f"{_BLOBS}/read"),
    ("blob", "write"): _one(
        ("Storage Blob Data Contributor",), "write blobs", f"{_BLOBS}/write", f"{_BLOBS}/add/action"
    ),
    ("blob", "delete"): _one(("Storage Blob Data Contributor",), "delete blobs", f"{_BLOBS}/delete"),
    # The documented minimum of the host: it reads, writes and creates containers of its own.
    ("blob", "host"): Purpose(
        (
            Needed((f"{_BLOBS}/read",)),
            Needed((f"{_BLOBS}/write",)),
            Needed(("Microsoft.Storage/storageAccounts/blobServices/containers/write",), data=False),
        ),
        ("Storage Blob Data Owner",),
        "keep the host's own blobs",
    ),
    ("queue", "read"): _one(("Storage Queue Data Reader",), "peek at messages", f"{_MESSAGES}/read"),
    # A trigger also asks for the queue itself, which is an action of the control plane.
    ("queue", "process"): Purpose(
        (
            Needed((f"{_MESSAGES}/process/action",)),
            Needed((f"{_MESSAGES}/read",)),
            Needed(("Microsoft.Storage/storageAccounts/queueServices/queues/read",), data=False),
        ),
        ("Storage Queue Data Reader", "Storage Queue Data Message Processor"),
        "take messages",
    ),
    ("queue", "write"): _one(
        ("Storage Queue Data Message Sender",),
        "send messages",
        f"{_MESSAGES}/add/action",
        f"{_MESSAGES}/write",
    ),
    ("table", "read"): _one(("Storage Table Data Reader",), "read entities", f"{_ENTITIES}/read"),
    ("table", "write"): _one(
        ("Storage Table Data Contributor",), "write entities", f"{_ENTITIES}/write", f"{_ENTITIES}/add/action"
    ),
    ("table", "delete"): _one(("Storage Table Data Contributor",), "delete entities", f"{_ENTITIES}/delete"),
    ("servicebus", "process"): _one(
        ("Azure Service Bus Data Receiver",),
        "receive messages",
        "Microsoft.ServiceBus/namespaces/messages/receive/action",
    ),
    ("servicebus", "write"): _one(
        ("Azure Service Bus Data Sender",),
        "send messages",
        "Microsoft.ServiceBus/namespaces/messages/send/action",
    ),
    ("eventhub", "process"): _one(
        ("Azure Event Hubs Data Receiver",),
        "receive events",
        "Microsoft.EventHub/namespaces/messages/receive/action",
    ),
    ("eventhub", "write"): _one(
        ("Azure Event Hubs Data Sender",),
        "send events",
        "Microsoft.EventHub/namespaces/messages/send/action",
    ),
    ("keyvault", "read"): _one(
        ("Key Vault Secrets User",), "read the secret", "Microsoft.KeyVault/vaults/secrets/getSecret/action"
    ),
    ("keyvault", "key"): _one(
        ("Key Vault Crypto User",), "use the key", "Microsoft.KeyVault/vaults/keys/read"
    ),
    ("appconfig", "read"): _one(
        ("App Configuration Data Reader",),
        "read settings",
        "Microsoft.AppConfiguration/configurationStores/keyValues/read",
    ),
    ("eventgrid", "write"): _one(
        ("EventGrid Data Sender",), "publish events", "Microsoft.EventGrid/events/send/action"
    ),
}


def of_action(service: str, action: str) -> Purpose | None:
    """Return the purpose that a data action, as a denial names it, belongs to."""
    lowered = action.lower()
    for (kind, _), purpose in PURPOSES.items():
        wanted = {a.lower() for need in purpose.needs for a in need.any_of}
        if kind == service and lowered in wanted and len(purpose.needs) == 1:
            return purpose
    if lowered.startswith("microsoft.keyvault/vaults/keys/"):
        return Purpose((Needed((action,)),), ("Key Vault Crypto User",), "use the key")
    return None
