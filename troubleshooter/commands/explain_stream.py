"""`explain --jsonl`: one answer for each line, in order, as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from diagnostics.explain import NOTHING, explain, says_nothing

_CHUNK = 1 << 17
_LONGEST = 4 << 20
_SHORT, _MOST = 4 << 10, 1024
_told: dict[str, bytes] = {}  # a failing function prints one error again and again


class Line(msgspec.Struct):
    """One question; *id* is given back as it was written."""

    input: str
    id: msgspec.Raw = msgspec.Raw(b"null")


_decode = msgspec.json.Decoder(Line).decode
_encode = msgspec.json.Encoder().encode
_NOTHING = b"," + _encode(NOTHING)[1:] + b"\n"


def answer_lines(stream: BinaryIO, out: BinaryIO) -> None:
    """Answer every line of *stream* on *out*; what was read so far is written before more is waited for."""
    number = 0
    for lines in _batches(stream):
        answers = []
        for line in lines:
            number += 1
            if line.strip():
                answers.append(_answer(line, number))
        out.write(b"".join(answers))
        out.flush()


def _answer(line: bytes, number: int) -> bytes:
    if len(line) > _LONGEST:
        return _error(b"null", f"line {number}: longer than {_LONGEST} bytes")
    try:
        question = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _second_look(line, number)
    return _report(bytes(question.id), question.input)


def _report(id_: bytes, text: str) -> bytes:
    told = _told.get(text)
    if told is None:
        if says_nothing(text):
            return b'{"id":' + id_ + _NOTHING
        told = b"," + _encode(explain(text))[1:] + b"\n"
        if len(text) <= _SHORT:
            if len(_told) >= _MOST:
                _told.clear()
            _told[text] = told
    return b'{"id":' + id_ + told


def _second_look(line: bytes, number: int) -> bytes:
    """Answer what only the strict reader refuses: bytes that are no UTF-8, half characters, a record as an object."""
    try:
        question = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        return _error(b"null", f"line {number}: {str(error)[:200]}")
    if not isinstance(question, dict):
        return _error(b"null", f'line {number}: not an object with "id" and "input"')
    id_ = json.dumps(question.get("id")).encode()
    given = question.get("input")
    if given is None:
        return _error(id_, f'line {number}: there is no "input"')
    text = given if isinstance(given, str) else json.dumps(given)
    return _report(id_, text.encode("utf-8", "replace").decode())


def _error(id_: bytes, why: str) -> bytes:
    return b'{"id":' + id_ + b',"error":' + _encode(why) + b"}\n"


def _batches(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Yield the lines that have come in; of a line that is too long only the head is kept."""
    rest = b""
    read = getattr(stream, "read1", stream.read)
    while chunk := read(_CHUNK):
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()[: _LONGEST + 1]
        if lines:
            yield lines
    if rest:
        yield [rest]
