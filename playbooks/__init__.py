"""The walk and the knowledge: ordered questions for a case, and every cause explained. Written in YAML, read strictly."""

from __future__ import annotations

from playbooks.library import explain, explanations, load, names, read

__all__ = ["explain", "explanations", "load", "names", "read"]
