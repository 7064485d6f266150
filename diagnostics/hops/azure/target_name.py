"""What a person or a pager types for a function app: its name, APP/FUNCTION, a resource id, a portal URL, a host name."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlparse

from diagnostics.clouds import TargetName
from diagnostics.hops.azure import ids

_APP = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,59}")
_FUNCTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,126}")
_PORTAL = re.compile(r"/subscriptions/[^#?\s]{1,900}", re.IGNORECASE)
_TAIL = {"appservices", "functionslist", "overview", "log", "activitylog", "configuration", "monitor", "logs"}


def parse(text: str) -> TargetName | None:
    """Return what *text* names, or None where it is certainly nothing of Azure."""
    text = text.strip()
    if text.startswith(("arn:", "projects/", "/aws/")):
        return None
    if text.lower().startswith("/subscriptions/"):
        return _of_id(text)
    if text.startswith(("http://", "https://")):
        return _of_url(text)
    host = re.fullmatch(r"([A-Za-z0-9-]{1,60})(?:\.scm)?\.azurewebsites\.(?:net|us|cn)", text)
    if host:
        return TargetName("function", host[1], text=text)
    app, slash, function = text.partition("/")
    if not _APP.fullmatch(app) or (slash and not _FUNCTION.fullmatch(function)):
        return None
    return TargetName("function", app, qualifier=function or None, text=text)


def _of_id(text: str) -> TargetName | None:
    """Read a site, a slot of it, or one of its functions; another resource names no app by itself."""
    parsed = ids.parse(text)
    if parsed is None:
        return None
    if not parsed.type.startswith("microsoft.web/sites"):
        return TargetName("resource", parsed.name, None, parsed.subscription, None, parsed.id)
    pairs = [(kind.lower(), name) for kind, name in parsed.pairs]
    depth = 2 if len(pairs) > 1 and pairs[1][0] == "slots" else 1
    function = next((name for kind, name in pairs[depth:] if kind == "functions"), None)
    return TargetName("function", pairs[0][1], None, parsed.subscription, function, parsed.up_to(depth))


def _of_url(text: str) -> TargetName | None:
    """Read a portal URL (`…/#@tenant/resource/subscriptions/…`), or the address of the app itself."""
    parts = urlparse(text)
    host = parts.hostname or ""
    if host.endswith((".azurewebsites.net", ".azurewebsites.us", ".azurewebsites.cn")):
        return TargetName("function", host.partition(".")[0], text=text)
    if not host.startswith("portal.azure."):
        return None
    found = _PORTAL.search(unquote(text))
    pieces = found[0].split("/") if found else []
    while len(pieces) > 8 and (pieces[-1].lower() in _TAIL or len(pieces) % 2 == 0 or not pieces[-1]):
        pieces.pop()
    return _of_id("/".join(pieces)) if pieces else None
