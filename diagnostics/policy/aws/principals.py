"""Who a statement of a resource's policy means, and with which standing.

The standing matters: a policy that names the account only delegates; one that names a role admits it although no
identity policy allows, but boundary and session policies still bound it; one that names the very session or user, or
everybody, is not bounded by what merely fails to allow. Source: the IAM user guide, pages on the evaluation logic
within one account and on the elements Principal and NotPrincipal.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from diagnostics.policy.aws.model import PolicyError

Standing = Literal["account", "role", "direct"]
Kind = Literal["role", "session", "user", "root", "federated", "provider", "service", "anonymous"]

_NOBODY = frozenset({"*", "anonymous", ""})
_LINKED = "AWSServiceRoleFor"


class Caller(msgspec.Struct, frozen=True):
    """The principal of a request, taken apart once. *unique_id* is the role's or user's (`AROA…`) where it is known.

    A *provider* (SAML, OIDC, `cognito-identity.amazonaws.com`) speaks for somebody who is not signed in to AWS yet.
    """

    text: str
    kind: Kind
    account: str
    name: str = ""
    role_arn: str = ""
    unique_id: str = ""

    @property
    def has_identity(self) -> bool:
        """Whether identity policies, boundaries, session policies and SCPs speak of it."""
        return self.kind not in {"service", "anonymous", "provider"}

    @property
    def service_linked(self) -> bool:
        """Whether it is a service-linked role, which neither SCPs nor RCPs bind."""
        if self.kind == "session" and self.name.startswith(_LINKED):
            return True
        return ":role/aws-service-role/" in self.role_arn


def caller_of(principal: str, context: dict[str, Any]) -> Caller:
    """Return what *principal* is; a session's role path is taken from aws:PrincipalArn where it is known."""
    if principal in _NOBODY:
        return Caller(principal, "anonymous", "")
    parts = principal.split(":", 5)
    if len(parts) < 6:
        if len(principal) == 12 and principal.isdigit():
            return Caller(principal, "root", principal)
        return Caller(principal, "service", "")
    account, rest = parts[4], parts[5]
    kind, _, name = rest.partition("/")
    user_id = context.get("aws:userid")
    unique_id = user_id.partition(":")[0] if isinstance(user_id, str) else ""
    if kind == "assumed-role":
        role = name.partition("/")[0]
        known = context.get("aws:principalarn")
        arn = (
            known
            if isinstance(known, str) and ":role/" in known
            else f"{parts[0]}:{parts[1]}:iam::{account}:role/{role}"
        )
        return Caller(principal, "session", account, role, arn, unique_id)
    if kind == "role":
        return Caller(principal, "role", account, name.rpartition("/")[2], principal, unique_id)
    if kind == "user":
        return Caller(principal, "user", account, name.rpartition("/")[2], "", unique_id)
    if rest == "root":
        return Caller(principal, "root", account)
    if kind in {"saml-provider", "oidc-provider"}:
        return Caller(principal, "provider", account, name)
    return Caller(principal, "federated" if kind == "federated-user" else "user", account, name)


class Principals(msgspec.Struct, frozen=True):
    """The Principal or NotPrincipal element. *aws* are ARNs and unique ids, *accounts* bare or as root ARNs."""

    negated: bool
    anyone: bool
    accounts: frozenset[str]
    aws: frozenset[str]
    services: frozenset[str]
    federated: frozenset[str]

    def standing(self, caller: Caller, *, bounded: bool = False) -> Standing | None:
        """Return with which standing *caller* is meant, or None where it is not.

        *bounded*: it has a permissions boundary; NotPrincipal means such a principal whatever it lists.
        """
        if self.negated:
            return None if self._spares(caller, bounded) else "direct"
        return self._named(caller)

    def _named(self, caller: Caller) -> Standing | None:
        if caller.text in self.services or caller.text in self.federated:
            return "direct"
        if self.anyone:
            return "direct"
        if caller.text in self.aws or (caller.kind == "user" and caller.unique_id in self.aws):
            return "role" if caller.kind == "role" else "direct"
        if caller.kind == "session" and (
            caller.unique_id in self.aws or any(_same_role(arn, caller) for arn in self.aws)
        ):
            return "role"
        return "account" if caller.account and caller.account in self.accounts else None

    def _spares(self, caller: Caller, bounded: bool) -> bool:
        """Whether NotPrincipal leaves *caller* out.

        A session is left out by its own ARN, or by those of its role and of its account together.
        """
        if self.anyone:
            return True
        if bounded and caller.has_identity:
            return False
        standing = self._named(caller)
        if caller.kind == "root":
            return standing == "account"
        if caller.kind == "session" and standing == "role":
            return caller.account in self.accounts
        return standing in {"role", "direct"}


def _same_role(arn: str, caller: Caller) -> bool:
    if arn == caller.role_arn:
        return True
    parts = arn.split(":", 5)
    return (
        len(parts) == 6
        and parts[4] == caller.account
        and parts[5].startswith("role/")
        and parts[5].rpartition("/")[2] == caller.name
        and caller.role_arn.endswith(f":role/{caller.name}")
    )


def compile_principals(row: dict[str, Any], path: str) -> Principals | None:
    """Return the statement's principals, or None where it has none."""
    if "Principal" in row and "NotPrincipal" in row:
        raise PolicyError(f"{path}.NotPrincipal", "cannot stand beside Principal")
    if "Principal" not in row and "NotPrincipal" not in row:
        return None
    key = "Principal" if "Principal" in row else "NotPrincipal"
    given = row[key]
    element = {"AWS": given} if isinstance(given, str | list) else given
    if not isinstance(element, dict):
        raise PolicyError(f"{path}.{key}", "must be '*' or an object of principals")
    sets: dict[str, set[str]] = {"AWS": set(), "Service": set(), "Federated": set(), "CanonicalUser": set()}
    for kind, values in element.items():
        where = f"{path}.{key}.{kind}"
        if kind not in sets:
            raise PolicyError(
                where, "is no kind of principal; known are AWS, Service, Federated, CanonicalUser"
            )
        listed = values if isinstance(values, list) else [values]
        if not all(isinstance(v, str) for v in listed):
            raise PolicyError(where, "must be a string or a list of strings")
        if pattern := next((v for v in listed if kind == "AWS" and _is_pattern(v)), None):
            raise PolicyError(
                where,
                f"{pattern[:200]!r}: a principal is no pattern; use * and a condition on aws:PrincipalArn",
            )
        sets[kind] |= set(listed)
    accounts = {a for v in sets["AWS"] if (a := _account(v))}
    return Principals(
        negated=key == "NotPrincipal",
        anyone="*" in sets["AWS"],
        accounts=frozenset(accounts),
        aws=frozenset(v for v in sets["AWS"] if v != "*" and not _account(v)),
        services=frozenset(sets["Service"]),
        federated=frozenset(sets["Federated"]),
    )


def _is_pattern(value: str) -> bool:
    return value != "*" and ("*" in value or "?" in value)


def _account(value: str) -> str:
    if len(value) == 12 and value.isdigit():
        return value
    parts = value.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[5] == "root" and parts[2] == "iam" else ""
