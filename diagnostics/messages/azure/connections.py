"""Settings and bindings of a trigger: the connection it names, the suffix it needs, the source it listens to."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.azure.around import NAME, listens, near, whole
from diagnostics.messages.families import compiled
from diagnostics.messages.model import CONSEQUENCE, LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row

_HOST_SETTING = r"(?:ConnectionStrings:)?AzureWebJobsStorage(?:__\w+)?"
_FUNCTION = r"\b(?:method|function) ['\"`](?P<name>[\w.$-]{1,120})['\"`]"
_BOUND = r"ConnectionStringSetting|Trigger\(|Input\(|Output\(|\bbinding|function\.json|AzureWebJobs|ConnectionInfo\b|\b[Hh]ost error has occurred"
_PREFIX = r"AzureWebJobs"
_ANY_FORM = r"__(?:fullyQualifiedNamespace|accountEndpoint|queueServiceUri|blobServiceUri|serviceUri|credential|clientId)\b"


def read_setting(match: re.Match[str], saying: Saying) -> Saying | None:
    """Name the setting; a value that is the connection string itself is not repeated, and an empty name names the function."""
    setting = whole(next((value for value in match.groups() if value), None))
    if setting and ("=" in setting or len(setting) > 100):
        return replace(
            saying, summary="The binding holds a connection string where the name of a setting belongs."
        )
    if setting and compiled(_PREFIX).fullmatch(setting):
        found = compiled(_FUNCTION).search(near(match, 400, 200))
        return replace(saying, resource=found["name"] if found else None)
    cause = (
        "azure.host-storage.setting-missing"
        if setting and compiled(_HOST_SETTING).fullmatch(setting)
        else saying.cause
    )
    return replace(saying, cause=cause, resource=setting)


def read_null(match: re.Match[str], saying: Saying) -> Saying | None:
    """Nothing was found under the connection's name; only beside settings with a suffix is it the suffix."""
    suffix = compiled(_ANY_FORM).search(near(match, 800, 800)) is not None
    return replace(saying, cause="azure.connection.wrong-suffix" if suffix else saying.cause)


def read_malformed(match: re.Match[str], saying: Saying) -> Saying | None:
    """The connection of a binding is wiring; one that the function's own code opens is its own fault."""
    if listens(match) or compiled(_BOUND).search(near(match, 600, 600)):
        return saying
    return replace(
        saying, class_="none", cause="azure.function.application-error", confidence=0.78, rank=LOOK_ALIKE + 3,
        summary="The code opens a connection with a string that does not parse.",
    )  # fmt: skip


def _setting(name: str, hints: tuple[str, ...], regex: str, summary: str, confidence: float = 0.95, rank: int = REFUSAL) -> Pattern:  # fmt: skip
    return row(
        f"azure.connection.{name}",
        "azure.connection.setting-missing",
        confidence,
        hints,
        regex,
        summary,
        read_setting,
        rank=rank,
    )


