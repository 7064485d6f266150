"""Sources that do not reach a function."""

from __future__ import annotations

from diagnostics.sources.demo.azure.build import GROUP, Stack
from tests.azure.stacks import ALWAYS, BEFORE, stack
from tests.azure.stacks.permitted import HTTP, listener, silent

QUEUE = {"type": "queueTrigger", "direction": "in", "connection": "Data", "queueName": "incoming"}
SETTINGS = "Microsoft.Web/sites/config/write"


def _queue(s: Stack) -> str:
    s.settings["Data__queueServiceUri"] = "https://ordersdata.queue.core.windows.net"
    s.function("work", QUEUE)
    return s.storage("ordersdata", queues=["incoming"])


@stack("trigger", "azure.function.disabled", change=SETTINGS, twin="inconclusive")
def disabled(s: Stack, broken: bool) -> None:
    _queue(s)
    s.functions[0]["properties"]["isDisabled"] = broken
    silent(s)
    s.event(SETTINGS, f"{s.id}/config/appsettings", 40.5, "bob@contoso.example")


@stack("none", "azure.function.healthy", failing=False)
def disabled_beside_others_and_never_run(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).function("old", QUEUE, disabled=True).traffic(ALWAYS)
    s.settings["Data__queueServiceUri"] = "https://ordersdata.queue.core.windows.net"
    s.storage("ordersdata", queues=["incoming"])


@stack("trigger", "azure.app.stopped", change="Microsoft.Web/sites/stop/action", twin="inconclusive")
def stopped(s: Stack, broken: bool) -> None:
    _queue(s)
    s.site["properties"]["state"] = "Stopped" if broken else "Running"
    silent(s)
    s.event("Microsoft.Web/sites/stop/action", s.id, 40.5)


@stack("trigger", "azure.connection.setting-missing", change=SETTINGS, twin="inconclusive")
def connection_setting_missing(s: Stack, broken: bool) -> None:
    _queue(s)
    if broken:
        del s.settings["Data__queueServiceUri"]
    silent(s)
    s.event(SETTINGS, f"{s.id}/config/appsettings", 40.5)


@stack("trigger", "azure.connection.wrong-suffix", twin="inconclusive")
def connection_suffix_wrong(s: Stack, broken: bool) -> None:
    _queue(s)
    if broken:
        s.settings["Data__blobServiceUri"] = "https://ordersdata.blob.core.windows.net"
        del s.settings["Data__queueServiceUri"]
    silent(s)


@stack(
    "trigger",
    "azure.source.missing",
    change="Microsoft.Storage/storageAccounts/queueServices/queues/delete",
    twin="inconclusive",
)
def queue_deleted(s: Stack, broken: bool) -> None:
    account = _queue(s)
    queue = f"{account}/queueServices/default/queues/incoming"
    silent(s)
    s.event("Microsoft.Storage/storageAccounts/queueServices/queues/delete", queue, 40.5)
    if broken:
        del s.estate.resources[queue.lower()]


@stack("trigger", "azure.source.missing", twin="inconclusive")
def consumer_group_missing(s: Stack, broken: bool) -> None:
    namespace = s.resource("Microsoft.EventHub/namespaces", "shophub")
    s.child(f"{namespace}/eventhubs/clicks")
    if not broken:
        s.child(f"{namespace}/eventhubs/clicks/consumergroups/orders")
    s.settings |= {"Hub__fullyQualifiedNamespace": "shophub.servicebus.windows.net", "Group": "orders"}
    s.function(
        "work",
        {
            "type": "eventHubTrigger",
            "direction": "in",
            "connection": "Hub",
            "eventHubName": "clicks",
            "consumerGroup": "%Group%",
        },
    )
    silent(s)


@stack("trigger", "azure.host-storage.setting-missing", twin="inconclusive")
def host_storage_setting_missing(s: Stack, broken: bool) -> None:
    _queue(s)
    if broken:
        del s.settings["AzureWebJobsStorage__accountName"]
    silent(
        s,
        "Secret initialization from Blob storage failed due to missing both an Azure Storage connection string and a SAS connection uri."
        if broken
        else "",
    )


@stack(
    "trigger", "azure.host-storage.deleted", twin="network", change="Microsoft.Storage/storageAccounts/delete"
)
def host_storage_deleted(s: Stack, broken: bool) -> None:
    account = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/ordershost"
    s.function("work", {"type": "timerTrigger", "direction": "in", "schedule": "0 */5 * * * *"})
    silent(
        s,
        listener(
            "Azure.RequestFailedException: Name or service not known (ordershost.blob.core.windows.net:443)"
        ),
    )
    s.event("Microsoft.Storage/storageAccounts/delete", account, 40.5)
    if broken:
        del s.estate.resources[account.lower()]


