"""`troubleshooter simulate [FILE|-]`: would this request be allowed by these policies? AWS, offline, with reasons."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click
import msgspec

from diagnostics.errors import UsageError
from diagnostics.policy.aws import (
    Answer,
    CompiledPolicies,
    Level,
    Policies,
    PolicyError,
    Request,
    compile_policies,
    near_misses,
)

_KEPT = 256  # sets of policies that stay compiled
_LINE = 64 * 1024 * 1024
_MOST = 500  # characters of an error, which may hold a name as long as the line
_ACTION = re.compile(r"[A-Za-z0-9.-]+:[A-Za-z0-9]+")
_PRINCIPAL = re.compile(
    r"\*|anonymous|\d{12}|arn:[\w-]+:(?:iam|sts)::(?:\d{12})?:[^\s*?]+|[\w-]+(?:\.[\w-]+)+(?:/[\w./-]+)?"
)
_ACCOUNT = re.compile(r"\d{12}")

_Scalar = str | int | float | bool | None


class _Request(msgspec.Struct, forbid_unknown_fields=True):
    principal: str
    action: str
    resource: str
    resource_account: str | None = None
    context: dict[str, _Scalar | list[_Scalar]] = {}
    note: str | None = None
    strict_conditions: bool | None = None


class _Level(msgspec.Struct, forbid_unknown_fields=True):
    org: str = ""
    policies: list[Any] = []


class _Grant(msgspec.Struct):
    """A key's grant, as kms:ListGrants gives it."""

    GranteePrincipal: str
    Operations: list[str]
    Constraints: dict[str, dict[str, str] | str] = {}


class _Policies(msgspec.Struct, forbid_unknown_fields=True):
    identity: list[Any] = []
    resource: Any = None
    permission_boundaries: list[Any] | None = None
    session: Any = None
    scps: list[_Level] = []
    rcps: list[_Level] = []
    vpc_endpoints: list[Any] = []
    grants: list[_Grant] = []
    restrict_public_buckets: bool | None = False


class _Line(msgspec.Struct):
    request: msgspec.Raw
    policies: msgspec.Raw = msgspec.Raw(b"{}")
    id: Any = None


_T = TypeVar("_T")
_LINES = msgspec.json.Decoder(_Line)
_REQUESTS = msgspec.json.Decoder(_Request)
_POLICIES = msgspec.json.Decoder(_Policies)


