"""The developer's own tools: Core Tools, the Functions SDK's build, Terraform and the Serverless Framework. None of the four."""

from __future__ import annotations

from diagnostics.messages.model import LOOK_ALIKE, Pattern
from diagnostics.messages.row import row

_INVALID = "azure.deployer.request-invalid"


def _tool(name: str, confidence: float, hints: tuple[str, ...], regex: str, summary: str, rank: int = LOOK_ALIKE + 4) -> Pattern:  # fmt: skip
    return row(f"azure.tools.{name}", _INVALID, confidence, hints, regex, summary, rank=rank)


PATTERNS: tuple[Pattern, ...] = (
    _tool(
        "project", 0.92,
        ("azfd0009", "unable to find project root", "expecting to find one of", "can't determine project", "cannot determine project", "determine target framework", "no .csproj", "no functions project", "worker runtime", "your worker runtime", "functions_worker_runtime",
         "unable to parse host configuration", "host.json", "functions runtime version", "unable to find a compatible", "the current directory is not"),
        r"\bAZFD0009\b|\bUnable to find project root\b|\bExpecting to find one of [^\n]{1,80} in the project root|\b[Cc]an(?:'t| ?not) determine (?:project (?:language|to build|runtime)|target framework)|\b[Ww]orker runtime (?:cannot be|is) ['\"]?(?:None|not set|not specified|unknown)"
        r"|\bYour worker runtime is not set\b|\bhas 'FUNCTIONS_WORKER_RUNTIME' set to\b|\bUnable to parse host configuration file\b|\b[Uu]nable to (?:find|locate) (?:a )?host\.json\b|\bhost\.json (?:file )?(?:is missing|not found|was not found|is invalid|must)",
        "The folder is not a Functions project, or its host.json does not parse.",
    ),
    _tool(
        "app", 0.9,
        ("can't find app with name", "you're trying to publish", "you're trying to use", "publishing to", "--dotnet-version", "set `--force`", "can't publish", "--build remote", "remote build failed", "non-linux function app", "using --build"),
        r"\bCan['’]t find app with name\b|\bYou['’]re trying to (?:publish|use v\d tooling to publish)\b|\bCan['’]?n?o?t publish [^\n]{1,120}function app|\b[Rr]emote build failed\b|\bnon-Linux [Ff]unction [Aa]pp\b",
        "The tool does not find the app, or the project and the app differ in runtime or version.", LOOK_ALIKE + 1,
    ),
    _tool(
        "sdk", 0.92,
        ("netsdk1", "msb3", "msb4", "the sdk 'microsoft", "extensionsmetadatagenerator", "metadata generation failed", "error msb", "azfw0", "packagesourcemapping", "unable to resolve '"),
        r"\berror (?:NETSDK1|MSB[34]|AZFW0)\d{3}\b|\bNETSDK1\d{3}\b|\bThe SDK 'Microsoft\.[^'\n]{1,80}' (?:specified )?could not be found|\b[Mm]etadata generation failed\b|\bUnable to resolve '[^'\n]{3,120} \([<>=]{1,2} ?[^)\n]{1,40}\)'",
        "The build with the .NET tools failed.",
    ),
    _tool(
        "pipeline", 0.9, ("the pipeline is not valid", "service connection", "input required: ", "no hosted parallelism"),
        r"\bThe pipeline is not valid\b|\b[Ss]ervice connection\b[^\n]{1,120}\bcould not be found\b|\bInput required: [\w-]{2,60}|\b[Nn]o hosted parallelism has been (?:purchased|granted)\b", "The pipeline names a connection or lacks an input; no call was made.",
    ),
    _tool(
        "port", 0.9, ("is unavailable. close the process", "already in use", "eaddrinuse"),
        r"\bPort \d{2,5} is unavailable\. Close the process\b|\bEADDRINUSE\b|\baddress already in use\b", "A local port is taken.",
    ),
    _tool(
        "terraform", 0.9,
        ("provider produced inconsistent", "unsupported argument", "unsupported block type", "missing required argument", "invalid for_each argument", "reference to undeclared", "error acquiring the state lock", "state blob is already locked", "inconsistent dependency lock",
         "could not retrieve the list of available versions", "failed to query available provider packages", "conflicts with", "error: expected ", "invalid reference", "invalid value for", "cycle: ", "unsupported attribute", "import the resource", "request was cancelled"),
        r"\bProvider produced (?:inconsistent|invalid)\b|\bError: (?:Unsupported (?:argument|block type|attribute)|Missing required argument|Invalid (?:for_each argument|reference|value for|resource type|index|function argument)|Cycle:|Conflicting configuration)|\bReference to undeclared \w{3,12}\b"
        r"|\bError acquiring the state lock\b|\bstate blob is already locked\b|\bInconsistent dependency lock file\b|\bFailed to query available provider packages\b|\bError: \"[\w.]{2,80}\": conflicts with |\bError: expected \"?[\w.\[\]]{2,80}\"?(?: to be)? ",
        "Terraform rejects the configuration, or its state is locked by another run.",
    ),
    _tool(
        "serverless", 0.85,
        ("serverless command", "serverless plugin", "serverless: ", "error -----", "configuration error at", "azure credentials has", "must be a non"),
        r"\bServerless command \"[^\"\n]{1,60}\" not found|\bServerless plugin \"[^\"\n]{1,120}\" (?:not found|initialization)|\bConfiguration error at '|\bmust be a non[ -]empty string\b|\bAzure Credentials has(?:n't| not) been set\b",
        "The Serverless Framework lacks a plugin, a setting or its credentials' names.",
    ),
)  # fmt: skip
