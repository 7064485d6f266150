"""The walk and the knowledge: ordered questions for a case, every cause explained, and lessons. Written in YAML, read strictly."""

from __future__ import annotations

from playbooks.library import (
    explain,
    explanations,
    lesson,
    lesson_names,
    load,
    names,
    read,
    read_lesson,
)

__all__ = ["explain", "explanations", "lesson", "lesson_names", "load", "names", "read", "read_lesson"]
