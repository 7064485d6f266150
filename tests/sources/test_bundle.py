"""Bundles: what is written is read back, and what is damaged is said in one sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from diagnostics.errors import UsageError
from diagnostics.sources import bundle
from diagnostics.sources.base import Failed, Found, NotFound, NotRecorded, Query, Refused, Reply

MANIFEST = bundle.Manifest(
    "aws", "orders", "2026-11-22T03:00:00Z", "2026-11-22T05:00:00Z", "2026-11-22T05:00:00Z", "us-east-1"
)
QUERY = Query("iam:GetRole", "us-east-1", {"RoleName": "orders-role"}, {"limit": 3}, "iam:GetRole")


@pytest.mark.parametrize(
    "reply",
    [
        Found({"Role": {"Arn": "a"}}),
        Found([], complete=False),
        Found(None),
        NotFound("gone"),
        Refused("iam:GetRole", "no"),
        Failed("slow", "timeout"),
    ],
)
def test_every_kind_of_answer_survives(tmp_path: Path, reply: Reply) -> None:
    """An answer read from a bundle is the answer that was written."""
    path = tmp_path / "b.zip"
    bundle.write(path, MANIFEST, [(QUERY, reply)])
    assert bundle.read(path).answer(QUERY) == reply
    assert bundle.read(path).manifest == MANIFEST


def test_narrowing_is_no_part_of_the_question(tmp_path: Path) -> None:
    """A window or a limit recorded with a call does not keep another window from finding its answer."""
    path = tmp_path / "b.zip"
    bundle.write(path, MANIFEST, [(QUERY, Found(1))])
    assert bundle.read(path).answer(Query("iam:GetRole", "us-east-1", {"RoleName": "orders-role"})) == Found(
        1
    )


def test_what_was_never_asked_is_not_recorded(tmp_path: Path) -> None:
    """A bundle does not invent an absence."""
    path = tmp_path / "b.zip"
    bundle.write(path, MANIFEST, [])
    assert bundle.read(path).answer(QUERY) == NotRecorded()


def test_the_same_calls_give_the_same_bytes(tmp_path: Path) -> None:
    """A bundle's bytes depend on its content alone."""
    one, two = tmp_path / "1.zip", tmp_path / "2.zip"
    for path in (one, two):
        bundle.write(path, MANIFEST, [(QUERY, Found({"b": 1, "a": 2}))])
    assert one.read_bytes() == two.read_bytes()


def test_a_folder_written_by_hand_is_a_bundle(tmp_path: Path) -> None:
    """The short form that a person writes is understood."""
    (tmp_path / "manifest.json").write_text(
        '{"provider": "aws", "target": "orders", "from": "2026-11-22T03:00:00Z", "to": "2026-11-22T05:00:00Z", "now": "2026-11-22T05:00:00Z"}'
    )
    (tmp_path / "calls.jsonl").write_text(
        '{"op": "a:B", "scope": "s", "args": {}, "found": {"x": 1}}\n\n{"op": "a:C", "scope": "s", "refused": "a:C"}\n{"op": "a:D", "scope": "s", "not_found": true}\n'
    )
    read = bundle.read(tmp_path)
    assert read.answer(Query("a:B", "s")) == Found({"x": 1})
    assert read.answer(Query("a:C", "s")) == Refused("a:C")
    assert read.answer(Query("a:D", "s")) == NotFound()


def _damaged(path: Path, kind: str) -> Path:
    bundle.write(path, MANIFEST, [(QUERY, Found({"x": "y" * 5000}))])
    whole = path.read_bytes()
    if kind == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif kind == "no zip":
        path.write_bytes(b"\x00\xff nonsense")
    elif kind == "cut line":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(
                "manifest.json", '{"provider": "aws", "target": "t", "from": "a", "to": "b", "now": "c"}'
            )
            archive.writestr("calls.jsonl", '{"op": "a:B", "found": {"x"')
    elif kind == "no manifest":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("calls.jsonl", "")
    elif kind == "newer":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(
                "manifest.json",
                '{"provider": "aws", "target": "t", "from": "a", "to": "b", "now": "c", "schema": "troubleshooter.bundle/9"}',
            )
            archive.writestr("calls.jsonl", "")
    return path


@pytest.mark.parametrize("kind", ["cut", "no zip", "cut line", "no manifest", "newer"])
def test_a_damaged_bundle_is_one_sentence(tmp_path: Path, kind: str) -> None:
    """A bundle that cannot be read ends in a UsageError with a next step, never another error."""
    with pytest.raises(UsageError) as caught:
        bundle.read(_damaged(tmp_path / "b.zip", kind))
    assert "b.zip" in caught.value.sentence
    assert caught.value.next_step


def test_a_missing_bundle_is_one_sentence(tmp_path: Path) -> None:
    """A path that is not there is said, not raised as an OSError."""
    with pytest.raises(UsageError):
        bundle.read(tmp_path / "absent.zip")
