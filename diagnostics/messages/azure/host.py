"""The Functions host: listeners that do not start, storage that it needs, functions that it does not run."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.azure.around import SHARE_ROOT, near
from diagnostics.messages.families import compiled
from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row

_REFUSAL = r"\b40[13]\b|[Ff]orbidden\b|[Uu]nauthori[sz]ed|[Dd]enied\b"
_INNER = "the inner exception below that line"


def read_path(match: re.Match[str], saying: Saying) -> Saying | None:
    """The share's root that cannot be opened is the share; a file below it is the read-only package."""
    if match["below"]:
        return replace(
            saying, class_="none", cause="azure.function.application-error", confidence=0.85, rank=LOOK_ALIKE + 6,
            summary="The code writes beside itself: the package is read-only, only the temporary folder can be written.",
        )  # fmt: skip
    return saying


def read_down(match: re.Match[str], saying: Saying) -> Saying | None:
    """A host that is down is wiring, unless a refusal stands beside it, or only the portal says so: it may not be let in."""
    if match[0].startswith("function") or compiled(_REFUSAL).search(near(match, 800, 1500)):
        return replace(saying, class_="inconclusive", confidence=0.5, next_read=_INNER)
    return saying


def _open(name: str, hints: tuple[str, ...], regex: str, summary: str, next_read: str = _INNER, rank: int = CONSEQUENCE) -> Pattern:  # fmt: skip
    return row(
        f"azure.host.{name}",
        "azure.host.not-running",
        0.5,
        hints,
        regex,
        summary,
        rank=rank,
        class_="inconclusive",
        next_read=next_read,
    )


PATTERNS: tuple[Pattern, ...] = (
    _open(
        "listener", ("listener for function",),
        r"\bThe listener for function ['\"`]?[^'\"`\n]{1,160}['\"`]? was unable to start", "A trigger's listener did not start; the reason stands in its inner exception.",
    ),
    _open(
        "storage-unhealthy", ("azure.functions.webjobs.storage", "blob storage secret repository"),
        r"\bazure\.functions\.webjobs\.storage\b[^\n]{0,60}\bUnhealthy\b|\bperforming an? \w{2,12} operation on the Blob Storage Secret Repository", "The host cannot use its own storage.",
        "the storage error beside it: its code tells role, key and network apart", CONSEQUENCE + 2,
    ),
    _open(
        "poison", ("maxdequeuecount", "poison queue"),
        r"\bhas reached MaxDequeueCount of \d", "The function failed on this message until it was put aside; the reason stands in the failures before.", "the exceptions of the attempts before",
    ),
    _open(
        "forbidden", ("(403) forbidden", "(401) unauthorized"),
        r"\bremote server returned an error: \(40[13]\) (?:Forbidden|Unauthorized)", "Somebody refused the call; the text does not say why.", "the error code in the refusal's body, or the target's own log", BARE + 1,
    ),
    row(
        "azure.host.down", "azure.host.not-running", 0.7,
        ("a host error has occurred", "scripthost error has occurred", "host is in error state", "host is unhealthy", "unhealthy count exceeds", "function runtime is unable to start", "runtime is unreachable"),
        r"\bA (?:Script)?host error has occurred\b|\bHost is in error state\b|\bHost is unhealthy\b|\bunhealthy count exceeds\b|\bfunction runtime is unable to start\b|\bFunctions? runtime is unreachable\b",
        "The host did not start; the first error after its last start is the cause.", read_down, rank=CONSEQUENCE + 1,
    ),
    row(
        "azure.host.no-functions", "azure.host.not-running", 0.72,
        ("no job functions found", "no functions were found", "0 functions found", "no http triggers found", "did not find functions with language", "0 functions loaded"),
        r"\bNo job functions found\b|\bNo functions were found\b|\b0 functions (?:found|loaded)\b|\bDid not find functions with language\b|\bNo HTTP triggers found\b", "The host finds no function in what was deployed.", rank=CONSEQUENCE + 6,
    ),
    row(
        "azure.host.disabled", "azure.function.disabled", 0.93,
        ("is disabled",),
        rf"\bFunction {Q}(?!app\b)(?P<resource>[\w.$-]{{1,120}}){Q} is (?:currently )?disabled\b", "This function is disabled.", rank=REFUSAL - 2,
    ),
    row(
        "azure.host.lease", "azure.timer.lease-held", 0.65,
        ("singleton lock renewal failed", "unable to acquire singleton lock", "azfd0004", "collision for host id"),
        r"\bSingleton lock renewal failed\b[^\n]{0,160}|\bUnable to acquire Singleton lock\b|\bAZFD0004\b|\bcollision for Host ID\b", "Another app or instance holds the lease: with the same host id only one of two apps runs.", rank=LOOK_ALIKE + 5,
    ),
    row(
        "azure.host.share", "azure.content-share.missing", 0.5,
        ("is denied", "user name or password is incorrect"),
        r"\b[Uu]ser ?name or password is incorrect\b[^\n]{0,12}['\"][A-Z]:[\\/]{1,2}home[\\/]|\bAccess to the path ['\"]?(?:[A-Z]:)?[\\/]{1,2}home[\\/]{1,2}site[\\/]{1,2}wwwroot(?P<below>[\\/]{1,2}[^'\"\s]{1,300})?['\"]? is denied", "The host cannot open the content share: it is missing, or cannot be reached.",
        read_path, rank=LOOK_ALIKE + 6, class_="inconclusive", next_read="the content share's account: whether the share exists, and its network rules",
    ),
    row(
        "azure.host.share-missing", "azure.content-share.missing", 0.8,
        ("could not find a part of the path",),
        rf"\bCould not find a part of the path '{SHARE_ROOT}'", "The app's content share is missing or empty: its root is not there.", rank=REFUSAL - 4,
    ),
    row(
        "azure.host.deployment", "azure.role-assignment.deployment-storage-missing", 0.6,
        ("inaccessiblestorage", "storage account for deployment"),
        r"\bInaccessibleStorageException\b|\bFailed to access storage account for deployment\b", "The deployment's container cannot be used by the identity or key that is set for it.", rank=CONSEQUENCE + 8,
        class_="inconclusive", deny_origin=None, next_read="the storage error beside it",
    ),
)  # fmt: skip
