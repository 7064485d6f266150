"""A refused request on AWS, given what a message told of it: its class, the layer that refused and the cause."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.model import NAMED_LAYER, NAMED_REQUEST, Saying

# The layer's words -> cause when it refuses because nothing allows, and when a Deny matches. The identity and the
# resource side are told further by the action.
_LAYERS = {
    "permission": ("aws.role.boundary", "aws.role.boundary"),
    "session": ("aws.role.session-policy", "aws.role.session-policy"),
    "service": ("aws.organization.scp", "aws.organization.scp"),
    "resource control": ("aws.organization.rcp", "aws.organization.rcp"),
    "vpc": ("aws.endpoint-policy.call-not-admitted", "aws.endpoint-policy.call-not-admitted"),
    "role": ("aws.target-role.trust", "aws.target-role.trust"),
}


class _Owner(NamedTuple):
    """Causes of a service's own policy: nothing admits the caller, a Deny shuts it out."""

    missing: str
    deny: str


_RESOURCE_SIDE = {
    "kms": _Owner("aws.key-policy.role-not-admitted", "aws.key-policy.explicit-deny"),
    "lambda": _Owner("aws.function-policy.statement-missing", "aws.function-policy.explicit-deny"),
    "sqs": _Owner("aws.queue-policy.role-not-admitted", "aws.target-policy.explicit-deny"),
    "sns": _Owner("aws.topic-policy.role-not-admitted", "aws.target-policy.explicit-deny"),
    "s3": _Owner("aws.bucket-policy.role-not-admitted", "aws.bucket-policy.explicit-deny"),
    "secretsmanager": _Owner("aws.secret-policy.role-not-admitted", "aws.target-policy.explicit-deny"),
    "events": _Owner("aws.bus-policy.sender-not-admitted", "aws.target-policy.explicit-deny"),
    "elasticfilesystem": _Owner(
        "aws.file-system-policy.role-not-admitted", "aws.target-policy.explicit-deny"
    ),
    "execute-api": _Owner("aws.api.caller-refused", "aws.api.caller-refused"),
    "sts": _Owner("aws.target-role.trust", "aws.target-role.trust"),
}
_ANY_RESOURCE = _Owner("aws.target-policy.role-not-admitted", "aws.target-policy.explicit-deny")
_EXACT_RESOURCE_SIDE = {
    "lambda:getlayerversion": _Owner("aws.layer-policy.not-shared", "aws.layer-policy.not-shared"),
    "lambda:invokefunctionurl": _Owner(
        "aws.function-url.caller-not-admitted", "aws.function-policy.explicit-deny"
    ),
}

_IDENTITY_SIDE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), cause)
    for pattern, cause in (
        (r"iam:passrole", "aws.deployer.passrole-missing"),
        (r"sts:assumerole", "aws.role.assume-role-missing"),
        (r"rds-db:connect", "aws.role.database-connect-missing"),
        (r"lambda:(?:checkpointdurable|getdurableexecution)\w*", "aws.role.checkpoint-permission-missing"),
        (r"lambda:invoke\w+", "aws.caller.invoke-missing"),
        (
            r"(?:lambda|iam|cloudformation|apigateway|ecr|codedeploy|codebuild):.+",
            "aws.deployer.action-denied",
        ),
        (r"logs:(?:createloggroup|createlogstream|putlogevents)", "aws.role.logs-permission-missing"),
        (r"xray:put\w+", "aws.role.traces-permission-missing"),
        (
            r"ec2:(?:create|describe|delete|un?assign)\w*(?:networkinterface|privateipaddress)\w*",
            "aws.role.eni-permissions-missing",
        ),
        (r"elasticfilesystem:client\w+", "aws.role.file-system-mount-missing"),
        (r"kms:.+", "aws.role.key-permission-missing"),
    )
)
_FUNCTION_SERVICES = frozenset({"lambda", "apigateway", "s3", "sns", "events", "cognito-idp"})
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?")
_TRIGGER_BEFORE = re.compile(
    r"invocation\s+failed|(?:cognito|user\s?pool)[^\n]{0,80}$|trigger\w*\s+failed", re.IGNORECASE
)
# `CodeBuild is not authorized`: a service by its name in prose, not `User is` or `You are`.
_BY_SERVICE = re.compile(r"(?:\A|[\s\"'(])(?!(?:User|Role|Principal|Caller|It)\b)[A-Z]\w{2,30} is\s*\Z")
_ENVIRONMENT = re.compile(r"decrypt\s+the\s+environment\s+variables", re.IGNORECASE)
_ACCOUNT = re.compile(r"arn:[\w-]*:[\w-]*:[\w-]*:(\d{6,12}):")
_PERSON = re.compile(
    r":user/|:root\b|AWSReservedSSO_|GitHub|gitlab|deploy|terraform|pipeline|codebuild|cicd|ci-cd",
    re.IGNORECASE,
)


