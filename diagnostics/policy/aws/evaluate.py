"""The decision: every layer asked, combined as AWS combines them, three-valued throughout.

Source: the IAM user guide, "Policy evaluation logic" (single account, cross-account), and the KMS developer guide on
key policies and grants.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from diagnostics.policy.aws.documents import Statement, compile_document
from diagnostics.policy.aws.model import Answer, Deciding, Decision, Policies, Request, Unreadable
from diagnostics.policy.aws.principals import Caller, Standing, caller_of
from diagnostics.policy.aws.variables import Unresolved, resolve
from diagnostics.policy.aws.wildcards import compiled as compiled_glob

_WORD = {"identity": "identity-based policy", "resource": "resource-based policy", "boundary": "permissions boundary",
         "session": "session policy", "scp": "service control policy", "rcp": "resource control policy",
         "vpc-endpoint": "VPC endpoint policy"}  # fmt: skip


# Works without any permission, even against an explicit deny; see the STS API reference.
_NEEDS_NOTHING = {"sts:getcalleridentity"}


class Asked(msgspec.Struct):
    """A request made ready once for every statement: context keys in lower case, the action too."""

    request: Request
    caller: Caller
    action: str
    resource: str
    context: dict[str, Any]


class Layer:
    """What one layer says: *deny* and *allow* are True, False or None (it cannot be told)."""

    __slots__ = ("allow", "allowed_by", "denied_by", "deny", "missing", "standing")

    def __init__(self) -> None:
        self.deny: bool | None = False
        self.allow: bool | None = False
        self.allowed_by: tuple[int, Statement] | None = None
        self.denied_by: tuple[int, Statement] | None = None
        self.standing: set[Standing] = set()
        self.missing: list[str] = []


Compiled = tuple["tuple[Statement, ...] | Unreadable", ...]


class CompiledPolicies:
    """Policies whose documents are compiled once, for many requests."""

    __slots__ = ("boundary", "endpoints", "grants", "identity", "rcps", "resource", "scps", "session")

    def __init__(self, policies: Policies) -> None:
        self.identity = _documents(policies.identity, "identity")
        self.resource = (
            None if policies.resource is None else _documents((policies.resource,), "resource", based=True)
        )
        bounds = policies.permission_boundaries
        self.boundary = None if bounds is None else _documents(bounds, "permission_boundaries")
        self.session = None if policies.session is None else _documents((policies.session,), "session")
        self.scps = tuple(_documents(level.policies, f"scps[{i}]") for i, level in enumerate(policies.scps))
        self.rcps = tuple(_documents(level.policies, f"rcps[{i}]") for i, level in enumerate(policies.rcps))
        self.endpoints = (
            _documents(policies.vpc_endpoints, "vpc_endpoints") if policies.vpc_endpoints else None
        )
        self.grants = policies.grants

    def decide(self, request: Request) -> Answer:
        """Return the answer for *request*, without near misses."""
        return _decide(self, request)


def _documents(documents: Iterable[Any], path: str, *, based: bool = False) -> Compiled:
    return tuple(
        d if isinstance(d, Unreadable) else compile_document(d, f"{path}[{i}]", resource_based=based)
        for i, d in enumerate(documents)
    )


def compile_policies(policies: Policies) -> CompiledPolicies:
    """Return *policies* compiled; PolicyError where AWS would reject one."""
    return CompiledPolicies(policies)


def ask(request: Request) -> Asked:
    """Return *request* made ready."""
    context = {key.lower(): value for key, value in request.context.items()}
    return Asked(
        request, caller_of(request.principal, context), request.action.lower(), request.resource, context
    )


def applies(statement: Statement, asked: Asked, missing: list[str]) -> bool | None:
    """Return whether *statement* applies to the request, principals aside; None where a key that decides is not known."""
    if bool(statement.action(asked.action)) is statement.action_negated:
        return False
    resource = _resource(statement, asked, missing)
    if resource is False:
        return False
    result: bool | None = resource
    unknown: list[str] = []
    for condition in statement.conditions:
        met = condition.ask(asked.context)
        if met is False:
            return False
        if met is None:
            unknown.append(condition.key)
            result = None
    missing += unknown
    return result


def _resource(statement: Statement, asked: Asked, missing: list[str]) -> bool | None:
    if statement.resource is None:
        return True
    hit = bool(statement.resource(asked.resource))
    if not hit and statement.variables:
        unknown = None
        for pattern in statement.variables:
            text = resolve(pattern, asked.context)
            if isinstance(text, Unresolved):
                unknown = unknown or text.key
            elif compiled_glob(text)(asked.resource):
                hit = True
                break
        if not hit and unknown:
            missing.append(unknown)
            return None
    return hit is not statement.resource_negated


def _layer(documents: Compiled, asked: Asked, *, based: bool = False) -> Layer:
    layer = Layer()
    unknown_allow, unknown_deny = False, False
    for number, document in enumerate(documents):
        if isinstance(document, Unreadable):
            unknown_allow = unknown_deny = True
            layer.missing.append(document.name)
            continue
        for statement in document:
            standing: Standing | None = None
            if based and statement.principals is not None:
                standing = statement.principals.standing(asked.caller)
                if standing is None:
                    continue
            met = applies(statement, asked, layer.missing)
            if met is False:
                continue
            if statement.allows:
                if met:
                    layer.standing.add(standing or "anyone")
                    layer.allowed_by = layer.allowed_by or (number, statement)
                else:
                    unknown_allow = True
                    layer.standing.add(standing or "anyone")
            elif met:
                layer.denied_by = layer.denied_by or (number, statement)
            else:
                unknown_deny = True
    layer.allow = True if layer.allowed_by else (None if unknown_allow else False)
    layer.deny = True if layer.denied_by else (None if unknown_deny else False)
    return layer


def _all(values: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def _any(values: Iterable[bool | None]) -> bool | None:
    result: bool | None = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def _decide(policies: CompiledPolicies, request: Request) -> Answer:
    asked = ask(request)
    if asked.action in _NEEDS_NOTHING:
        return Answer("allowed", True)
    caller = asked.caller
    has_identity = caller.kind not in {"service", "anonymous"}
    layers: list[tuple[str, Layer]] = []
    identity = _layer(policies.identity if has_identity else (), asked)
    layers.append(("identity", identity))
    resource = _layer(policies.resource or (), asked, based=True)
    layers.append(("resource", resource))
    boundary = session = endpoints = None
    if has_identity and policies.boundary is not None:
        boundary = _layer(policies.boundary, asked)
        layers.append(("boundary", boundary))
    if has_identity and policies.session is not None:
        session = _layer(policies.session, asked)
        layers.append(("session", session))
    scps = [_layer(level, asked) for level in policies.scps] if has_identity else []
    rcps = [_layer(level, asked, based=True) for level in policies.rcps]
    layers += [("scp", layer) for layer in scps] + [("rcp", layer) for layer in rcps]
    if policies.endpoints is not None:
        endpoints = _layer(policies.endpoints, asked, based=True)
        layers.append(("vpc-endpoint", endpoints))
    denying = [name for name, layer in layers if layer.deny]
    if denying:
        return Answer(
            "explicitly-denied", False, tuple(dict.fromkeys(denying)), _statements(layers, "denied_by")
        )
    bounds = _all(layer.allow for layer in (boundary, session) if layer is not None)
    granted = _granted(policies, asked, identity, resource, bounds)
    organization = _all(layer.allow for layer in scps)
    # RCPs always carry the full-access default, so only their denies count; see the Organizations user guide.
    outer = _all((organization, endpoints.allow if endpoints is not None else True))
    allowed = _all((granted, outer))
    maybe_denied = any(layer.deny is None for _, layer in layers)
    missing = tuple(dict.fromkeys(m for _, layer in layers for m in layer.missing))
    if allowed is True and not maybe_denied:
        return Answer("allowed", True, (), _statements(layers, "allowed_by"))
    if allowed is False:
        blocked = _blocked(policies, asked, identity, resource, boundary, session, scps, endpoints)
        decision: Decision = "unknown" if maybe_denied else "implicitly-denied"
        return Answer(decision, False, blocked, _silent(blocked, request), missing if maybe_denied else ())
    return Answer("unknown", None, (), (), missing)


def _same_account(asked: Asked) -> bool:
    account = asked.request.resource_account or _account_of(asked.resource) or asked.caller.account
    return account == asked.caller.account


def _account_of(resource: str) -> str:
    parts = resource.split(":", 5)
    return parts[4] if len(parts) == 6 else ""


def _needs_resource_policy(asked: Asked) -> bool:
    """Role trust policies and key policies have to admit even the account's own principals."""
    if asked.action.startswith("sts:assumerole"):
        return True
    return asked.action.startswith("kms:") and ":key/" in asked.resource


