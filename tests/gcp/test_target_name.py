"""What a person or a pager types is understood, or left to another cloud."""

from __future__ import annotations

import pytest

from diagnostics.hops.gcp.target_name import parse

FULL = "projects/demo-shop/locations/europe-west1/functions/orders"


@pytest.mark.parametrize(
    ("text", "kind", "name", "where", "project"),
    [
        (FULL, "function", "orders", "europe-west1", "demo-shop"),
        (f"//cloudfunctions.googleapis.com/{FULL}", "function", "orders", "europe-west1", "demo-shop"),
        (
            "projects/demo-shop/locations/europe-west1/services/orders",
            "function",
            "orders",
            "europe-west1",
            "demo-shop",
        ),
        ("projects/demo-shop/topics/stock", "topic", "stock", None, "demo-shop"),
        ("gs://shop-in/2026/7.json", "bucket", "shop-in", None, None),
        ("orders", "function", "orders", None, None),
        (
            "https://console.cloud.google.com/functions/details/europe-west1/orders?env=gen2&project=demo-shop",
            "function",
            "orders",
            "europe-west1",
            "demo-shop",
        ),
        (
            "https://console.cloud.google.com/run/detail/europe-west1/orders/logs?project=demo-shop",
            "function",
            "orders",
            "europe-west1",
            "demo-shop",
        ),
        (
            "https://europe-west1-demo-shop.cloudfunctions.net/orders/x",
            "function",
            "orders",
            "europe-west1",
            "demo-shop",
        ),
        (
            "https://my-orders-415104041262.europe-west1.run.app/x",
            "function",
            "my-orders",
            "europe-west1",
            None,
        ),
        ("https://orders-a1b2c3d4e5-ew.a.run.app", "function", "orders", None, None),
    ],
)
def test_it_is_understood(text: str, kind: str, name: str, where: str | None, project: str | None) -> None:
    """Kind, name, location and project are those of the text."""
    found = parse(text)
    assert found is not None
    assert (found.kind, found.name, found.region, found.account) == (kind, name, where, project)


@pytest.mark.parametrize(
    "text",
    ["arn:aws:lambda:us-east-1:123456789012:function:orders", "/aws/lambda/orders", "https://[x/functions", "https://example.com/orders",
     "/subscriptions/1/resourceGroups/g", "projects/x", "", "orders:1", "a b"],
)  # fmt: skip
def test_it_is_left_to_others(text: str) -> None:
    """What is certainly nothing of Google Cloud is not claimed."""
    assert parse(text) is None
