"""One row of the catalogue."""

from __future__ import annotations

import msgspec

from diagnostics.report import Class, DenyOrigin


class Cause(msgspec.Struct, frozen=True):
    """The class of a cause, and the layer that refuses; None where nothing refuses or the evidence has to say which."""

    class_: Class
    deny_origin: DenyOrigin | None = None
