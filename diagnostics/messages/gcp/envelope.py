"""What a client library, gcloud, Terraform or a log prints around a refusal: who called, by which method, on what."""

from __future__ import annotations

import re

import msgspec

from diagnostics.messages.families import compiled
from diagnostics.messages.gcp.methods import of_command, of_rpc, permission_of
from diagnostics.messages.gcp.names import EMAIL, PERMISSION, full_name, member, of_url

_BEFORE, _AFTER = 900, 1800
# ErrorInfo's metadata as JSON, YAML, protobuf text, Go maps and JavaScript objects print it.
_META = r"(?<![\w.]){key}[\"']?\s{{0,3}}(?:[:=]|\s{{0,40}}value\s?:)\s{{0,40}}[\"']?(?P<v>{value})"
_PERMISSION = _META.format(key="permission", value=PERMISSION)
_RESOURCE = _META.format(
    key="resource", value=r"(?://|projects/|folders/|organizations/)[^\s\"',}\])]{3,400}+"
)
_REASON = r"IAM_PERMISSION_DENIED\b"
# Who called, the surest wording first: an impersonated account is the one whose rights counted.
_CALLER = (
    rf"used to impersonate {EMAIL}".replace(" ", r"\s+"),
    rf"executed\s+as\s+\[{EMAIL}",
    rf"authenticated\s+as:?\s+[\[\"']?{EMAIL}",
    rf"for\s+Revision\s+service\s+account\s+{EMAIL}",
    rf"(?:credentialed\s+accounts|active\s+account)\s+active\s+account\s+\*\s+{EMAIL}",
    rf"(?:User\s+)?\[{EMAIL}\]\s+does\s+not\s+have\s+permission\s+to\s+access",
    rf"principalEmail\"?\s?[:=]\s?\"?{EMAIL}",
)
_COMMAND = r"\(gcloud\.(?:alpha\.|beta\.|preview\.)?(?P<command>[a-z0-9.-]{3,80})\)"
_RPC = r"\bgoogle\.[a-z0-9.]{2,60}\.v\d\w{0,10}\.[A-Z]\w{2,40}[./][A-Z]\w{2,60}"
_URL = r"https://[a-z0-9-]{2,60}\.googleapis\.com/[^\s\"'<>\\]{3,600}+|https://www\.googleapis\.com/[^\s\"'<>\\]{3,600}+"


class Envelope(msgspec.Struct, frozen=True):
    """As far as the rendering says; *end* is where the details of the error, which belong to the refusal, end."""

    permission: str | None = None
    resource: str | None = None
    principal: str | None = None
    command: str | None = None
    deploying: bool = False
    end: int = 0


def around(text: str, start: int, end: int, given: str | None = None) -> Envelope:
    """Return what is printed around *start*..*end*; a URL counts where the permission (*given*, or found) is of its service."""
    low, high = max(0, start - _BEFORE), min(len(text), end + _AFTER)
    reason = compiled(_REASON).search(text, end, high)
    permission = compiled(_PERMISSION).search(text, start, high) if reason else None
    resource = compiled(_RESOURCE).search(text, start, high) if reason else None
    command = _last(_COMMAND, text, low, end)
    verb = of_command(command["command"]) if command else None
    rpc = _last(_RPC, text, low, min(high, end + 300))
    url = _last(_URL, text, max(low, start - 400), min(high, end + 300))
    derived = verb or (of_rpc(rpc[0]) if rpc else None) or (_of_verb(url[0]) if url else None)
    refused = permission["v"] if permission else derived
    return Envelope(
        permission=refused,
        resource=full_name(resource["v"]) if resource else _of_url(url[0], given or refused) if url else None,
        principal=caller(text, low, high),
        command=command["command"] if command else None,
        deploying=bool(command) or _deploying(text[low:high]),
        end=max([end, *(m.end() for m in (reason, permission, resource) if m)]),
    )


def caller(text: str, low: int, high: int) -> str | None:
    """Return the account that the tool says it works as."""
    for pattern in _CALLER:
        found = _last(pattern, text, low, high)
        if found:
            address = re.search(EMAIL + r"(?=\]?(?:\s+does\s+not|\Z))", found[0])
            return member(address[0]) if address else None
    return None


_TOOLS = re.compile(
    r"\bgcloud\b|\bterraform\b|\bfirebase(?:-tools)? deploy|functions deploy|\bError (?:creating|updating|deleting|reading|waiting|setting|applying|retrieving)\b"
    r"|\bresource \"google_|\bgoogle_\w+\.|\bDeployment failed|\bFailed to (?:create|update|deploy)|\bStep #\d|\bHTTP Error: \d{3}, |\bpulumi\b|serverless deploy",
    re.IGNORECASE,
)


def _deploying(around: str) -> bool:
    """Whether a tool that deploys speaks, and not a function."""
    return _TOOLS.search(around) is not None


_SERVICES = {"datastore": "firestore", "resourcemanager": "cloudresourcemanager", "cloudsql": "sqladmin"}


def _of_verb(url: str) -> str | None:
    """Return the permission of a URL's own verb: `…/topics/T:publish`."""
    host = re.match(r"https://([a-z0-9-]+)\.googleapis\.com", url)
    verb = of_url(url)[1]
    return permission_of(host[1], verb) if host and verb else None


def _of_url(url: str, permission: str | None) -> str | None:
    """Return the resource that *url* names, where *permission* is one of the service it calls: actAs is not on the function."""
    service = (permission or "").partition(".")[0]
    return (
        of_url(url)[0]
        if service and _SERVICES.get(service, service) in url[8:60] and "actAs" not in str(permission)
        else None
    )


def _last(pattern: str, text: str, low: int, high: int) -> re.Match[str] | None:
    found = None
    for match in compiled(pattern).finditer(text, low, high):
        found = match
    return found
