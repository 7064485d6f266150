"""The decision: every layer asked, combined as AWS combines them, three-valued throughout.

Source: the IAM user guide, "Policy evaluation logic" (single account, cross-account), the Organizations user guide on
SCPs and RCPs, the KMS developer guide on key policies and grants, the S3 user guide on Block Public Access.
"""

from __future__ import annotations

from functools import partial

from diagnostics.policy.aws import grants, reasons
from diagnostics.policy.aws.layers import (
    Asked,
    Compiled,
    ask,
    compile_layer,
    every,
    keys_of,
    layer_of,
    some,
)
from diagnostics.policy.aws.model import Answer, Policies, Request, Unreadable
from diagnostics.policy.aws.public import is_public

# Works without any permission, even against an explicit deny; see the STS API reference.
_NEEDS_NOTHING = "sts:getcalleridentity"
_TRUST_ACTIONS = frozenset({"sts:tagsession", "sts:setsourceidentity"})


class CompiledPolicies:
    """Policies whose documents are compiled once, for many requests."""

    __slots__ = (
        "boundary", "complete", "endpoints", "grants", "identity", "keys", "public", "rcps", "resource", "scps",
        "session",
    )  # fmt: skip

    def __init__(self, policies: Policies, *, tolerant: bool = False) -> None:
        layer = partial(compile_layer, tolerant=tolerant)
        resource, bounds, session = policies.resource, policies.permission_boundaries, policies.session
        self.identity = layer(policies.identity, "identity[#]")
        self.resource = None if resource is None else layer((resource,), "resource", principals=True)
        self.boundary = None if bounds is None else layer(bounds, "permission_boundaries[#]")
        self.session = None if session is None else layer((session,), "session")
        self.scps = tuple(
            layer(level.policies, f"scps[{i}].policies[#]") for i, level in enumerate(policies.scps)
        )
        self.rcps = tuple(
            layer(level.policies, f"rcps[{i}].policies[#]", principals=None)
            for i, level in enumerate(policies.rcps)
        )
        endpoints = policies.vpc_endpoints
        self.endpoints = layer(endpoints, "vpc_endpoints[#]", principals=None) if endpoints else None
        self.complete = policies.complete
        self.grants = policies.grants
        self.public = policies.restrict_public_buckets is not False and self._is_public()
        if self.public and policies.restrict_public_buckets is None:
            self.public = None
        self.keys = frozenset().union(*(keys_of(documents) for documents in self._all()))

    public: bool | None
    """Whether Block Public Access restricts the bucket because its policy is public."""

    def _is_public(self) -> bool:
        return any(not isinstance(d, Unreadable) and is_public(d) for d in self.resource or ())

    def _all(self) -> list[Compiled]:
        single = (self.identity, self.resource, self.boundary, self.session, self.endpoints)
        return [documents for documents in (*single, *self.scps, *self.rcps) if documents]

    def decide(self, request: Request) -> Answer:
        """Return the answer for *request*, without near misses."""
        return _decide(self, ask(request, self.keys, bounded=self.boundary is not None))


def compile_policies(policies: Policies, *, tolerant: bool = False) -> CompiledPolicies:
    """Return *policies* compiled; where AWS would reject one, PolicyError, or (*tolerant*) one that cannot be read."""
    return CompiledPolicies(policies, tolerant=tolerant)


def _decide(policies: CompiledPolicies, asked: Asked) -> Answer:
    if asked.action == _NEEDS_NOTHING:
        return Answer("allowed", True)
    sides = _sides(policies, asked)
    layers = sides.layers
    denying = [name for name, layer in layers if layer.deny]
    if denying:
        return Answer(
            "explicitly-denied", False, tuple(dict.fromkeys(denying)), reasons.statements(layers, "denied_by")
        )
    unsure: list[str] = []
    allowed = _allowed(policies, sides, unsure)
    maybe_denied = [layer for _, layer in layers if layer.deny is None]
    if allowed is True and not maybe_denied:
        return Answer("allowed", True, (), reasons.statements(layers, "allowed_by"))
    missing = [name for layer in maybe_denied for name in layer.unsure_deny]
    if allowed is False:
        blocked = reasons.blocked(sides)
        deciding = reasons.silent(blocked, sides)
        if not maybe_denied:
            return Answer("implicitly-denied", False, blocked, deciding)
        return Answer("unknown", False, blocked, deciding, tuple(dict.fromkeys(missing)))
    if allowed is None:
        missing += [name for _, layer in layers if layer.allow is not False for name in layer.unsure_allow]
        missing += unsure
    return Answer("unknown", None, (), reasons.undecided(layers), tuple(dict.fromkeys(missing)))