def _granted(
    policies: CompiledPolicies, asked: Asked, identity: Layer, resource: Layer, bounds: bool | None
) -> bool | None:
    """Return whether identity and resource sides together admit the request."""
    caller = asked.caller
    if caller.kind in {"service", "anonymous"}:
        return resource.allow
    own: bool | None = True if caller.kind == "root" else _all((identity.allow, bounds))
    if policies.grants and _grant_admits(policies.grants, asked):
        return bounds if caller.kind != "root" else True
    if not _same_account(asked):
        return _all((own, resource.allow))
    standing = resource.standing
    if policies.resource is not None and _needs_resource_policy(asked):
        direct = _direct(resource, standing, bounds)
        return _any((direct, _all((resource.allow, own))))
    return _any((own, _direct(resource, standing, bounds)))


def _direct(resource: Layer, standing: set[Standing], bounds: bool | None) -> bool | None:
    """Return whether the resource's policy by itself admits the principal, by the standing it names it with."""
    if "exact" in standing:
        return resource.allow
    if standing & {"role", "anyone"}:
        return _all((resource.allow, bounds))
    return False


_GRANT_OPERATIONS = {"decrypt", "encrypt", "generatedatakey", "generatedatakeywithoutplaintext", "describekey",
                     "reencryptfrom", "reencryptto", "creategrant", "retiregrant", "sign", "verify", "getpublickey",
                     "generatedatakeypair", "generatedatakeypairwithoutplaintext", "generatemac", "verifymac"}  # fmt: skip


