"""Odd answers and odd text end in a report, never in an exception, and never in a claim."""

from __future__ import annotations

from typing import Any

import pytest

from diagnostics.report import to_json
from diagnostics.sources.demo.azure.build import GROUP, Stack
from diagnostics.sources.demo.azure.cloud import EmbeddedAzure
from tests.azure.harness import diagnose
from tests.azure.stacks import ALWAYS, BEFORE, BROKEN
from tests.azure.stacks.permitted import HTTP
from troubleshooter.present.report_text import render_text

TEXTS = (
    "", "\x00\x1b[31m", "x" * 50_000, "ErrorCode: AuthorizationPermissionMismatch" * 50, "https://" + "a" * 5000,
    "https://[::1", "sb://", "'" * 999, "{{{{", "\u202eabc", "/subscriptions/" + "x/" * 400, "Functions." * 500,
    "https://.blob.core.windows.net/", "@Microsoft.KeyVault(", "%%%%%", "𝕏" * 100,
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_odd_text_is_data(azure: EmbeddedAzure, text: str) -> None:
    """Whatever the telemetry, a binding or a setting holds, there is a report that can be shown."""
    s = Stack(azure, "orders")
    s.settings |= {"Data": text, "Data__queueServiceUri": text, "AZURE_CLIENT_ID": text}
    s.function(
        "work",
        {"type": "queueTrigger", "direction": "in", "connection": text or "x", "queueName": text},
        {"type": text},
        {},
    )
    s.traffic(BEFORE, range(1, 41)).log(range(1, 6), text).log(
        range(1, 6), text, source="host", function=text[:50]
    )
    s.refusal(BROKEN, "StorageBlobLogs", text[:500], text[:500], operation=text[:80])
    s.event(
        "Microsoft.Web/sites/config/write",
        s.id + text[:40].replace("/", ""),
        41,
        text[:80],
        responseBody=text,
    )
    report = diagnose(azure)
    assert render_text(report)
    assert to_json(report)


ODD: tuple[Any, ...] = (None, [], {}, "text", 7, [None], [{"x": None}], {"value": None})


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_properties_of_a_target_are_no_crash(azure: EmbeddedAzure, odd: Any) -> None:
    """Properties of another shape than Azure documents leave a verdict or an open question."""
    s = Stack(azure, "orders")
    names = (
        "networkAcls",
        "privateEndpointConnections",
        "accessPolicies",
        "enableRbacAuthorization",
        "allowSharedKeyAccess",
        "publicNetworkAccess",
    )
    s.storage("ordersdata", containers=["in"], **dict.fromkeys(names, odd))
    s.resource("Microsoft.KeyVault/vaults", "shopvault", dict.fromkeys(names, odd))
    subnet = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    s.site["properties"]["virtualNetworkSubnetId"] = subnet
    s.resource("Microsoft.Network/virtualNetworks", "v", {"subnets": odd, "dhcpOptions": odd})
    s.resource("Microsoft.Network/privateEndpoints", "e", {"privateLinkServiceConnections": odd})
    s.resource("Microsoft.Network/networkSecurityGroups", "n", {"securityRules": odd})
    s.resource("Microsoft.Network/routeTables", "r", {"routes": odd})
    s.function("work", HTTP).traffic(BEFORE, BROKEN)
    s.log(
        BROKEN,
        "This request is not authorized to perform this operation.\nErrorCode: AuthorizationFailure https://ordersdata.blob.core.windows.net/in",
    )
    s.log(
        BROKEN,
        f"Caller is not authorized to perform action on resource. oid={s.principal} https://shopvault.vault.azure.net/secrets/x",
    )
    s.log(BROKEN, "connect ETIMEDOUT 10.1.2.3:443")
    report = diagnose(azure)
    assert report.verdict.class_ in {"network", "iam", "resource-policy", "inconclusive"}


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_parts_of_an_app_are_no_crash(azure: EmbeddedAzure, odd: Any) -> None:
    """Bindings, restrictions, sign-in, references and event subscriptions of another shape are survived."""
    s = Stack(azure, "orders")
    s.function("work", HTTP, {"type": "blob", "connection": odd, "path": odd}).traffic(ALWAYS)
    s.functions.append({"id": "x", "name": "orders/odd", "properties": {"config": odd}})
    s.child(f"{s.id}/config/web", ipSecurityRestrictions=odd)
    s.child(f"{s.id}/config/authsettingsV2", platform=odd, globalValidation=odd)
    s.estate.lists[f"{s.id}/config/configreferences/appsettings".lower()] = [{"name": "x", "properties": odd}]
    s.estate.events.append(
        {
            "eventTimestamp": azure.now().isoformat(),
            "operationName": odd,
            "status": odd,
            "properties": odd,
            "resourceGroupName": "shop",
        }
    )
    report = diagnose(azure)
    assert report.verdict.class_ in {"none", "inconclusive"}
