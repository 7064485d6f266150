"""Evidence bundles: a zip or folder with manifest.json and calls.jsonl; the same bundle gives the same report."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from diagnostics.encoding import json_bytes
from diagnostics.errors import UsageError
from diagnostics.sources.base import Failed, Found, NotFound, NotRecorded, Query, Refused, Reply

SCHEMA = "troubleshooter.bundle/1"
_LIMIT = 512 * 1024 * 1024  # a zip that unpacks to more is no evidence but an attack


class Manifest(msgspec.Struct, frozen=True):
    """What was asked: replay uses these, never the wall clock. Times are ISO 8601, UTC."""

    provider: str
    target: str
    from_: str = msgspec.field(name="from")
    to: str
    now: str
    region: str | None = None
    schema: str = SCHEMA


class _Refusal(msgspec.Struct, omit_defaults=True):
    permission: str = ""
    text: str = ""


class _Failure(msgspec.Struct, omit_defaults=True):
    text: str = ""
    kind: str = "error"


class Line(msgspec.Struct, omit_defaults=True):
    """One call with what it answered (`found`), or how it was not answered."""

    op: str
    scope: str = ""
    args: dict[str, Any] = {}
    narrow: dict[str, Any] = {}
    permission: str = ""
    found: Any = msgspec.UNSET
    complete: bool = True
    not_found: str | bool | None = None
    refused: str | _Refusal | None = None
    failed: str | _Failure | None = None

    def reply(self) -> Reply:
        if self.found is not msgspec.UNSET:
            return Found(self.found, self.complete)
        if self.refused is not None:
            told = self.refused
            return (
                Refused(told or self.permission)
                if isinstance(told, str)
                else Refused(told.permission, told.text)
            )
        if self.failed is not None:
            return (
                Failed(self.failed)
                if isinstance(self.failed, str)
                else Failed(self.failed.text, self.failed.kind)
            )
        return NotFound(self.not_found if isinstance(self.not_found, str) else "")


class Bundle:
    """Answers from recorded calls; what was never asked is NotRecorded."""

    def __init__(self, manifest: Manifest, calls: Iterable[tuple[Query, Reply]]) -> None:
        self.manifest = manifest
        self._answers = {query.key: reply for query, reply in calls}

    def answer(self, query: Query) -> Reply:
        return self._answers.get(query.key, NotRecorded())


def read(path: Path) -> Bundle:
    """Return the bundle at *path*; UsageError says in one sentence what is wrong with it."""
    manifest_text, calls_text = _texts(path)
    try:
        manifest = msgspec.json.decode(manifest_text, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: manifest.json cannot be read ({error}).", _CAPTURE_AGAIN) from None
    if manifest.schema != SCHEMA:
        raise UsageError(
            f"{path} is written in {manifest.schema!r}; this version reads {SCHEMA}.", _CAPTURE_AGAIN
        )
    calls = []
    decoder = msgspec.json.Decoder(Line)
    for number, raw in enumerate(calls_text.splitlines(), 1):
        if not raw.strip():
            continue
        try:
            line = decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UsageError(
                f"{path}: calls.jsonl line {number} cannot be read ({error}); the bundle is cut off or damaged.",
                _CAPTURE_AGAIN,
            ) from None
        calls.append((Query(line.op, line.scope, line.args, line.narrow, line.permission), line.reply()))
    return Bundle(manifest, calls)


_CAPTURE_AGAIN = "Write it again with: troubleshooter capture TARGET -o FILE"


def _texts(path: Path) -> tuple[bytes, bytes]:
    if not path.exists():
        raise UsageError(
            f"There is no bundle {path}.",
            "Give the path of one, or write one: troubleshooter capture TARGET -o FILE",
        )
    try:
        if path.is_dir():
            return (path / "manifest.json").read_bytes(), (path / "calls.jsonl").read_bytes()
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LIMIT:
                raise UsageError(f"{path} unpacks to more than 512 MiB.", "Capture a shorter window.")
            return archive.read("manifest.json"), archive.read("calls.jsonl")
    except (OSError, KeyError, EOFError, zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError) as error:
        raise UsageError(f"{path} is not a readable evidence bundle ({error}).", _CAPTURE_AGAIN) from None


def write(path: Path, manifest: Manifest, calls: Iterable[tuple[Query, Reply]]) -> None:
    """Write a bundle whose bytes depend on its content alone."""
    body = b"".join(json_bytes(_line(query, reply), "sorted") + b"\n" for query, reply in calls)
    files = {
        "manifest.json": msgspec.json.format(json_bytes(manifest), indent=2) + b"\n",
        "calls.jsonl": body,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, compress_type=zipfile.ZIP_DEFLATED
            )


def _line(query: Query, reply: Reply) -> Line:
    line = Line(query.op, query.scope, query.args, query.narrow, query.permission)
    match reply:
        case Found(value, complete):
            line.found, line.complete = value, complete
        case NotFound(text):
            line.not_found = text or True
        case Refused(permission, text):
            line.refused = _Refusal(permission, text)
        case Failed(text, kind):
            line.failed = _Failure(text, kind)
        case NotRecorded():
            line.failed = _Failure("not recorded", "not-recorded")
    return line