@stack("trigger", "azure.timer.schedule-wrong", twin="inconclusive")
def timer_schedule_wrong(s: Stack, broken: bool) -> None:
    s.function(
        "work",
        {"type": "timerTrigger", "direction": "in", "schedule": "*/5 * * *" if broken else "0 */5 * * * *"},
    )
    silent(
        s,
        "Error indexing method 'Functions.work'. The schedule expression '*/5 * * *' was not recognized as a valid cron expression or timespan string."
        if broken
        else "",
    )


@stack("trigger", "azure.extension-bundle.missing", twin="inconclusive")
def extension_missing(s: Stack, broken: bool) -> None:
    _queue(s)
    silent(
        s,
        "The binding type(s) 'queueTrigger' are not registered. Please ensure the type is correct and the binding extension is installed."
        if broken
        else "",
    )


@stack(
    "trigger",
    "azure.event-subscription.missing",
    change="Microsoft.EventGrid/systemTopics/eventSubscriptions/delete",
    twin="inconclusive",
)
def event_subscription_deleted(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["uploads"])
    topic = s.resource("Microsoft.EventGrid/systemTopics", "storage-topic", {"source": account})
    s.settings |= {
        "Data__blobServiceUri": "https://ordersdata.blob.core.windows.net",
        "Data__queueServiceUri": "https://ordersdata.queue.core.windows.net",
    }
    s.function(
        "work",
        {
            "type": "blobTrigger",
            "direction": "in",
            "connection": "Data",
            "path": "uploads/{name}",
            "source": "EventGrid",
        },
    )
    silent(s)
    s.event(
        "Microsoft.EventGrid/systemTopics/eventSubscriptions/delete",
        f"{topic}/eventSubscriptions/to-orders",
        40.5,
        responseBody=f"{s.id}/functions/work",
    )
    rows = {"id": f"{topic}/eventSubscriptions/to-orders", "name": "to-orders", "properties": {
        "provisioningState": "Succeeded", "destination": {"endpointType": "WebHook", "properties": {"endpointBaseUrl": "https://orders.azurewebsites.net/runtime/webhooks/blobs"}},
        "filter": {"subjectBeginsWith": "/blobServices/default/containers/uploads/", "includedEventTypes": ["Microsoft.Storage.BlobCreated"]},
    }}  # fmt: skip
    s.estate.lists[f"{topic}/eventSubscriptions".lower()] = [] if broken else [rows]


@stack("trigger", "azure.event-subscription.filter-mismatch", twin="inconclusive")
def event_filter_of_another_container(s: Stack, broken: bool) -> None:
    event_subscription_deleted(s, False)
    s.estate.events.clear()
    topic = f"{GROUP}/providers/Microsoft.EventGrid/systemTopics/storage-topic"
    if broken:
        s.estate.lists[f"{topic}/eventSubscriptions".lower()][0]["properties"]["filter"][
            "subjectBeginsWith"
        ] = "/blobServices/default/containers/upload/"


@stack("trigger", "azure.key-vault-reference.unresolved", twin="inconclusive")
def reference_to_a_secret_that_is_gone(s: Stack, broken: bool) -> None:
    s.settings["Data"] = "@Microsoft.KeyVault(SecretUri=https://shopvault.vault.azure.net/secrets/data)"
    s.function("work", QUEUE)
    s.traffic(BEFORE)
    s.estate.lists[f"{s.id}/config/configreferences/appsettings".lower()] = [
        {
            "name": "Data",
            "properties": {
                "status": "SecretNotFound" if broken else "Resolved",
                "vaultName": "shopvault",
                "secretName": "data",
            },
        }
    ]


BUS = {"type": "serviceBusTrigger", "direction": "in", "connection": "Bus"}


@stack(
    "trigger",
    "azure.source.disabled",
    change="Microsoft.ServiceBus/namespaces/queues/write",
    twin="inconclusive",
)
def queue_that_gives_nothing_out(s: Stack, broken: bool) -> None:
    """One that only takes nothing in is still listened to."""
    namespace = s.resource("Microsoft.ServiceBus/namespaces", "shopbus")
    queue = s.child(f"{namespace}/queues/incoming", status="ReceiveDisabled" if broken else "SendDisabled")
    s.settings["Bus__fullyQualifiedNamespace"] = "shopbus.servicebus.windows.net"
    s.function("work", BUS | {"queueName": "incoming"})
    silent(s)
    s.event("Microsoft.ServiceBus/namespaces/queues/write", queue, 40.5)


@stack("trigger", "azure.source.disabled", twin="inconclusive")
def subscription_of_a_topic_switched_off(s: Stack, broken: bool) -> None:
    namespace = s.resource("Microsoft.ServiceBus/namespaces", "shopbus")
    s.child(f"{namespace}/topics/orders/subscriptions/work", status="Disabled" if broken else "Active")
    s.settings["Bus__fullyQualifiedNamespace"] = "shopbus.servicebus.windows.net"
    s.function("work", BUS | {"topicName": "orders", "subscriptionName": "work"})
    silent(s)
