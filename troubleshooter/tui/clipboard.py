"""Copying: OSC 52, which no terminal acknowledges, and the local clipboard's own program where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from typing import Any

from textual.app import App

from troubleshooter.present.clean import clean

_PROGRAMS = (
    ("pbcopy", ()),
    ("wl-copy", ()),
    ("xclip", ("-selection", "clipboard")),
    ("xsel", ("--clipboard", "--input")),
    ("clip.exe", ()),
)


def program(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the command that fills the clipboard of this desk; None over SSH, where it would be the wrong one."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return None
    for name, options in _PROGRAMS:
        needs = {"wl-copy": "WAYLAND_DISPLAY", "xclip": "DISPLAY", "xsel": "DISPLAY"}.get(name)
        if (needs is None or environment.get(needs)) and (found := shutil.which(name)):
            return (found, *options)
    return None


def copy(app: App[Any], text: str) -> str:
    """Copy *text* every way there is and return how, for the message.

    What a terminal would act on is written out: what is copied from here is pasted into a shell.
    """
    text = clean(text)
    app.copy_to_clipboard(text)
    command = program(os.environ)
    if command is None:
        return "through the terminal (OSC 52)"
    threading.Thread(target=_feed, args=(command, text), daemon=True).start()
    return f"with {os.path.basename(command[0])}"  # noqa: PTH119 - a name, not a path to open


def _feed(command: tuple[str, ...], text: str) -> None:
    try:
        subprocess.run(
            command,
            input=text.encode(),
            timeout=5,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return