_MISSING = "The connection that the binding names is not among the app's settings."
PATTERNS: tuple[Pattern, ...] = (
    _setting(
        "missing",
        ("is missing or empty",),
        rf"\bconnection string {Q}(?P<setting>[^'\"\n]{{1,400}}?){Q} is missing or empty", _MISSING,
    ),
    _setting(
        "undefined",
        ("defined app setting", "does not exist", "doesn't exist", "connection string for", "not resolve to a value"),
        rf"\b(?:connection(?: string| configuration| setting)?|setting) (?:for |named )?{Q}(?P<setting>[\w:.-]{{1,120}}){Q} (?:does not|doesn't) exist\b"
        rf"|\bSpecified {Q}(?P<a>[\w:.-]{{1,120}}){Q}[^\n]{{0,80}}defined App Setting|'%(?P<b>[\w:.-]{{1,120}})%' does not resolve to a value", _MISSING,
    ),
    _setting(
        "unset",
        ("local.settings.json that matches", "in local.settings.json", "missing value for"),
        rf"\bCannot find value named {Q}(?P<setting>[\w:.-]{{1,120}}){Q} in local\.settings\.json|\bMissing value for (?P<a>[\w:.-]{{1,120}}) in local\.settings\.json", _MISSING, 0.93,
    ),
    _setting(
        "invalid",
        ("connection string for", "storage connection string", "not a valid connection string", "azure storage connection named"),
        rf"\bStorage account connection string for {Q}(?P<setting>[\w:.-]{{1,120}}){Q} is invalid|\bUnable to resolve the Azure Storage connection named {Q}(?P<a>[\w:.-]{{1,120}}){Q}|\bUnable to find an Azure Storage connection string to use for this binding",
        "The setting that holds the connection is empty or malformed.", 0.93,
    ),
    _setting(
        "either",
        ("must be set either via", "must be set via", "' property in '"),
        rf"\bmust be set (?:either )?via (?:an?|the) {Q}(?P<setting>[\w:.-]{{1,120}}){Q} app setting|\bThe 'connection' property in '\w{{3,60}}' is empty", _MISSING, 0.92,
    ),
    _setting(
        "property",
        ("unable to resolve the value for property", "app setting"),
        rf"\bUnable to resolve the value for property {Q}(?P<setting>[\w.]{{3,120}}){Q}|\bapp setting {Q}(?P<a>[\w:.-]{{2,120}}){Q} (?:is|was|has) (?:not (?:found|set|defined|configured|present)|missing|empty|required)", _MISSING, 0.85, REFUSAL - 2,
    ),
    row(
        "azure.connection.malformed", "azure.connection.setting-missing", 0.8,
        ("connection string", "account information found", "settings must be of the form"),
        r"\b[Cc]onnection string (?:is )?(?:missing required|(?:is )?invalid|could not be parsed|was not in|(?:is )?either blank or malformed|used for an? [\w ]{3,40} must specify)|\bNo valid combination of account information found\b|\b[Mm]alformed connection string\b|\b[Ii]nvalid connection string\b", "The connection that the binding names does not parse.",
        read_malformed, rank=REFUSAL - 3,
    ),
    row(
        "azure.connection.null", "azure.connection.setting-missing", 0.82,
        ("value cannot be null",),
        r"\bValue cannot be null\.? \(?Parameter(?: name:)? ?'?(?:\w{0,20}connectionString|dataAccount|storageAccount|connection|fullyQualifiedNamespace|endpoint|serviceUri|uriString|accountName)\b", _MISSING, read_null, rank=REFUSAL - 1,
    ),
    row(
        "azure.connection.host-storage", "azure.host-storage.setting-missing", 0.94,
        ("azfd0001", "azfd0002", "secret initialization from blob storage failed", "settings must be of the form", "azurewebjobsstorage"),
        r"\bAZFD000[12]\b|\bSecret initialization from Blob storage failed\b|\bSettings must be of the form \"name=value\"|\bAzureWebJobsStorage['\"]? (?:app setting )?(?:is not (?:set|present|defined|configured)|is (?:missing|invalid|empty)|was not found)",
        "The host's own storage setting is missing or malformed.", rank=REFUSAL,
    ),
    row(
        "azure.binding.extension", "azure.extension-bundle.missing", 0.95,
        ("binding type", "extension bundle", "referenced bundle", "binding extension is installed"),
        r"\bbinding type(?:\(s\)|s)? ['\"`]?[^'\"`\n]{1,200}['\"`]? (?:(?:are|is) not registered|(?:were|was) not found in the configured extension bundle)|\bReferenced bundle \S{1,120} of version \S{1,40} does not meet the required minimum version"
        r"|\bplease ensure the type is correct and the binding extension is installed", "The extension that the binding needs is not there, or too old.", rank=REFUSAL,
    ),
    row(
        "azure.binding.bundle", "azure.extension-bundle.missing", 0.72,
        ("unable to find or download extension bundle", "error fetching version information for extension bundle", "error downloading zip content"),
        r"\bUnable to find or download extension bundle|\bError fetching version information for extension bundle|\bError downloading zip content[^\n]{0,160}ExtensionBundle", "The extension bundle was not found, or could not be fetched.",
        rank=REFUSAL - 3,
    ),
    row(
        "azure.binding.schedule", "azure.timer.schedule-wrong", 0.95,
        ("valid cron expression", "azfd0010", "schedule expression"),
        r"\bwas not recognized as a valid cron expression\b|\bAZFD0010\b|\bschedule expression ['\"][^'\"\n]{1,80}['\"] (?:is|was) (?:not|invalid)", "The timer's schedule does not parse, or its time zone is not supported.", rank=REFUSAL,
    ),
    row(
        "azure.binding.hub-name", "azure.binding.invalid", 0.85,
        ("task hub name",),
        rf"\bTask hub name {Q}(?P<resource>{NAME}){Q} (?:should|must|is (?:invalid|not valid))", "The task hub's name is not valid, so the host does not start.", rank=REFUSAL,
    ),
    row(
        "azure.binding.lease", "azure.binding.invalid", 0.9,
        ("lease collection", "lease container", "leases container", "leases collection", "monitored collection", "monitored container"),
        r"\b(?:lease|monitored)s? (?:collection|container)\b[^\n]{0,80}\bmust (?:have|be|not)\b[^\n]{0,60}\b(?:partition\w*|same|TTL|time to live)\b|\bmonitored collection cannot be the same as the (?:collection|container) storing the leases", "The lease container is not made as the trigger needs it.", rank=REFUSAL,
    ),
    row(
        "azure.binding.indexing", "azure.binding.invalid", 0.75,
        ("error indexing method",),
        rf"\bError indexing method {Q}(?P<resource>[\w.$-]{{1,160}}){Q}", "The function's trigger or a binding could not be set up.", rank=CONSEQUENCE + 8,
    ),
    row(
        "azure.binding.in-error", "azure.binding.invalid", 0.68,
        ("function is in error", "at least one binding must be declared", "trigger binding", "invalid script file name", "primary function script", "following binding", "duplicate binding"),
        rf"\bMultiple trigger bindings defined|\bNo trigger binding specified|\bcan only have (?:one|a single) trigger(?: binding)?\b|\bInvalid script file name configuration\b|\bUnable to determine the primary function script\b|\bThe {Q}(?P<resource>[\w.$-]{{1,160}}){Q} function is in error|\bAt least one binding must be declared\b", "The host did not load this function.", rank=CONSEQUENCE + 7,
    ),
    row(
        "azure.binding.unbound", "azure.binding.invalid", 0.75,
        ("cannot bind parameter", "can't bind ", "unable to configure binding", "no value was provided for parameter", "binding name", "is not a supported binding", "binding parameter", "binding expression", "invalid blob path", "invalid blob trigger path", "no value for named parameter"),
        r"\bCan['’]t bind [\w.]{2,60} to (?:type|parameter)\b|\bUnable to resolve binding parameter\b|\bBinding expressions must map to\b|\bInvalid blob (?:trigger )?path\b|\bNo value for named parameter\b|\bCannot bind parameter '[^'\n]{1,120}' to type\b|\bUnable to configure binding '[^'\n]{1,120}'|\bThe binding name [^\n]{1,80} is invalid\b", "A binding does not fit the function's parameters.", rank=CONSEQUENCE + 9,
    ),
    row(
        "azure.source.absent", "azure.source.missing", 0.85,
        ("container", "does not exist"),
        rf"\bContainer {Q}(?P<resource>[\w$.-]{{1,80}}){Q} does not exist\.", "The container that the trigger watches is not there.", rank=REFUSAL - 5,
    ),
)  # fmt: skip
