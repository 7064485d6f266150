"""What the function calls and was refused by: the resource with the policy of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from diagnostics.case import Hop, Node
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.arn import Arn
from diagnostics.hops.aws.documents import as_document
from diagnostics.hops.aws.world import Document, Episode, Function
from diagnostics.messages.aws.operations import canonical
from diagnostics.reader import Ask, Read, Unknown
from diagnostics.reads.aws import core, targets, wiring


class TargetHop(Hop, frozen=True):
    """Function → resource, for one refused action. *policy* is the resource's own (None: it has none).

    *grants* are a key's; *exists* is False where the provider says that the resource is not there.
    """

    action: str | None
    resource: str | None
    episodes: tuple[Episode, ...]
    policy: Document | Unknown | None
    grants: tuple[dict[str, object], ...] = ()
    exists: bool | None = None


class _Own(msgspec.Struct, frozen=True):
    policy: Document | Unknown | None
    grants: tuple[dict[str, object], ...] = ()
    exists: bool | None = None


def read_target(ask: Ask, function: Function, episodes: tuple[Episode, ...]) -> TargetHop:
    """Return the hop to what *episodes* (all of one action and resource) were refused by."""
    saying = episodes[0].saying
    resource = saying.resource if saying else None
    parsed = arn.parse(resource)
    assumed = bool(saying and (saying.action or "").lower().startswith("sts:assumerole"))
    reader = _trust if assumed else (_OWN.get(parsed.service) if parsed else None)
    own = reader(ask, function, parsed) if reader and parsed else _Own(None)
    name = resource or (saying.host if saying else None) or "(not named)"
    return TargetHop(
        direction="outbound",
        source=arn.node(function.arn),
        target=arn.node(name) if resource else Node(name, "resource", name),
        action=canonical(saying.action) if saying and saying.action else None,
        resource=resource,
        episodes=episodes,
        policy=own.policy,
        grants=own.grants,
        exists=own.exists,
    )


def read_key(ask: Ask, function: Function, key: str, of: str) -> TargetHop | None:
    """Return the hop to the key (an ARN or an id) that encrypts *of*, for kms:Decrypt; None where it is an alias."""
    there = arn.parse(of)
    if there is None or "alias/" in key:
        return None
    named = (
        key
        if key.startswith("arn:")
        else f"arn:{there.partition}:kms:{there.region}:{there.account}:key/{key}"
    )
    parsed = arn.parse(named)
    if parsed is None:
        return None
    own = _key(ask, function, parsed)
    return TargetHop(
        "outbound",
        arn.node(function.arn),
        arn.node(named),
        "kms:Decrypt",
        named,
        (),
        own.policy,
        own.grants,
        own.exists,
    )


T = TypeVar("T")


def _document_of(
    ask: Ask, read: Read[T], text: Callable[[T], Any], *, absent_means_gone: bool = False
) -> _Own:
    answer = ask(read)
    if isinstance(answer, Unknown):
        return _Own(answer)
    if answer is None:
        return _Own(None, exists=False if absent_means_gone else None)
    return _Own(as_document(text(answer)), exists=True)


def _bucket(ask: Ask, function: Function, of: Arn) -> _Own:
    bucket = of.resource.partition("/")[0]
    return _document_of(ask, targets.bucket_policy(function.region, Bucket=bucket), lambda a: a.Policy)


def _table(ask: Ask, function: Function, of: Arn) -> _Own:
    table = "/".join(of.resource.split("/")[:2])
    named = f"arn:{of.partition}:dynamodb:{of.region}:{of.account}:{table}"
    return _document_of(
        ask, targets.table_policy(of.region or function.region, ResourceArn=named), lambda a: a.Policy
    )


def _secret(ask: Ask, function: Function, of: Arn) -> _Own:
    named = f"arn:{of.partition}:secretsmanager:{of.region}:{of.account}:{of.resource}"
    return _document_of(
        ask, targets.secret_policy(of.region or function.region, SecretId=named), lambda a: a.ResourcePolicy
    )


def _topic(ask: Ask, function: Function, of: Arn) -> _Own:
    named = f"arn:{of.partition}:sns:{of.region}:{of.account}:{of.resource}"
    return _document_of(
        ask,
        targets.topic_attributes(of.region or function.region, TopicArn=named),
        lambda a: a.Attributes.get("Policy", ""),
        absent_means_gone=True,
    )


def _queue(ask: Ask, function: Function, of: Arn) -> _Own:
    url = ask(
        wiring.queue_url(
            of.region or function.region, QueueName=of.resource, QueueOwnerAWSAccountId=of.account
        )
    )
    if isinstance(url, Unknown):
        return _Own(url)
    if url is None:
        return _Own(None, exists=False)
    return _document_of(
        ask,
        wiring.queue_attributes(of.region or function.region, QueueUrl=url.QueueUrl, AttributeNames=["All"]),
        lambda a: a.Attributes.get("Policy", ""),
        absent_means_gone=True,
    )


def _function(ask: Ask, function: Function, of: Arn) -> _Own:
    parts = of.resource.split(":")
    return _document_of(
        ask, core.function_policy(of.region or function.region, FunctionName=parts[1]), lambda a: a.Policy
    )


def _trust(ask: Ask, function: Function, of: Arn) -> _Own:
    """Return the trust policy of the role to be assumed: it decides as the policy of a resource does."""
    if of.account != function.account:
        return _Own(Unknown("the role belongs to another account"))
    read = core.role(arn.global_region(of.partition), RoleName=of.resource.rpartition("/")[2])
    return _document_of(ask, read, lambda a: a.Role.AssumeRolePolicyDocument, absent_means_gone=True)


def _key(ask: Ask, function: Function, of: Arn) -> _Own:
    if not of.resource.startswith("key/"):
        return _Own(Unknown("the message names an alias, not the key"))
    region, key_id = (
        of.region or function.region,
        f"arn:{of.partition}:kms:{of.region}:{of.account}:{of.resource}",
    )
    own, grants = ask.pair(
        lambda: _document_of(
            ask,
            targets.key_policy(region, KeyId=key_id, PolicyName="default"),
            lambda a: a.Policy,
            absent_means_gone=True,
        ),
        lambda: ask(targets.grants(region, KeyId=key_id)),
    )
    held = grants.Grants if isinstance(grants, targets.Grants) else ()
    return _Own(own.policy, held, own.exists)


_OWN: dict[str, Callable[[Ask, Function, Arn], _Own]] = {
    "s3": _bucket,
    "dynamodb": _table,
    "secretsmanager": _secret,
    "sns": _topic,
    "sqs": _queue,
    "lambda": _function,
    "kms": _key,
}
