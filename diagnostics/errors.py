"""What ends a command early, and with which exit status.

TroubleshooterError            70  the tool itself is at fault
├── UsageError                  2  the command line, a file or a configuration is wrong
└── NothingReadError            4  no credentials, no such target, no network
"""

from __future__ import annotations


class TroubleshooterError(Exception):
    """One clear sentence and the next step to take; shown to the user as it is."""

    exit_code = 70

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class UsageError(TroubleshooterError):
    exit_code = 2


class NothingReadError(TroubleshooterError):
    exit_code = 4
