"""Who a statement of a resource's policy means, and with which standing.

The standing matters: a policy that names the account only delegates; one that names a role admits it although no
identity policy allows, but boundary and session policies still bound it; one that names the very session or user is
not bounded by what merely fails to allow. Source: the IAM user guide, evaluation logic and principal element.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from diagnostics.policy.aws.model import PolicyError

Standing = Literal["account", "anyone", "role", "exact", "service"]


class Caller(msgspec.Struct, frozen=True):
    """The principal of a request, taken apart once."""

    text: str
    kind: Literal["role", "session", "user", "root", "federated", "service", "anonymous"]
    account: str
    name: str = ""
    role_arn: str = ""


def caller_of(principal: str, context: dict[str, Any]) -> Caller:
    """Return what *principal* is; a session's role path is taken from aws:PrincipalArn where it is known."""
    if principal in {"*", "anonymous", ""}:
        return Caller(principal, "anonymous", "")
    parts = principal.split(":", 5)
    if len(parts) < 6:
        return Caller(principal, "service", "")
    account, rest = parts[4], parts[5]
    kind, _, name = rest.partition("/")
    if kind == "assumed-role":
        role = name.partition("/")[0]
        known = context.get("aws:principalarn")
        arn = (
            known
            if isinstance(known, str) and ":role/" in known
            else f"{parts[0]}:{parts[1]}:iam::{account}:role/{role}"
        )
        return Caller(principal, "session", account, role, arn)
    if kind == "role":
        return Caller(principal, "role", account, name.rpartition("/")[2], principal)
    if kind == "user":
        return Caller(principal, "user", account, name.rpartition("/")[2])
    if rest == "root":
        return Caller(principal, "root", account)
    if kind in {"federated-user", "saml-provider", "oidc-provider"}:
        return Caller(principal, "federated", account, name)
    return Caller(principal, "user", account, name)


class Principals(msgspec.Struct, frozen=True):
    """The Principal or NotPrincipal element. *aws* are ARNs and unique ids, *accounts* bare or as root ARNs."""

    negated: bool
    anyone: bool
    accounts: frozenset[str]
    aws: frozenset[str]
    services: frozenset[str]
    federated: frozenset[str]

    def standing(self, caller: Caller) -> Standing | None:
        """Return with which standing *caller* is meant, or None where it is not."""
        if self.negated:
            return None if self._spares(caller) else "anyone"
        return self._named(caller)

    def _named(self, caller: Caller) -> Standing | None:
        if caller.kind == "service":
            return "service" if caller.text in self.services or self.anyone else None
        if caller.kind == "federated" and caller.text in self.federated:
            return "exact"
        if caller.text in self.aws:
            return "role" if caller.kind == "role" else "exact"
        if caller.kind == "session" and any(_same_role(arn, caller) for arn in self.aws):
            return "role"
        if self.anyone:
            return "anyone"
        return "account" if caller.account in self.accounts and caller.account else None

    def _spares(self, caller: Caller) -> bool:
        """Whether NotPrincipal leaves *caller* out: a session only where its role (or itself) and account are listed."""
        if self.anyone:
            return True
        if caller.kind == "service":
            return caller.text in self.services
        if caller.kind == "root":
            return caller.account in self.accounts
        return self._named(caller) in {"role", "exact"}


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
        if kind not in sets:
            raise PolicyError(
                f"{path}.{key}.{kind}",
                "is no kind of principal; known are AWS, Service, Federated, CanonicalUser",
            )
        listed = values if isinstance(values, list) else [values]
        if not all(isinstance(v, str) for v in listed):
            raise PolicyError(f"{path}.{key}.{kind}", "must be a string or a list of strings")
        sets[kind] |= set(listed)
    accounts = {a for v in sets["AWS"] if (a := _account(v))}
    return Principals(
        negated=key == "NotPrincipal",
        anyone="*" in sets["AWS"],
        accounts=frozenset(accounts),
        aws=frozenset(v for v in sets["AWS"] if v.startswith("arn:") and not v.endswith(":root")),
        services=frozenset(sets["Service"]),
        federated=frozenset(sets["Federated"]),
    )


def _account(value: str) -> str:
    if len(value) == 12 and value.isdigit():
        return value
    parts = value.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[5] == "root" and parts[2] == "iam" else ""
