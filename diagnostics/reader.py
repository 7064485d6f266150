"""`ask`: typed questions to a source, each made once, all of them concurrently, none waited for past the deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

import msgspec

from diagnostics.sources.base import Failed, Found, NotFound, NotRecorded, Query, Refused, Reply, Source

T = TypeVar("T")
R = TypeVar("R")


class Unknown(msgspec.Struct, frozen=True):
    """It cannot be told: *why*, and the permission or step that would make it knowable."""

    why: str
    needs: str | None = None
    read: str = ""

    def __bool__(self) -> bool:
        return False

    @property
    def reason(self) -> str:
        """Why, and what it needs, in one line."""
        return self.why + (f"; needs {self.needs}" if self.needs else "")


class Read(msgspec.Struct, Generic[T], frozen=True):
    """A question with the type of its answer."""

    query: Query
    type: type[T]


class Row(msgspec.Struct, Generic[T], frozen=True):
    """One line of the table of reads: the operation, what it answers, and what it needs.

    `permissions` prints these rows and the read-only promise is tested on them; *why* says what is lost without it.
    """

    op: str
    type: type[T]
    permission: str
    why: str
    resource: str = "*"

    def __call__(self, scope: str, /, narrow: dict[str, Any] | None = None, **args: Any) -> Read[T]:
        """Return the question for *args* in *scope*."""
        return Read(Query(self.op, scope, args, narrow or {}, self.permission), self.type)


class Call(msgspec.Struct, frozen=True):
    """A read that was made: for the list of reads, the limits of the report and the call count."""

    query: Query
    reply: Reply
    started: float
    seconds: float


class _Pending:
    def __init__(self) -> None:
        self.done = threading.Event()
        self.reply: Reply | None = None


class Ask:
    """Answers typed questions; safe to call from many threads."""

    def __init__(
        self, source: Source, seconds: float | None = None, on_call: Callable[[Call], None] | None = None
    ) -> None:
        self._source = source
        self._begun = time.monotonic()
        self._deadline = None if seconds is None else self._begun + seconds
        self._on_call = on_call
        self._lock = threading.Lock()
        self._asked: dict[str, _Pending] = {}
        self.calls: list[Call] = []

    def __call__(self, read: Read[T]) -> T | Unknown | None:
        """Return the answer, None where the thing certainly does not exist, or Unknown."""
        return self._decode(read, self._start(read.query))

    def all(self, *reads: Read[Any]) -> tuple[Any, ...]:
        """Ask all at once and return the answers in order."""
        started = [self._start(read.query) for read in reads]
        return tuple(self._decode(read, pending) for read, pending in zip(reads, started, strict=True))

    def ahead(self, *reads: Read[Any]) -> None:
        """Send questions whose answers will be wanted soon."""
        for read in reads:
            self._start(read.query)

    def complete(self, read: Read[Any]) -> bool:
        """Whether the answer is known to hold everything, so that absence from it means absence."""
        reply = self._wait(self._start(read.query))
        return isinstance(reply, Found) and reply.complete

    def together(self, *tasks: Callable[[], R]) -> tuple[R, ...]:
        """Run *tasks* in threads of their own and return their results in order; the first error is raised."""
        results: list[Any] = [None] * len(tasks)
        errors: list[BaseException] = []

        def run(index: int, task: Callable[[], R]) -> None:
            try:
                results[index] = task()
            except BaseException as error:  # noqa: BLE001 - carried to the asking thread below
                errors.append(error)

        threads = [
            threading.Thread(target=run, args=(i, task), daemon=True) for i, task in enumerate(tasks[:-1])
        ]
        for thread in threads:
            thread.start()
        if tasks:
            run(len(tasks) - 1, tasks[-1])
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return tuple(results)

    def pair(self, first: Callable[[], T], second: Callable[[], R]) -> tuple[T, R]:
        """Run two tasks of different results at once."""
        one, other = self.together(cast("Callable[[], Any]", first), cast("Callable[[], Any]", second))
        return one, other

    def _start(self, query: Query) -> _Pending:
        with self._lock:
            pending = self._asked.get(query.key)
            if pending is not None:
                return pending
            pending = self._asked[query.key] = _Pending()
        threading.Thread(target=self._fetch, args=(query, pending), daemon=True).start()
        return pending

    def _fetch(self, query: Query, pending: _Pending) -> None:
        started = time.monotonic()
        try:
            reply = self._source.answer(query)
        except Exception as error:  # noqa: BLE001 - a read that breaks is an answer that is not known
            reply = Failed(f"{type(error).__name__}: {error}")
        pending.reply = reply
        call = Call(query, reply, started - self._begun, time.monotonic() - started)
        with self._lock:
            self.calls.append(call)
        pending.done.set()
        if self._on_call is not None:
            self._on_call(call)

    def _wait(self, pending: _Pending) -> Reply:
        left = None if self._deadline is None else max(0.0, self._deadline - time.monotonic())
        pending.done.wait(left)
        return pending.reply if pending.reply is not None else Failed("no answer in time", "timeout")

    def _decode(self, read: Read[T], pending: _Pending) -> T | Unknown | None:
        reply, query = self._wait(pending), read.query
        if isinstance(reply, NotFound):
            return None
        if isinstance(reply, Refused):
            return Unknown("not permitted to read", reply.permission or query.permission, query.op)
        if isinstance(reply, Failed):
            return Unknown(reply.text, None, query.op)
        if isinstance(reply, NotRecorded):
            return Unknown("the bundle does not hold this answer", None, query.op)
        try:
            return msgspec.convert(reply.value, type=read.type, strict=False)
        except (msgspec.ValidationError, ValueError) as error:
            return Unknown(f"the answer has an unexpected shape ({error})", None, query.op)
