"""What stands around an Azure message: the address that was called, who listens, and where the code runs."""

from __future__ import annotations

import re

from diagnostics.messages.families import compiled

# A name as far as what follows it in the message; one that was wrapped behind a hyphen goes on in the next line.
MARK = "'\"`‘’“”"
NAME = rf"[^{MARK}\n]{{1,300}}?(?:-\n[^{MARK}\s]{{1,100}})?"
# A resource ID as far as it has no blanks (outside of a mask), and one that may stand in quotes, blanks and wrapped lines in it.
BARE_SCOPE = (
    rf"/(?:<[^<>\n]{{1,60}}>|\[[^\[\]\n]{{1,60}}\]|\{{[^{{}}\n]{{1,60}}\}}|[^\s{MARK}<>\[\]{{}}]){{1,900}}+"
)
SCOPE = rf"(?:\*{{2,40}}(?=[{MARK}])|(?<=[{MARK}])/[^{MARK}\n]{{0,1500}}(?:\n[^{MARK}\s]{{1,400}}){{0,8}}(?=\n?[{MARK}])|{BARE_SCOPE})"
ACTION = r"[A-Za-z][\w.*-]{1,80}(?:/[\w.*-]{1,80}){1,12}"

# Where the content share is mounted, however the path is written.
SHARE_ROOT = r"(?:[A-Z]:)?[\\/]{1,2}home(?:[\\/]{1,2}site(?:[\\/]{1,2}wwwroot)?)?[\\/]{0,2}"

_URL = rf"https?://(?:<[^<>\s]{{1,60}}>|[^\s<>{MARK}|\\^(){{}}]){{3,900}}+"
_LISTENER = (
    r"listener\s+for\s+function|error\s+indexing\s+method|unable\s+to\s+start|RunOperation\s+encountered|FunctionListener"
    r"|ServiceBusProcessor|EventProcessorHost|EventProcessorClient|EventProcessorConfiguration|StartListening|QueueListener"
    r"|BlobListener|CosmosDBTrigger|ScaleMonitor|checking\s+for\s+(?:ServiceBus)?Queue|Action=Receive|trigger\b[^\n]{0,60}\bfail"
)
_HOST_STORAGE = r"azure-webjobs-(?:hosts|secrets|eventhub)|AzureWebJobsStorage|Blob\s+Storage\s+Secret\s+Repository|functions\.webjobs\.storage"
_HERE = (
    r"C:\\{1,2}Users\\|/Users/\w|/home/(?!site\b|\.|LogFiles|data\b)[a-z][\w.-]{0,40}/|local\.settings\.json|Core\s+Tools"
    r"|localhost:7\d\d\d|func(?:\.exe)?\s+(?:host\s+)?start|Visual\s+Studio\s+Code\b[^\n]{0,40}debug"
)
_FUNCTION = (
    r"while\s+executing\s+function|Executed\s+'Functions\.|site[\\/]wwwroot|azure_functions_worker|WebJobs\.(?:Host|Script)"
    r"|Worker\.(?:FunctionsApp|Middleware)|FunctionExecutor"
)


def near(match: re.Match[str], before: int = 1500, after: int = 1500) -> str:
    """Return the text around *match*, itself included."""
    return match.string[max(0, match.start() - before) : match.end() + after]


def listens(match: re.Match[str]) -> bool:
    """Whether a trigger's listener, and not the function's own code, speaks."""
    return compiled(_LISTENER).search(near(match)) is not None


def of_host_storage(match: re.Match[str]) -> bool:
    """Whether the message is about the storage that the host itself needs."""
    return compiled(_HOST_STORAGE).search(near(match, 800, 800)) is not None


def on_own_machine(match: re.Match[str]) -> bool:
    """Whether the code runs on somebody's machine: a home directory, the Core Tools, a local port."""
    return compiled(_HERE).search(near(match, 3000, 3000)) is not None


def in_function(match: re.Match[str]) -> bool:
    """Whether the function's own code made the call."""
    return compiled(_FUNCTION).search(near(match)) is not None


def address(match: re.Match[str], host: str) -> str | None:
    """Return the one URL near *match* whose host fits *host*, without its query; None where there are several or none."""
    found = re.findall(_URL, near(match), re.IGNORECASE)
    wanted = compiled(rf"https?://[^/?]{{0,300}}{host}")
    urls = {bare(url) for url in found if wanted.match(url)}
    return urls.pop() if len(urls) == 1 else None


def bare(url: str) -> str:
    """Return *url* without its query (a signature may stand there) and the punctuation behind it."""
    return re.split(r"[?#]", url, maxsplit=1)[0].rstrip(".,;:*")


def whole(value: str | None) -> str | None:
    """Return *value* with the breaks that wrapped it taken out; None where nothing is left."""
    text = re.sub(r"\s*\n\s*", "", value or "").strip(f"{MARK}.,; ")
    return text or None


def principal(text: str) -> str | None:
    """Return the caller that a token's description (`appid=…;oid=…;iss=…`) names: its object id, or `appid=…` where that is all.

    The two are never interchangeable: roles are assigned to the object id only.
    """
    for key, prefix in ((r"o\n?i\n?d", ""), (r"a\n?p\n?p\n?i\n?d", "appid=")):
        found = re.search(
            rf"\b{key}\n?=\n?(?:(?P<cut>[\w.*-]{{1,80}}\n?[\w.*-]{{1,80}});|(?P<end>(?:<[^<>\n]{{1,60}}>|[\w.*-]){{1,80}}))",
            text,
        )
        if found:
            return f"{prefix}{whole(found['cut'] or found['end'])}"
    return None