def of_request(
    saying: Saying,
    *,
    principal: str | None = None,
    action: str | None = None,
    resource: str | None = None,
    layer: str | None = None,
    explicit: bool | None = None,
    policy_arn: str | None = None,
    public: bool = False,
    before: str = "",
) -> Saying:
    """Return *saying* with the request, and the cause that layer, action, principal and the text *before* point to."""
    key = (action or "").lower()
    service = key.partition(":")[0]
    given = {
        "principal": principal,
        "action": action,
        "resource": resource,
        "explicit": explicit,
        "policy_arn": policy_arn,
        "rank": NAMED_LAYER if layer else NAMED_REQUEST,
    }
    confidence = 0.97
    if public:
        cause = "aws.bucket.public-access-blocked"
    elif layer == "identity":
        cause = "aws.role.explicit-deny" if explicit else _identity(key, principal, before)
    elif layer == "resource":
        owner = _EXACT_RESOURCE_SIDE.get(key) or _RESOURCE_SIDE.get(service, _ANY_RESOURCE)
        cause = owner.deny if explicit else owner.missing
    elif layer in _LAYERS:
        cause = _LAYERS[layer][bool(explicit)]
    else:
        cause, confidence = _layer_untold(key, service, principal, resource, explicit, before)
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of the tables above; a test walks them
    told = (
        bool(layer)
        or public
        or known.deny_origin in {"authorizer", "trust"}
        or known.class_ == "resource-policy"
    )
    return replace(
        saying,
        **given,
        cause=cause,
        class_=known.class_,
        deny_origin=known.deny_origin if told else None,
        confidence=confidence,
        summary=_sentence(principal, action, resource, layer, explicit),
    )


def _identity(key: str, principal: str | None, before: str) -> str:
    if key == "kms:decrypt" and _ENVIRONMENT.search(before):
        return "aws.role.environment-key-missing"
    for pattern, cause in _IDENTITY_SIDE:
        if pattern.fullmatch(key):
            return cause
    return (
        "aws.deployer.action-denied" if principal and _PERSON.search(principal) else "aws.role.action-missing"
    )


def _layer_untold(
    key: str, service: str, principal: str | None, resource: str | None, explicit: bool | None, before: str
) -> tuple[str, float]:
    """Return the likeliest cause where the text names no layer, and how sure its class is."""
    who = (principal or "").lower()
    if key in ("sts:assumerolewithwebidentity", "sts:assumerolewithsaml"):
        return (
            "aws.target-role.trust",
            0.9,
        )  # a token has no policy of its own: only the role's trust can refuse it
    if key.startswith("sts:assumerole"):
        by_service = _SERVICE.fullmatch(who) or (not who and _BY_SERVICE.search(before))
        return ("aws.service-role.trust" if by_service else "aws.role.assume-role-missing"), 0.93
    if service == "execute-api":
        return "aws.api.caller-refused", 0.75 if who not in ("", "anonymous") else 0.93
    owner = _EXACT_RESOURCE_SIDE.get(key) or _RESOURCE_SIDE.get(service, _ANY_RESOURCE)
    if who == "anonymous" or _SERVICE.fullmatch(who):
        return (owner.deny if explicit else owner.missing), 0.93
    if service == "kms" and "providerresponse" in before.lower():
        return "aws.key-policy.sender-not-admitted", 0.85  # a delivery log: the topic asked, not a role
    if key == "lambda:invokefunction" and (
        "awscognitoidentityprovider" in who or _TRIGGER_BEFORE.search(before)
    ):
        return "aws.function-policy.statement-missing", 0.9
    accounts = {m[1] for m in (_ACCOUNT.match(principal or ""), _ACCOUNT.match(resource or "")) if m}
    if key == "lambda:getlayerversion" and not explicit and len(accounts) != 1:
        return "aws.layer-policy.not-shared", 0.75  # a layer of one's own account is seldom refused
    cause = "aws.role.explicit-deny" if explicit else _identity(key, principal, before)
    return cause, 0.7 if len(accounts) == 2 or service == "kms" else 0.88


def _sentence(
    principal: str | None, action: str | None, resource: str | None, layer: str | None, explicit: bool | None
) -> str:
    who = (principal or "The caller").rpartition(":")[2]
    what = f"{who} may not call {action}" + (f" on {resource}" if resource else "")
    words = {
        "identity": "its own policies", "resource": "the resource's policy", "permission": "its permissions boundary",
        "session": "its session policy", "service": "a service control policy", "resource control": "a resource control policy",
        "vpc": "the VPC endpoint's policy", "role": "the role's trust policy",
    }.get(layer or "")  # fmt: skip
    if words is None:
        return what + (
            ": an explicit deny forbids it." if explicit else "; the text does not say which policy refused."
        )
    return what + (f": {words} forbids it." if explicit else f": {words} does not allow it.").replace(
        "policies forbids", "policies forbid"
    ).replace("policies does", "policies do")
