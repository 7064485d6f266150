"""From a thread of work to a screen that may have gone."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

Post = Callable[[Message], object]


def tell(post: Post, message: Message) -> None:
    """Post, unless the screen has gone: its loop may be closed by now."""
    try:
        post(message)
    except RuntimeError:
        return