def _sides(policies: CompiledPolicies, asked: Asked) -> reasons.Sides:
    """Return what every layer that binds the principal says."""
    caller = asked.caller
    own = caller.has_identity
    linked = caller.service_linked
    identity = layer_of(policies.identity if own else (), asked)
    resource = layer_of(policies.resource or (), asked)
    boundary = layer_of(policies.boundary, asked) if own and policies.boundary is not None else None
    session = layer_of(policies.session, asked) if own and policies.session is not None else None
    scps = [layer_of(level, asked) for level in policies.scps] if own and not linked else []
    rcps = [] if linked else [layer_of(level, asked) for level in policies.rcps]
    endpoints = layer_of(policies.endpoints, asked) if policies.endpoints is not None else None
    layers = [("identity", identity), ("resource", resource)]
    if boundary is not None:
        layers.append(("boundary", boundary))
    if session is not None:
        layers.append(("session", session))
    layers += [("scp", layer) for layer in scps]
    layers += [("rcp", layer) for layer in rcps]
    if endpoints is not None:
        layers.append(("vpc-endpoint", endpoints))
    return reasons.Sides(
        asked,
        layers,
        identity,
        resource,
        boundary,
        session,
        scps,
        endpoints,
        cross=not _same_account(asked),
        needed=_needs_resource_policy(asked, policies),
    )


def _allowed(policies: CompiledPolicies, sides: reasons.Sides, unsure: list[str]) -> bool | None:
    """Return whether every layer lets the request through, denies aside."""
    # RCPs always carry the full-access default, so only their denies count; see the Organizations user guide.
    values: list[bool | None] = [layer.allow for layer in sides.scps]
    if sides.endpoints is not None:
        values.append(sides.endpoints.allow)
    values.append(_granted(policies, sides, unsure))
    return every(values)


def _granted(policies: CompiledPolicies, sides: reasons.Sides, unsure: list[str]) -> bool | None:
    """Return whether identity and resource sides together admit the request."""
    caller, resource = sides.asked.caller, sides.resource
    if caller.kind in {"service", "provider"}:
        return resource.allow
    outside = sides.cross or caller.kind == "anonymous"
    if outside and policies.public is not False and sides.asked.action.startswith("s3:"):
        if policies.public:
            sides.restricted = True
            return False
        unsure.append("RestrictPublicBuckets")
        return every((None, resource.allow))
    if caller.kind == "anonymous":
        return resource.allow
    bounds = every(layer.allow for layer in (sides.boundary, sides.session) if layer is not None)
    own: bool | None = True if caller.kind == "root" else every((sides.identity.allow, bounds))
    granted = grants.admits(policies.grants, sides.asked, unsure) if policies.grants else False
    sides.role_named = some((resource.role, granted))  # a grant stands like a statement that names the role
    if sides.cross:
        return some((every((granted, bounds)), every((own, resource.allow))))
    direct = some((resource.direct, every((sides.role_named, bounds))))
    return some((direct, every((resource.allow, own)) if sides.needed else own))


def _same_account(asked: Asked) -> bool:
    account = asked.request.resource_account or _account_of(asked.resource) or asked.caller.account
    return account == asked.caller.account


def _account_of(resource: str) -> str:
    parts = resource.split(":", 5)
    return parts[4] if len(parts) == 6 else ""


def _needs_resource_policy(asked: Asked, policies: CompiledPolicies) -> bool:
    """Key policies and trust policies have to admit even the account's own principals."""
    if asked.action.startswith("kms:") and ":key/" in asked.resource:
        return policies.complete or policies.resource is not None
    trust = asked.action.startswith("sts:assumerole") or asked.action in _TRUST_ACTIONS
    return trust and policies.resource is not None
