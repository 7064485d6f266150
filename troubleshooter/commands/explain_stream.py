"""`explain --jsonl`: one answer for each line, in order, as they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from diagnostics.explain import NOTHING, explain, says_nothing

_CHUNK = 1 << 17
_LONGEST = 4 << 20


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
        return _error(number, f"longer than {_LONGEST} bytes")
    try:
        question = _decode(line)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        return _error(number, str(error))
    if says_nothing(question.input):
        return b'{"id":' + bytes(question.id) + _NOTHING
    return b'{"id":' + bytes(question.id) + b"," + _encode(explain(question.input))[1:] + b"\n"


def _error(number: int, why: str) -> bytes:
    return _encode({"id": None, "error": f"line {number}: {why}"}) + b"\n"


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
