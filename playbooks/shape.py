"""Does a document have the keys and kinds of value that its type asks for? Every deviation at once, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from diagnostics.errors import UsageError
from playbooks.document import Document, Mistake, Path
from playbooks.nearest import nearest

T = TypeVar("T")


def convert(document: Document, kind: type[T]) -> T:
    """Return the document as *kind*; a UsageError names the first mistake."""
    mistakes = document.mistakes
    if not mistakes:
        try:
            return msgspec.convert(document.data, kind, strict=False)
        except msgspec.ValidationError as error:
            mistakes = tuple(deviations(document, kind)) or (document.mistake((), str(error)),)
    raise UsageError(str(mistakes[0]), f"See them all with: troubleshooter playbooks lint {document.file}")


def deviations(document: Document, kind: Any, at: Path = ()) -> Iterator[Mistake]:
    """Yield what keeps the value at *at* from being a *kind*."""
    value = document.data
    for part in at:
        value = value[part]
    yield from _deviations(document, inspect.type_info(kind), value, at)


def _deviations(document: Document, kind: inspect.Type, value: Any, at: Path) -> Iterator[Mistake]:
    if isinstance(kind, inspect.UnionType):
        kind = next(t for t in kind.types if not isinstance(t, inspect.NoneType))
    if isinstance(kind, inspect.StructType):
        yield from _keys(document, kind, value, at)
    elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
        yield from _items(document, kind, value, at)
    elif isinstance(kind, inspect.DictType):
        yield from _entries(document, kind, value, at)
    elif isinstance(kind, inspect.LiteralType):
        if value not in kind.values:
            words = [str(v) for v in kind.values]
            yield document.mistake(
                at, f"`{value}` is not one of {', '.join(words)}", nearest(str(value), words)
            )
    elif isinstance(kind, inspect.StrType):
        if not isinstance(value, str):
            yield document.mistake(at, "has to be text")
        elif not value.strip():
            yield document.mistake(at, "is blank")
    else:
        yield from _other(document, kind, value, at)


def _keys(document: Document, kind: inspect.StructType, value: Any, at: Path) -> Iterator[Mistake]:
    if not isinstance(value, dict):
        yield document.mistake(
            at, f"has to be a mapping with {', '.join(f.encode_name for f in kind.fields)}"
        )
        return
    fields = {field.encode_name: field for field in kind.fields}
    for name in value.keys() - fields.keys():
        yield document.mistake(
            (*at, name), f"the key `{name}` is not known here", nearest(name, fields.keys() - value.keys())
        )
    for name, field in fields.items():
        if name in value:
            yield from _deviations(document, field.type, value[name], (*at, name))
        elif field.required:
            yield document.mistake(at, f"the key `{name}` is missing")


def _items(document: Document, kind: Any, value: Any, at: Path) -> Iterator[Mistake]:
    if not isinstance(value, list):
        yield document.mistake(at, "has to be a list")
        return
    for i, item in enumerate(value):
        yield from _deviations(document, kind.item_type, item, (*at, i))


def _entries(document: Document, kind: inspect.DictType, value: Any, at: Path) -> Iterator[Mistake]:
    if not isinstance(value, dict):
        yield document.mistake(at, "has to be a mapping")
        return
    for name, item in value.items():
        yield from _deviations(document, kind.value_type, item, (*at, name))


def _other(document: Document, kind: inspect.Type, value: Any, at: Path) -> Iterator[Mistake]:
    words = {
        inspect.IntType: "a whole number",
        inspect.FloatType: "a number",
        inspect.BoolType: "true or false",
    }
    plain = {inspect.IntType: int, inspect.FloatType: float, inspect.BoolType: bool}.get(type(kind))
    if plain is None:
        return
    try:
        msgspec.convert(value, plain, strict=False)
    except msgspec.ValidationError:
        yield document.mistake(at, f"has to be {words[type(kind)]}")