class Simulator:
    """Answers lines; policies that were seen before are not compiled again."""

    def __init__(self) -> None:
        self._compiled: dict[bytes, CompiledPolicies] = {}

    def answer(self, raw: bytes) -> dict[str, Any]:
        """Return the answer to one JSON line, or what is wrong with it and where."""
        ident: Any = None
        try:
            line = _LINES.decode(raw)
            ident = line.id
            request, policies = self._read(line)
        except (PolicyError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return {"id": ident if ident is not None else _id_of(raw), "error": _said(error)}
        answer = policies.decide(request)
        return {
            "id": ident,
            "decision": answer.decision,
            "blocked_by": answer.blocked_by,
            "deciding": answer.deciding,
            "missing": answer.missing,
        }

    def _read(self, line: _Line) -> tuple[Request, CompiledPolicies]:
        given = _decoded(_REQUESTS, line.request, "request")
        request = Request(
            given.principal, given.action, given.resource, given.resource_account, given.context
        )
        _checked(request)
        key = bytes(line.policies)
        compiled = self._compiled.get(key)
        if compiled is None:
            if len(self._compiled) >= _KEPT:
                self._compiled.clear()
            compiled = self._compiled[key] = _compiled(key)
        return request, compiled

    def explain(self, raw: bytes) -> tuple[Answer, tuple[str, ...]]:
        """Return the answer to one request with its near misses; raises what is wrong with it."""
        request, policies = self._read(_LINES.decode(raw))
        return policies.decide(request), near_misses(policies, request)


def _compiled(raw: bytes) -> CompiledPolicies:
    try:
        return compile_policies(_policies(_decoded(_POLICIES, raw, "policies")))
    except PolicyError as error:
        raise PolicyError(f"policies.{error.path}" if error.path else "", error.what) from None


def _policies(given: _Policies) -> Policies:
    return Policies(
        identity=tuple(given.identity),
        resource=given.resource,
        permission_boundaries=None
        if given.permission_boundaries is None
        else tuple(given.permission_boundaries),
        session=given.session,
        scps=tuple(Level(level.org, tuple(level.policies)) for level in given.scps),
        rcps=tuple(Level(level.org, tuple(level.policies)) for level in given.rcps),
        vpc_endpoints=tuple(given.vpc_endpoints),
        grants=tuple(msgspec.to_builtins(grant) for grant in given.grants),
        restrict_public_buckets=given.restrict_public_buckets,
        complete=True,
    )


def _decoded(decoder: msgspec.json.Decoder[_T], raw: bytes | msgspec.Raw, name: str) -> _T:
    """Return *raw* decoded; an error names the path from the line's own root (`request.context`)."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        text = str(error)
        where = f" - at `{name}`" if " - at " not in text else ""
        raise PolicyError("", text.replace("`$", f"`{name}") + where) from None


def _checked(request: Request) -> None:
    if not _PRINCIPAL.fullmatch(request.principal):
        raise PolicyError(
            "request.principal", f"{request.principal[:200]!r} is no ARN, no service, no account and not *"
        )
    if not _ACTION.fullmatch(request.action):
        raise PolicyError("request.action", f"{request.action[:200]!r} is no action, as in s3:GetObject")
    if not request.resource:
        raise PolicyError("request.resource", "is missing")
    if request.resource_account is not None and not _ACCOUNT.fullmatch(request.resource_account):
        raise PolicyError("request.resource_account", f"{request.resource_account[:200]!r} is no account")


def _said(error: Exception) -> str:
    from troubleshooter.present.clean import shorten

    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    return shorten(str(error), _MOST)


def _id_of(raw: bytes) -> Any:
    """Return the id of a line whose rest could not be read."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return value.get("id") if isinstance(value, dict) else None


def answers(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield one JSON line for each line that is not blank, in order; the mark that Windows puts before UTF-8 is skipped."""
    simulator, encoder = Simulator(), msgspec.json.Encoder()
    for line in lines:
        raw = line.removeprefix(codecs.BOM_UTF8)
        if raw.strip():
            yield encoder.encode(simulator.answer(raw)) + b"\n"


@click.command("simulate")
@click.argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--jsonl", is_flag=True, help="One request a line, one answer a line, streaming.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(file: Path, jsonl: bool, format_: str) -> None:
    """Say whether AWS policies allow a request, offline: which statement decides, and which almost did.

    One JSON object; of the policies only those that there are. A context key given as null is not known.

    \b
    {"request": {"principal": "arn:aws:iam::111122223333:role/app",
                 "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k",
                 "resource_account": "111122223333", "context": {}},
     "policies": {"identity": [{…}], "resource": {…}, "session": {…},
                  "permission_boundaries": [{…}], "vpc_endpoints": [{…}],
                  "scps": [{"org": "root", "policies": [{…}]}], "rcps": [],
                  "grants": [{"GranteePrincipal": "arn…", "Operations": ["Decrypt"]}],
                  "restrict_public_buckets": false}}
    """  # noqa: D301 - the backspace is click's mark for lines that stay as they are
    with _opened(file) as stream:
        if jsonl:
            _stream(stream)
            return
        raw = stream.read(_LINE + 1)
    if len(raw) > _LINE:
        raise UsageError(f"{file} holds more than 64 MiB.", "Use --jsonl for many requests.")
    try:
        answer, near = Simulator().explain(raw.removeprefix(codecs.BOM_UTF8))
    except (PolicyError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(
            f"The request cannot be judged: {_said(error)}.",
            "`troubleshooter simulate --help` shows its shape.",
        ) from None
    if format_ == "json":
        body = msgspec.json.encode(msgspec.structs.replace(answer, near_misses=near))
        click.echo(msgspec.json.format(body, indent=2).decode())
    else:
        click.echo(render(answer, near))
    click.get_current_context().exit({True: 0, False: 1, None: 3}[answer.allowed])


def _opened(file: Path) -> BinaryIO:
    if str(file) == "-":
        return sys.stdin.buffer
    try:
        return file.open("rb")
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read ({error.strerror}).", "Name a file, or - for standard input."
        ) from None


def _stream(stream: BinaryIO) -> None:
    """Write each answer as soon as its line has been read: whoever pipes waits for none."""
    out = sys.stdout.buffer
    for answer in answers(iter(stream)):
        out.write(answer)
        out.flush()


def _heading(answer: Answer) -> str:
    """Return the decision; where a denial is certain and only its kind is not, that."""
    if answer.decision == "unknown" and answer.allowed is False:
        return "DENIED, whether implicitly or explicitly is not known"
    return answer.decision.upper().replace("-", " ")


def render(answer: Answer, near: tuple[str, ...]) -> str:
    """Return the answer as lines for a person."""
    from troubleshooter.present.clean import line

    rows = [_heading(answer)]
    rows += [f"  {f'{d.layer} {d.statement}'.rstrip()}: {d.why}" for d in answer.deciding]
    if answer.blocked_by:
        rows.append(f"  blocked by: {', '.join(answer.blocked_by)}")
    if answer.missing:
        rows.append(f"  would decide: {', '.join(answer.missing)}")
    if near:
        rows += ["", "Near misses", *[f"  {text}" for text in near]]
    return "\n".join(row if not row else "  " * row.startswith("  ") + line(row) for row in rows)
