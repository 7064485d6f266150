"""From where, and whether packets arrive."""

from __future__ import annotations

from diagnostics.sources.demo.gcp.build import Stack
from diagnostics.sources.demo.gcp.cloud import LOCATION, NUMBER, PROJECT
from tests.gcp.stacks.model import connector, failing, python, silent, stack, timing_out


@stack(
    "network",
    "gcp.function.ingress-blocked",
    origin="ingress",
    change="google.cloud.run.v2.Services.UpdateService",
)
def ingress_narrowed(s: Stack) -> None:
    s.with_function().with_service(ingress="INGRESS_TRAFFIC_INTERNAL_ONLY").public()
    silent(s)
    s.audit(
        39.5,
        "google.cloud.run.v2.Services.UpdateService",
        s.service,
        "run",
        request={"updateMask": "ingress"},
    )


@stack("network", "gcp.connector.not-ready")
def connector_in_error(s: Stack) -> None:
    connector(s, "ERROR")
    timing_out(s, "10.20.0.5", 5432)


@stack("network", "gcp.nat.missing")
def all_traffic_without_nat(s: Stack) -> None:
    connector(s, egress="ALL_TRAFFIC")
    timing_out(s, "203.0.113.9")


@stack("network", "gcp.function.no-vpc-path")
def private_address_without_a_vpc(s: Stack) -> None:
    s.with_function().public()
    timing_out(s, "10.20.0.5", 5432)


@stack("network", "gcp.firewall.egress-blocked", origin="firewall")
def firewall_denies_the_database(s: Stack) -> None:
    connector(s)
    rule = {
        "name": "no-postgres",
        "direction": "EGRESS",
        "priority": 900,
        "denied": [{"IPProtocol": "tcp", "ports": ["5432"]}],
        "destinationRanges": ["10.0.0.0/8"],
    }
    s.cloud.things[f"projects/{PROJECT}/global/networks/shop-net/getEffectiveFirewalls"] = {
        "firewalls": [rule]
    }
    timing_out(s, "10.20.0.5", 5432)


@stack(
    "network", "gcp.perimeter.egress-denied", origin="perimeter",
    change="google.identity.accesscontextmanager.v1.AccessContextManager.UpdateServicePerimeter",
)  # fmt: skip
def perimeter(s: Stack) -> None:
    s.with_function().public()
    said = "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: kMJ3dX7xQ1"
    failing(
        s,
        python(
            f"google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/storage/v1/b/shop-orders/o: {said}"
        ),
    )
    metadata = {"@type": "type.googleapis.com/google.cloud.audit.VpcServiceControlAuditMetadata", "vpcServiceControlsUniqueId": "kMJ3dX7xQ1",
                "violationReason": "RESOURCES_NOT_IN_SAME_SERVICE_PERIMETER", "resourceNames": ["projects/998877665544"],
                "securityPolicyInfo": {"servicePerimeterName": "accessPolicies/12/servicePerimeters/shop"}}  # fmt: skip
    violation = {
        "@type": "type.googleapis.com/google.rpc.PreconditionFailure",
        "violations": [{"type": "VPC_SERVICE_CONTROLS", "description": "kMJ3dX7xQ1"}],
    }
    for minute in range(1, 40, 4):
        s.audit(minute, "google.storage.objects.list", "projects/998877665544", "storage", who=s.email, log="policy", metadata=metadata,
                status={"code": 7, "message": said, "details": [violation]})  # fmt: skip
    s.audit(
        41, "google.identity.accesscontextmanager.v1.AccessContextManager.UpdateServicePerimeter",
        "accessPolicies/12/servicePerimeters/shop", "accesscontextmanager", who="security@example.com",
    )  # fmt: skip


@stack("network", "gcp.subnet.private-google-access-off")
def no_private_access_to_google(s: Stack) -> None:
    connector(s, egress="ALL_TRAFFIC")
    s.cloud.things[f"projects/{PROJECT}/regions/{LOCATION}/subnetworks/shop-sub"]["privateIpGoogleAccess"] = (
        False
    )
    failing(s, "Error: connect ETIMEDOUT storage.googleapis.com:443")


@stack("network", "gcp.dns-zone.wrong-answer")
def private_zone_hides_the_name(s: Stack) -> None:
    connector(s)
    net = f"https://www.googleapis.com/compute/v1/projects/{PROJECT}/global/networks/shop-net"
    zone = {
        "name": "partner",
        "dnsName": "partner.example.",
        "visibility": "private",
        "privateVisibilityConfig": {"networks": [{"networkUrl": net}]},
    }
    s.cloud.things[f"projects/{PROJECT}/managedZones"] = {"managedZones": [zone]}
    failing(s, "Error: getaddrinfo ENOTFOUND api.partner.example")


@stack("network", "gcp.perimeter.ingress-denied", origin="perimeter")
def perimeter_at_the_door(s: Stack) -> None:
    s.with_function().public()
    silent(s)
    for minute in range(1, 40, 3):
        violation = {
            "@type": "type.googleapis.com/google.rpc.PreconditionFailure",
            "violations": [{"type": "VPC_SERVICE_CONTROLS", "description": "kQ7x"}],
        }
        metadata = {"@type": "type.googleapis.com/google.cloud.audit.VpcServiceControlAuditMetadata", "vpcServiceControlsUniqueId": "kQ7x",
                    "violationReason": "NO_MATCHING_ACCESS_LEVEL", "resourceNames": [s.service]}  # fmt: skip
        s.audit(minute, "run.googleapis.com/HttpIngress", f"projects/{NUMBER}", "run", who="partner@example.com", log="policy", metadata=metadata,
                status={"code": 7, "message": "Request is prohibited by organization's policy.", "details": [violation]})  # fmt: skip


@stack("network", "gcp.run-service.default-url-disabled", origin="ingress")
def address_switched_off(s: Stack) -> None:
    s.with_function().with_service(defaultUriDisabled=True).public()
    silent(s)


def _policy(s: Stack, kind: str, **match: object) -> None:
    """Make a policy that first allows what *match* says on port 5432, then denies all of 10.0.0.0/8."""
    connector(s)
    tcp = {"layer4Configs": [{"ipProtocol": "tcp", "ports": ["5432"]}]}
    rows = [
        {"priority": 5, "direction": "EGRESS", "action": "allow", "match": tcp | match},
        {"priority": 9, "direction": "EGRESS", "action": "deny", "ruleName": "no-inside",
         "match": {"destIpRanges": ["10.0.0.0/8"], "layer4Configs": [{"ipProtocol": "all"}]}},
    ]  # fmt: skip
    s.cloud.things[f"projects/{PROJECT}/global/networks/shop-net/getEffectiveFirewalls"] = {
        "firewalls": [], "firewallPolicys": [{"name": "770001", "displayName": "guard", "type": kind, "rules": rows}]
    }  # fmt: skip
    timing_out(s, "10.20.0.5", 5432)


@stack("network", "gcp.firewall.egress-blocked", origin="firewall")
def policy_of_the_organization_denies_the_database(s: Stack) -> None:
    _policy(s, "HIERARCHY", destIpRanges=["10.99.0.0/16"])


@stack("network", "gcp.firewall.egress-blocked", origin="firewall")
def policy_of_the_network_denies_the_database(s: Stack) -> None:
    _policy(s, "NETWORK", destIpRanges=["10.99.0.0/16"])


@stack("inconclusive", None, failing=True)
def policy_that_may_allow_the_database(s: Stack) -> None:
    """An allow by name goes before the deny: whether it means this address is not known."""
    _policy(s, "HIERARCHY", destFqdns=["db.example.com"])
