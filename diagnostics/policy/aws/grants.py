"""KMS grants: an Allow beside the key's policy, for one principal, some operations, under constraints.

Source: the KMS developer guide on grants, and the API reference of GrantConstraints.
"""

from __future__ import annotations

from typing import Any

from diagnostics.policy.aws.layers import Asked, some

_OPERATIONS = {"decrypt", "encrypt", "generatedatakey", "generatedatakeywithoutplaintext", "describekey",
               "reencryptfrom", "reencryptto", "creategrant", "retiregrant", "sign", "verify", "getpublickey",
               "generatedatakeypair", "generatedatakeypairwithoutplaintext", "generatemac", "verifymac",
               "derivesharedsecret"}  # fmt: skip
_CONTEXT = "kms:encryptioncontext:"
_CONSTRAINTS = {"EncryptionContextEquals", "EncryptionContextSubset"}
# These operations carry no encryption context, so constraints of one do not apply to them.
_WITHOUT_CONTEXT = {"describekey", "retiregrant"}


def admits(grants: tuple[dict[str, Any], ...], asked: Asked, missing: list[str]) -> bool | None:
    """Return whether a grant admits the request; keys that would decide are added to *missing*."""
    service, _, operation = asked.action.partition(":")
    if service != "kms" or operation not in _OPERATIONS:
        return False
    names = {asked.caller.text, asked.caller.role_arn} - {""}
    return some(
        [
            _constraints_met(grant.get("Constraints") or {}, operation, asked, missing)
            for grant in grants
            if str(grant.get("GranteePrincipal")) in names and operation in _operations(grant)
        ]
    )


def _operations(grant: dict[str, Any]) -> set[str]:
    listed = grant.get("Operations")
    return {str(each).lower() for each in listed} if isinstance(listed, list | tuple) else set()


def _constraints_met(constraints: Any, operation: str, asked: Asked, missing: list[str]) -> bool | None:
    if not _is_known(constraints):
        missing.append("kms:GrantConstraints")  # a constraint of another kind, which is not judged here
        return None
    exact = constraints.get("EncryptionContextEquals")
    wanted = exact or constraints.get("EncryptionContextSubset")
    if not wanted or operation in _WITHOUT_CONTEXT:
        return True
    have = {k.removeprefix(_CONTEXT): v for k, v in asked.context.items() if k.startswith(_CONTEXT)}
    result: bool | None = True
    for key, value in wanted.items():
        if key.lower() not in have and not asked.open:
            return False
        if have.get(key.lower()) is None:
            missing.append(f"kms:EncryptionContext:{key}")
            result = None
        elif have[key.lower()] != value:
            return False
    return False if exact and len(have) > len(exact) else result


def _is_known(constraints: Any) -> bool:
    return (
        isinstance(constraints, dict)
        and set(constraints) <= _CONSTRAINTS
        and all(isinstance(pairs, dict) for pairs in constraints.values())
    )