def _grant_admits(grants: tuple[dict[str, Any], ...], asked: Asked) -> bool:
    """Whether a KMS grant without constraints names the principal and the operation."""
    service, _, operation = asked.action.partition(":")
    if service != "kms" or operation not in _GRANT_OPERATIONS:
        return False
    names = {asked.caller.text, asked.caller.role_arn} - {""}
    return any(
        g.get("GranteePrincipal") in names
        and not g.get("Constraints")
        and operation in {str(o).lower() for o in g.get("Operations") or ()}
        for g in grants
    )


def _blocked(
    policies: CompiledPolicies,
    asked: Asked,
    identity: Layer,
    resource: Layer,
    boundary: Layer | None,
    session: Layer | None,
    scps: list[Layer],
    endpoints: Layer | None,
) -> tuple[str, ...]:
    """Return the layers that do not let the request through, the one that has to change first at the front."""
    names = []
    caller = asked.caller
    inner = [("boundary", boundary), ("session", session)]
    bounded = [name for name, layer in inner if layer is not None and layer.allow is False]
    if caller.kind in {"service", "anonymous"}:
        if resource.allow is False:
            names.append("resource")
    else:
        needs = policies.resource is not None and _needs_resource_policy(asked)
        cross = not _same_account(asked)
        delegated = resource.allow is not False
        if identity.allow is False and caller.kind != "root" and (cross or not needs or delegated):
            names.append("identity")
        if (needs or cross) and resource.allow is False:
            names.append("resource")
        names += bounded
        if needs and not names:
            names.append("resource")
    if any(layer.allow is False for layer in scps):
        names.append("scp")
    if endpoints is not None and endpoints.allow is False:
        names.append("vpc-endpoint")
    return tuple(names)


def _statements(layers: list[tuple[str, Layer]], which: str) -> tuple[Deciding, ...]:
    rows = []
    for name, layer in layers:
        found = getattr(layer, which)
        if found is not None:
            number, statement = found
            verb = "allows it" if which == "allowed_by" else "denies it"
            rows.append(Deciding(name, number, statement.name, verb))
    return tuple(rows)


def _silent(blocked: tuple[str, ...], request: Request) -> tuple[Deciding, ...]:
    return tuple(Deciding(name, 0, "", f"no {_WORD[name]} allows {request.action}") for name in blocked)
