"""What people and pagers type, and what addresses and settings name."""

from __future__ import annotations

import pytest

from diagnostics.hops.azure import endpoints, ids, target_name
from diagnostics.hops.azure.connections import connection
from diagnostics.hops.azure.endpoints import Endpoint
from diagnostics.hops.azure.log import verb
from diagnostics.hops.azure.world import Setting, Settings
from diagnostics.sources.azure_settings import stripped
from diagnostics.sources.demo.azure.build import GROUP

SITE = f"{GROUP}/providers/Microsoft.Web/sites/orders"


@pytest.mark.parametrize(
    ("text", "kind", "name", "function"),
    [
        ("orders", "function", "orders", None),
        ("orders/work", "function", "orders", "work"),
        (SITE, "function", "orders", None),
        (SITE.lower(), "function", "orders", None),
        (f"{SITE}/functions/work", "function", "orders", "work"),
        (f"{SITE}/slots/staging/functions/work", "function", "orders", "work"),
        (
            f"https://portal.azure.com/#@contoso.example/resource{SITE}/appServices",
            "function",
            "orders",
            None,
        ),
        (f"https://portal.azure.com/#resource{SITE}", "function", "orders", None),
        ("https://orders.azurewebsites.net/api/work?code=x", "function", "orders", None),
        ("orders.scm.azurewebsites.net", "function", "orders", None),
        (f"{GROUP}/providers/Microsoft.Storage/storageAccounts/a", "resource", "a", None),
    ],
)
def test_a_target_is_understood(text: str, kind: str, name: str, function: str | None) -> None:
    """A name, APP/FUNCTION, resource id, portal URL and host name lead to the app."""
    found = target_name.parse(text)
    assert found is not None
    assert (found.kind, found.name, found.qualifier) == (kind, name, function)


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:lambda:us-east-1:123456789012:function:f",
        "projects/p/locations/l/functions/f",
        "/aws/lambda/f",
        "a b",
        "",
        "/subscriptions/x",
        "https://example.com/orders",
        "a/b/c",
        "x" * 61,
    ],
)
def test_what_is_not_azure_is_none(text: str) -> None:
    """What another cloud's target looks like, or nothing at all, is not taken for an app."""
    assert target_name.parse(text) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://acct.blob.core.windows.net/box/a/b.txt?sig=x", Endpoint("blob", "acct", ("box",))),
        ("https://acct.privatelink.blob.core.windows.net/box", Endpoint("blob", "acct", ("box",))),
        ("https://acct-secondary.blob.core.windows.net/box", Endpoint("blob", "acct", ("box",))),
        ("https://acct.queue.core.chinacloudapi.cn/in/messages", Endpoint("queue", "acct", ("in",))),
        (
            "https://acct.table.core.windows.net/Orders(PartitionKey='a')",
            Endpoint("table", "acct", ("Orders",)),
        ),
        ("https://v.vault.azure.net/secrets/db/1", Endpoint("keyvault", "v", ("secrets", "db"))),
        ("sb://ns.servicebus.windows.net/t/Subscriptions/s", Endpoint("messaging", "ns", ("t", "s"))),
        (
            "sb://ns.servicebus.windows.net/h/consumergroups/g/partitions/1",
            Endpoint("messaging", "ns", ("h", "g")),
        ),
        ("https://db.documents.azure.com/dbs/d/colls/c/docs/1", Endpoint("cosmos", "db", ("d", "c"))),
        ("t.westeurope-1.eventgrid.azure.net", Endpoint("eventgrid", "t")),
        ("https://blob.core.windows.net/", None),
        ("https://[broken", None),
        ("https://example.com/x.blob.core.windows.net", None),
    ],
)
def test_an_address_names_its_place(url: str, expected: Endpoint | None) -> None:
    """Service, account and entity are read from the host and path of Azure's data services, and from no other."""
    assert endpoints.of_url(url) == expected


@pytest.mark.parametrize(
    ("settings", "service", "state", "account"),
    [
        (
            {
                "Data": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=x;EndpointSuffix=core.windows.net"
            },
            "queue",
            "present",
            "a",
        ),
        ({"AzureWebJobsData": "UseDevelopmentStorage=true"}, "queue", "present", None),
        ({"Data__queueServiceUri": "https://a.queue.core.windows.net"}, "queue", "present", "a"),
        ({"Data:queueServiceUri": "https://a.queue.core.windows.net"}, "queue", "present", "a"),
        ({"Data__blobServiceUri": "https://a.blob.core.windows.net"}, "queue", "wrong-suffix", None),
        ({"Data__accountName": "a"}, "queue", "wrong-suffix", None),
        ({"Data__credential": "managedidentity", "Data__clientId": "x"}, "queue", "missing", None),
        ({"Data": ""}, "queue", "missing", None),
        (
            {"Data": "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)"},
            "queue",
            "unresolved",
            None,
        ),
        ({"Data__fullyQualifiedNamespace": "ns.servicebus.windows.net"}, "servicebus", "present", "ns"),
        ({}, "servicebus", "missing", None),
    ],
)
def test_a_connection_is_understood_as_the_host_does(
    settings: dict[str, str], service: str, state: str, account: str | None
) -> None:
    """One piece wins over suffixes, only the service's own suffixes count, and selecting an identity is no connection."""
    rows = {
        name.lower().replace(":", "__"): Setting(name, str(parts.pop("form")), parts)
        for name, parts in stripped(settings).items()
    }
    found = connection(Settings(rows), "Data", service)
    assert (found.state, found.account) == (state, account)


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("GET acct https://acct.blob.core.windows.net/box", "dependency", "read"),
        ("PUT acct https://acct.blob.core.windows.net/box", "dependency", "write"),
        ("DELETE acct https://acct.blob.core.windows.net/box", "dependency", "delete"),
        ("at Azure.Storage.Blobs.Specialized.BlobBaseClient.DownloadStreamingInternal", "exception", "read"),
        ("at Azure.Storage.Blobs.BlobClient.UploadAsync", "exception", "write"),
        ("at Azure.Storage.Queues.QueueClient.ReceiveMessagesInternal", "exception", "process"),
        ("nothing is told", "exception", None),
    ],
)
def test_what_was_done_is_told_by_method_or_stack(text: str, source: str, expected: str | None) -> None:
    """The method of a call, or the SDK's own words, tell reading from writing; where nothing tells, it is not known."""
    assert verb(text, source) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "/subscriptions/x/resourceGroups/g",
        SITE + "/functions",
        SITE + "//a/b",
        "subscriptions/" + SITE,
    ],
)
def test_what_is_no_resource_id_is_none(text: str) -> None:
    """A scope that names no resource, or half of one, is not read as one."""
    assert ids.parse(text) is None
