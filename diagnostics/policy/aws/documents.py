"""Policy documents into statements that can be asked; what AWS rejects is a PolicyError with its path."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from diagnostics.policy.aws import grammar, wildcards
from diagnostics.policy.aws.conditions import Condition, compile_operator
from diagnostics.policy.aws.model import PolicyError
from diagnostics.policy.aws.principals import Principals, compile_principals
from diagnostics.policy.aws.variables import has_variables
from diagnostics.policy.aws.wildcards import Matcher

_VERSIONS = {"2012-10-17", "2008-10-17"}
_DOCUMENT_KEYS = {"Version", "Id", "Statement"}
_STATEMENT_KEYS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip
_MOST_STATEMENTS = 20_000
_SID = re.compile(r"[A-Za-z0-9_-]*")  # documented are letters and digits; the two marks are let pass


class Statement(msgspec.Struct, frozen=True):
    """One statement, compiled. *variables* are resource patterns that have to be resolved for each request."""

    name: str | int
    allows: bool
    action: Matcher
    action_negated: bool
    actions: tuple[str, ...]
    resource: Matcher | None
    resource_negated: bool
    resources: tuple[str, ...]
    variables: tuple[str, ...]
    principals: Principals | None
    conditions: tuple[Condition, ...]


def validate(document: Any, path: str = "", *, resource_based: bool = False) -> None:
    """Raise PolicyError where AWS would not save *document*; empty lists, which decide nothing, count as well."""
    for row in compile_document(document, path, principals=resource_based) or (None,):
        if row is None:
            raise PolicyError(_at(path, "Statement"), "holds no statement")
        if not row.actions:
            raise PolicyError(_at(path, f"Statement {row.name}.Action"), "holds no action")
        if not row.resources and row.resource is not None:
            raise PolicyError(_at(path, f"Statement {row.name}.Resource"), "holds no resource")


def compile_document(
    document: Any, path: str = "", *, principals: bool | None = False
) -> tuple[Statement, ...]:
    """Return the statements of *document*; tolerant of the shapes AWS tolerates, exact about what it rejects.

    *principals* says whether statements must name a principal (True: a resource's policy, which may do without a
    Resource), may not (False: an identity's), or need not (None).
    """
    if not isinstance(document, dict):
        raise PolicyError(path, "a policy is a JSON object")
    for key in document:
        if key not in _DOCUMENT_KEYS:
            raise PolicyError(
                _at(path, key), f"unknown element; known are {', '.join(sorted(_DOCUMENT_KEYS))}"
            )
    if not isinstance(document.get("Id", ""), str):
        raise PolicyError(_at(path, "Id"), "must be a string")
    version = document.get("Version", "2008-10-17")
    if not isinstance(version, str) or version not in _VERSIONS:
        raise PolicyError(_at(path, "Version"), "must be 2012-10-17 or 2008-10-17")
    if "Statement" not in document:
        raise PolicyError(_at(path, "Statement"), "is missing")
    rows = document["Statement"]
    single = isinstance(rows, dict)
    listed = [rows] if single else rows
    if not isinstance(listed, list):
        raise PolicyError(_at(path, "Statement"), "must be an object or a list of objects")
    if len(listed) > _MOST_STATEMENTS:
        raise PolicyError(_at(path, "Statement"), f"holds more than {_MOST_STATEMENTS} statements")
    seen: set[str] = set()
    compiled = []
    for number, row in enumerate(listed):
        where = _at(path, "Statement") if single else f"{_at(path, 'Statement')}[{number}]"
        compiled.append(_statement(row, number, where, version == "2012-10-17", principals))
        sid = row.get("Sid")
        if sid and sid in seen:
            raise PolicyError(f"{where}.Sid", f"{sid!r} stands twice; statement ids must be unique")
        seen.add(sid)
    return tuple(compiled)


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _statement(row: Any, number: int, path: str, variables: bool, named: bool | None) -> Statement:
    if not isinstance(row, dict):
        raise PolicyError(path, "a statement is a JSON object")
    for key in row:
        if key not in _STATEMENT_KEYS:
            raise PolicyError(
                f"{path}.{key}", f"unknown element; known are {', '.join(sorted(_STATEMENT_KEYS))}"
            )
    effect = row.get("Effect")
    if not isinstance(effect, str) or effect not in {"Allow", "Deny"}:
        raise PolicyError(f"{path}.Effect", "must be Allow or Deny")
    sid = row.get("Sid")
    if sid is not None and not isinstance(sid, str):
        raise PolicyError(f"{path}.Sid", "must be a string")
    if sid and named is False and not _SID.fullmatch(sid):
        raise PolicyError(f"{path}.Sid", f"{sid[:200]!r}: IAM takes letters and digits")
    actions, action_negated = _either(row, "Action", path)
    if actions is None:
        raise PolicyError(f"{path}.Action", "is missing (or NotAction)")
    _checked(actions, grammar.action_fault, f"{path}.{'NotAction' if action_negated else 'Action'}")
    resources, resource_negated = _either(row, "Resource", path)
    if resources is None and named is False:
        raise PolicyError(f"{path}.Resource", "is missing (or NotResource)")
    if resources is not None:
        element = f"{path}.{'NotResource' if resource_negated else 'Resource'}"
        _checked(resources, grammar.resource_fault, element)
    principals = compile_principals(row, path)
    if principals is None and named:
        raise PolicyError(
            f"{path}.Principal", "is missing: a resource's policy has to say to whom it applies"
        )
    if principals is not None and named is False:
        element = "NotPrincipal" if principals.negated else "Principal"
        raise PolicyError(f"{path}.{element}", "only a resource's policy may name a principal")
    dynamic = tuple(r for r in resources or () if variables and has_variables(r))
    fixed = [r for r in resources or () if r not in dynamic]
    return Statement(
        name=sid or number,
        allows=effect == "Allow",
        action=wildcards.any_of([a.lower() for a in actions]),
        action_negated=action_negated,
        actions=actions,
        resource=None if resources is None else wildcards.any_of(fixed),
        resource_negated=resource_negated,
        resources=resources or (),
        variables=dynamic,
        principals=principals,
        conditions=_conditions(row.get("Condition"), f"{path}.Condition", variables),
    )


def _checked(values: tuple[str, ...], fault: Callable[[str], str], path: str) -> None:
    for index, value in enumerate(values):
        if reason := fault(value):
            raise PolicyError(f"{path}[{index}]", f"{value[:200]!r}: {reason}")


def _either(row: dict[str, Any], name: str, path: str) -> tuple[tuple[str, ...] | None, bool]:
    """Return the values of *name* or of its negation, and which of the two stands."""
    negated = f"Not{name}"
    if name in row and negated in row:
        raise PolicyError(f"{path}.{negated}", f"cannot stand beside {name}")
    if name not in row and negated not in row:
        return None, False
    key = name if name in row else negated
    return _strings(row[key], f"{path}.{key}"), key == negated


def _strings(value: Any, path: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        raise PolicyError(path, "must be a string or a list of strings")
    for index, item in enumerate(value):
        if item is not None and not isinstance(item, str):
            raise PolicyError(f"{path}[{index}]", "must be a string")
    return tuple(item for item in value if item is not None)


def _conditions(block: Any, path: str, variables: bool) -> tuple[Condition, ...]:
    if block is None:
        return ()
    if not isinstance(block, dict):
        raise PolicyError(path, "must be an object of operators")
    rows = []
    for operator, keys in block.items():
        if not isinstance(keys, dict):
            raise PolicyError(f"{path}.{operator}", "must be an object of condition keys")
        for key, values in keys.items():
            texts = _scalars(values, f"{path}.{operator}.{key}")
            condition = compile_operator(operator, key, texts, variables=variables)
            if condition is None:
                raise PolicyError(f"{path}.{operator}", "is no condition operator")
            if condition.operator.lower().rpartition(":")[2].startswith("date"):
                _checked(texts, grammar.date_fault, f"{path}.{operator}.{key}")
            rows.append(condition)
    return tuple(rows)


def _scalars(value: Any, path: str) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    texts = []
    for item in listed:
        if isinstance(item, bool):
            texts.append("true" if item else "false")
        elif isinstance(item, str | int | float):
            texts.append(str(item))
        else:
            raise PolicyError(path, "must be a string, a number, a boolean, or a list of them")
    return tuple(texts)
