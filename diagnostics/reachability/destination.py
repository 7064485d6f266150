"""Where the function wanted to go, from the host that its log names: an AWS service, an address, or some host."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from diagnostics.reachability.addresses import Address, address, is_public

Kind = Literal["service", "endpoint", "address", "public", "private", "local", "unknown"]


class Destination(msgspec.Struct, frozen=True):
    """*kind* says what is known of the address.

    service: an AWS API, by the *service* of its endpoint (`com.amazonaws.REGION.SERVICE`) and its *region* (None: a
    global host that no regional endpoint serves); endpoint: the VPC endpoint *service* (`vpce-…`) by its own name;
    address: the host is an address; public, private: a host on the internet, or one inside networks; local: the
    function's own environment; unknown: no host is known.
    """

    host: str
    kind: Kind
    port: int | None = None
    service: str | None = None
    region: str | None = None
    protocol: str = "tcp"

    @property
    def address(self) -> Address | None:
        return address(self.host)

    @property
    def name(self) -> str:
        """What people call it: the host with the port that is not the usual one."""
        if self.kind == "unknown":
            return "what it calls"
        return f"{self.host}:{self.port}" if self.port not in {None, 443} else self.host


UNKNOWN = Destination("(not named)", "unknown", 443)

_REGION = r"[a-z]{2,3}(?:-[a-z]+){1,3}-\d{1,2}"
_SUFFIX = r"(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)"
_ENDPOINT = re.compile(rf"(?:[\w*-]+\.)*(vpce-[0-9a-f]+)-[0-9a-z-]+\..+\.vpce\.{_SUFFIX}")
_REGIONAL = re.compile(rf"(?P<labels>(?:[\w*-]+\.)*[\w-]+)\.(?P<region>{_REGION})\.{_SUFFIX}")
_OLD_S3 = re.compile(rf"(?:.+\.)?s3-(?P<region>{_REGION})\.amazonaws\.com(?:\.cn)?")
_GLOBAL = re.compile(rf"(?:.+\.)?(?P<service>[\w-]+)\.{_SUFFIX}")
_LEGACY_QUEUE = re.compile(rf"(?P<region>{_REGION})\.queue\.amazonaws\.com(?:\.cn)?")

# Hosts of things that stand in networks, not of AWS APIs; the label before the region tells.
_PRIVATE_LABELS = frozenset(
    {"rds", "cache", "serverless", "redshift", "redshift-serverless", "neptune", "docdb", "efs", "fsx",
     "kafka", "kafka-serverless", "mq", "memorydb", "dax", "timestream-influxdb", "docdb-elastic"}
)  # fmt: skip
_PRIVATE_ENDINGS = (".internal", ".local", ".lan", ".corp", ".intranet", ".private", ".home.arpa")
# Where the endpoint's service is named otherwise than the host. Source: list of services that support PrivateLink.
_SERVICES = {
    "api.ecr": "ecr.api", "dkr.ecr": "ecr.dkr", "runtime.sagemaker": "sagemaker.runtime",
    "api.sagemaker": "sagemaker.api", "streams.dynamodb": "dynamodb-streams", "ddb": "dynamodb",
    "kinesis": "kinesis-streams", "firehose": "kinesis-firehose", "data.iot": "iot.data", "email": "email",
    "git-codecommit": "git-codecommit", "s3-accesspoint": "s3", "s3-fips": "s3", "control-kinesis": "kinesis-streams",
    "data-kinesis": "kinesis-streams", "dynamodb-fips": "dynamodb", "sts-fips": "sts", "kms-fips": "kms",
    "sync-states": "sync-states", "appsync-api": "appsync-api",
}  # fmt: skip


def destination(host: str | None, port: int | None = None, protocol: str = "tcp") -> Destination:
    """Return what *host* means; UNKNOWN where there is none."""
    text = (host or "").strip().strip("[]").rstrip(".").lower()
    if not text or len(text) > 253 or re.search(r"[^\w.:*-]", text):
        return UNKNOWN
    literal = address(text)
    if literal is not None:
        own = literal.is_loopback or literal.is_link_local or literal.is_unspecified
        return Destination(text, "local" if own else "address", port, protocol=protocol)
    if text == "localhost" or text.endswith(".localhost") or text.startswith("sandbox.localdomain"):
        return Destination(text, "local", port)
    return _amazon(text, port) or Destination(text, _kind(text), port)


def _kind(host: str) -> Kind:
    return "private" if "." not in host or host.endswith(_PRIVATE_ENDINGS) else "public"


def _amazon(host: str, port: int | None) -> Destination | None:
    """Return the AWS service or thing that *host* names, or None where it is no host of AWS."""
    if found := _ENDPOINT.fullmatch(host):
        return Destination(host, "endpoint", port or 443, service=found[1])
    if found := _LEGACY_QUEUE.fullmatch(host):
        return Destination(host, "service", port or 443, "sqs (legacy host)", found["region"])
    if found := _OLD_S3.fullmatch(host):
        return Destination(host, "service", port or 443, "s3", found["region"])
    if found := _REGIONAL.fullmatch(host):
        return _regional(host, found["labels"].split("."), found["region"], port)
    if found := re.fullmatch(rf"(?:.+\.)?(?P<region>{_REGION})\.elb\.{_SUFFIX}", host):
        return Destination(host, "private" if host.startswith("internal-") else "public", port)
    if found := re.fullmatch(
        rf"(?P<labels>.+)\.(?P<region>{_REGION})\.(?P<what>es|aoss|neptune)\.{_SUFFIX}", host
    ):
        inside = host.startswith("vpc-") or found["what"] == "neptune"
        return Destination(host, "private" if inside else "public", port)
    if re.search(rf"\.(?:{'|'.join(sorted(_PRIVATE_LABELS))})\.{_SUFFIX}$", host):
        return Destination(host, "private", port)
    if found := _GLOBAL.fullmatch(host):
        service = found["service"]
        bucket = service == "s3"
        return Destination(host, "service", port or 443, service, "us-east-1" if bucket else None)
    return None


def _regional(host: str, labels: list[str], region: str, port: int | None) -> Destination:
    labels = [label for label in labels if label != "dualstack"]
    last, pair = labels[-1], ".".join(labels[-2:])
    if any(label in _PRIVATE_LABELS for label in labels[-2:]) and not _is_api(labels):
        return Destination(host, "private", port)
    if last == "elb":
        return Destination(host, "private" if host.startswith("internal-") else "public", port)
    if last == "vpce":
        return Destination(host, "private", port)
    service = _SERVICES.get(pair) or _SERVICES.get(last) or last
    return Destination(host, "service", port or 443, service, region)


def _is_api(labels: list[str]) -> bool:
    """Whether the labels are those of a control-plane API: `rds.REGION`, not `orders.abc.REGION.rds`."""
    return len(labels) == 1


def is_private(place: Destination) -> bool:
    """Whether the destination is known to be inside a network: an address that the internet does not have."""
    literal = place.address
    return place.kind == "private" or (
        place.kind == "address" and literal is not None and not is_public(literal)
    )
