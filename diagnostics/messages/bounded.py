"""A stream of any size read into a text of about a mebibyte: its head, its end, and what stands around signs of trouble."""

from __future__ import annotations

from collections import deque
from typing import BinaryIO

LIMIT = 1 << 20
_CHUNK = 1 << 20
_HEAD, _TAIL, _MIDDLE = LIMIT // 8, LIMIT // 4, LIMIT // 2
_BEFORE, _AFTER = 2048, 4096
# What almost every refusal or failure says; only for texts too large to be read whole.
_SIGNS = (
    b"denied", b"authoriz", b"forbidden", b"exception", b"errorcode", b"error:", b"timed out", b"etimedout", b"enotfound",
    b"econn", b"permission", b"invalid", b"refused", b"unreachable",
)  # fmt: skip
_GAP = b"\n[...]\n"


def read_bounded(stream: BinaryIO) -> bytes:
    """Return the whole stream where it is no larger than `LIMIT`, else its head, its end and the windows between."""
    first = stream.read(LIMIT + 1)
    if len(first) <= LIMIT:
        return first
    windows = _Windows()
    tail = first[-_TAIL:]
    windows.add(first[_HEAD:])
    while chunk := stream.read(_CHUNK):
        windows.add(tail[-_BEFORE:] + chunk)
        tail = (tail + chunk)[-_TAIL:]
    return _GAP.join((first[:_HEAD], *windows.kept(), tail))


class _Windows:
    """The first and the last windows around signs, half of the budget each."""

    def __init__(self) -> None:
        self.first: list[bytes] = []
        self.last: deque[bytes] = deque()
        self.spent = self.held = 0

    def add(self, chunk: bytes) -> None:
        lower = chunk.lower()
        end = 0
        for place in sorted({p for sign in _SIGNS for p in _places(lower, sign)}):
            if place + _AFTER // 4 < end:
                continue  # the window before covers it
            window = chunk[max(end, place - _BEFORE) : place + _AFTER]
            end = place + _AFTER
            if self.spent < _MIDDLE // 2:
                self.first.append(window)
                self.spent += len(window)
                continue
            self.last.append(window)
            self.held += len(window)
            while self.held > _MIDDLE // 2:
                self.held -= len(self.last.popleft())

    def kept(self) -> tuple[bytes, ...]:
        return (*self.first, *self.last)


def _places(lower: bytes, sign: bytes) -> list[int]:
    """Return where *sign* stands, one place for each window's width, at most a few hundred."""
    places: list[int] = []
    at = lower.find(sign)
    while at >= 0 and len(places) < 300:
        places.append(at)
        at = lower.find(sign, at + _AFTER)
    return places
