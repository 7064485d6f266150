"""Ways into and out of a VPC on Google Cloud: connectors, subnets, NAT; client libraries that do not connect."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import LOOK_ALIKE, NAMED_LAYER, REFUSAL, UNREACHABLE, Pattern, Saying
from diagnostics.messages.row import row
from diagnostics.messages.values import VALUE


def read_connector(match: re.Match[str], saying: Saying) -> Saying | None:
    """The connector's full name stands in the sentence or beside it."""
    near = _CONNECTOR.search(match.string, max(0, match.start() - 300), match.end() + 300)
    return replace(saying, resource=near[0] if near else None)


_CONNECTOR = re.compile(r"projects/[^\s/]{1,80}/locations/[^\s/]{1,40}/connectors/[\w-]{1,63}")


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.connector",
        "gcp.connector.not-ready",
        0.95,
        ("connector",),
        rf"\bVPC connector (?:projects/{VALUE})? ?[^\n]{{0,120}}\b(?:is not ready|does not exist|in state ERROR|bad state|not found)\b|\b[Cc]onnector\b[^\n]{{0,140}}\bmust be (?:located )?in the same region\b|\bVPC Access connector[^\n]{{0,120}}\b(?:is not ready|does not exist|not found|failed|in state|error)\b"
        r"|\bProblem connecting to VPC Connector\b|\bFailed to prepare VPC connector\b|\bConnector is in a bad state\b|\bA Connector must specify (?:either|both)\b|\bVPC_NETWORK_NOT_FOUND\b|\bconnectors/[\w-]{1,60}\b[^\n]{0,80}\b(?:is not ready|in state ERROR|in a bad state|not found|does not exist)",
        "The Serverless VPC Access connector is missing, broken or elsewhere.",
        read_connector,
        rank=REFUSAL + 6,
    ),
    row(
        "gcp.subnet.resolve",
        "gcp.host-project.network-user-missing",
        0.9,
        (
            "permission to resolve the subnet",
            "compute.networkuser",
            "compute network user",
            "permission to use the subnet",
        ),
        r"\bVPC Access did not have permission to resolve the subnet\b|\b(?:service account|agent)[^\n]{0,160}\b(?:needs?|requires?|lacks|missing|does not have)\b[^\n]{0,80}\b(?:compute\.networkUser|Compute Network User)\b",
        "The service agent may not use the subnet of the host project.",
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.subnet.full",
        "gcp.subnet.addresses-exhausted",
        0.94,
        ("free ip addresses", "ip_space_exhausted", "ip space", "insufficient ip"),
        r"\binsufficient free IP addresses\b|\bIP_SPACE_EXHAUSTED\b|\bIP space (?:of|for)[^\n]{0,120}\bexhausted\b|\b[Ss]ubnet[^\n]{0,120}\b(?:out of|no (?:more )?(?:free|available)) (?:IP )?addresses\b",
        "The subnet has no addresses left for instances.",
        rank=REFUSAL + 2,
    ),
    row(
        "gcp.nat.dropped",
        "gcp.nat.ports-exhausted",
        0.93,
        ("allocation_status", "out_of_resources", "nat_allocation_failed", "nat gateway"),
        r"\ballocation_status\"?\s?[:=]\s?\"?DROPPED\b|\bnat_allocation_failed\b[^\n]{0,40}\btrue\b|\bdropped_sent_packets_count\b[^\n]{0,60}OUT_OF_RESOURCES",
        "Cloud NAT dropped packets: it had no ports left.",
        rank=UNREACHABLE + 5,
    ),
    row(
        "gcp.firewall.denied",
        "gcp.firewall.egress-blocked",
        0.95,
        ("disposition",),
        r"\bdisposition\"?\s?[:=]\s?\"?DENIED\b",
        "A firewall rule of the VPC dropped the packets.",
        rank=UNREACHABLE + 6,
    ),
    row(
        "gcp.fetch",
        "gcp.function.no-vpc-path",
        0.5,
        ("request to https://",),
        r"\brequest to https://[\w.-]{3,200}\.googleapis\.com\S{0,200} failed\b(?!, reason)",
        "A call to a Google API failed below HTTP, and the text does not say how: no name, no connection, or one that broke.",
        class_="inconclusive",
        rank=LOOK_ALIKE,
        next_read="the error's own code (ETIMEDOUT, ENOTFOUND, ECONNRESET), and the function's way out (its VPC access)",
    ),
    row(
        "gcp.grpc.connect",
        "gcp.function.no-vpc-path",
        0.75,
        ("connect to all addresses", "no connection established"),
        r"\bfailed to connect to all addresses\b|\bNo connection established\. Last error\b",
        "The client library could not connect to the API's addresses.",
        rank=UNREACHABLE - 4,
    ),
)
