"""One sign-in for all threads of a case: a token is asked for once, and so is the news that there is none."""

from __future__ import annotations

import threading
import time
from typing import Any

_SPARE = 300  # seconds of life that a kept token must still have


class Shared:
    """Gives the tokens of *inner*, each asked for by one thread while the others wait; a CLI's sign-in is a process of a second.

    Where no credential is found, that is kept too: asking five times in a row takes five times as long to say the same.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._tokens: dict[tuple[str, ...], Any] = {}
        self._failed: dict[tuple[str, ...], Exception] = {}

    def get_token(self, *scopes: str, **more: Any) -> Any:
        """Return a token for *scopes*; raises what the credential raised, without asking again."""
        with self._lock:
            kept = self._tokens.get(scopes)
            if kept is not None and kept.expires_on - time.time() > _SPARE:
                return kept
            if scopes in self._failed:
                raise self._failed[scopes]
            try:
                kept = self._tokens[scopes] = self._inner.get_token(*scopes, **more)
            except Exception as error:
                self._failed[scopes] = error
                raise
            return kept
