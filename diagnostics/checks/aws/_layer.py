"""Which layer refused a call: the one that the text names, else the one that the policies show, and its cause."""

from __future__ import annotations

from diagnostics.causes import lookup
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import decide, policies_for, request_of
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import Episode, Function, Role
from diagnostics.messages.model import Saying
from diagnostics.policy.aws import Answer
from diagnostics.reader import Unknown
from diagnostics.report import Class, DenyOrigin

_BY_LAYER: dict[str, tuple[str, DenyOrigin]] = {
    "identity": ("aws.role.action-missing", "implicit-identity"),
    "boundary": ("aws.role.boundary", "boundary"),
    "session": ("aws.role.session-policy", "session"),
    "scp": ("aws.organization.scp", "scp"),
    "rcp": ("aws.organization.rcp", "rcp"),
    "vpc-endpoint": ("aws.endpoint-policy.call-not-admitted", "vpc-endpoint"),
}


def refusing_layer(
    function: Function,
    role: Role | Unknown | None,
    hop: TargetHop,
    episodes: list[Episode],
    answer: Answer | None,
) -> tuple[str, Class, DenyOrigin | None, bool | None]:
    """Return cause, class, origin and explicitness: the message's layer where it names one, else the judge's."""
    told = next((e.saying for e in episodes if e.saying and e.saying.deny_origin and e.saying.cause), None)
    judged = _judged_layer(hop, answer)
    if told is not None and told.cause:
        explicit = told.explicit
        if judged and judged[1] == told.deny_origin:
            cause = _told_of_role(told) or judged[0]
            return cause, told.class_, told.deny_origin, judged[2] if explicit is None else explicit
        return told.cause, told.class_, told.deny_origin, explicit
    if judged:
        cause, origin, explicit = judged
        if origin == "implicit-identity":
            cause = _told_of_role(next(e.saying for e in episodes if e.saying)) or cause
        known = lookup(cause)
        return cause, known.class_ if known else "iam", origin, explicit
    if _only_trust_left(function, role, hop):
        return "aws.target-role.trust", "iam", "trust", None
    said = next(e.saying for e in episodes if e.saying)
    return said.cause or "aws.role.action-missing", said.class_, said.deny_origin, said.explicit


def _told_of_role(saying: Saying) -> str | None:
    """Return what the text says of the role's missing right, which knows the action: a key, a database, a role."""
    known = lookup(saying.cause) if saying.cause and saying.cause.startswith("aws.role.") else None
    return saying.cause if known and known.deny_origin == "implicit-identity" else None


def _only_trust_left(function: Function, role: Role | Unknown | None, hop: TargetHop) -> bool:
    """Whether the role's own side lets it assume another role whose trust policy could not be read."""
    action = hop.action or ""
    if not action.lower().startswith("sts:assumerole") or not isinstance(hop.policy, Unknown):
        return False
    if not isinstance(role, Role) or not hop.resource:
        return False
    admits = {"Effect": "Allow", "Principal": {"AWS": role.arn}, "Action": action}
    open_trust = {"Version": "2012-10-17", "Statement": [admits]}
    return decide(request_of(function, action, hop.resource), policies_for(role, open_trust)).allowed is True


def _judged_layer(hop: TargetHop, answer: Answer | None) -> tuple[str, DenyOrigin, bool] | None:
    if answer is None or answer.allowed is not False or not answer.blocked_by:
        return None
    explicit = answer.decision == "explicitly-denied"
    layer = answer.blocked_by[0]
    service = (arn.parse(hop.resource) or arn.Arn("", "", "", "", "")).service
    if layer == "resource":
        if service == "iam":
            return "aws.target-role.trust", "trust", explicit
        if service == "kms":
            return (
                "aws.key-policy.explicit-deny" if explicit else "aws.key-policy.role-not-admitted",
                "key-policy",
                explicit,
            )
        return _RESOURCE_CAUSES.get((service, explicit), _ANY_RESOURCE[explicit]), "resource-policy", explicit
    if layer == "identity" and explicit:
        return "aws.role.explicit-deny", "explicit-identity", True
    cause, origin = _BY_LAYER.get(layer, _BY_LAYER["identity"])
    return cause, origin, explicit


_RESOURCE_CAUSES = {
    ("s3", True): "aws.bucket-policy.explicit-deny",
    ("s3", False): "aws.bucket-policy.role-not-admitted",
    ("sqs", False): "aws.queue-policy.role-not-admitted",
    ("sns", False): "aws.topic-policy.role-not-admitted",
    ("secretsmanager", False): "aws.secret-policy.role-not-admitted",
    ("lambda", True): "aws.function-policy.explicit-deny",
    ("lambda", False): "aws.function-policy.account-not-admitted",
}
_ANY_RESOURCE = {True: "aws.target-policy.explicit-deny", False: "aws.target-policy.role-not-admitted"}
