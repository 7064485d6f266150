"""No token because no identity: the app has none, the wrong one is chosen, or the code runs where nobody is signed in."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import near, on_own_machine
from diagnostics.messages.families import compiled
from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row

_CLIENT_ID = r"\b(?:client_?id|clientId)\b\W{1,6}(?P<value>[0-9a-f]{8}-[0-9a-f-]{27})"
_MANAGED = r"ManagedIdentityCredential|MSI|IDENTITY_ENDPOINT"


def read_missing(match: re.Match[str], saying: Saying) -> Saying | None:
    """On somebody's own machine there is no managed identity to begin with: nobody is signed in there."""
    return _nobody(saying) if on_own_machine(match) else saying


def read_wrong(match: re.Match[str], saying: Saying) -> Saying | None:
    if on_own_machine(match):
        return _nobody(saying)
    found = compiled(_CLIENT_ID).search(near(match, 600, 600))
    return replace(saying, principal=found["value"] if found else None)


def read_chain(match: re.Match[str], saying: Saying) -> Saying | None:
    """The chain's heading alone says only that nothing gave a token."""
    if on_own_machine(match):
        return _nobody(saying)
    return saying


def read_tool(match: re.Match[str], saying: Saying) -> Saying | None:
    """A chain asks the command line's sign-in last; where an identity was asked before, that one tells the fault."""
    return None if compiled(_MANAGED).search(near(match, 2500, 1500)) else saying


def _nobody(saying: Saying) -> Saying:
    cause = "azure.credentials.not-signed-in"
    assert lookup(cause) is not None  # noqa: S101 - the row below names it as well
    return replace(
        saying, class_="none", cause=cause, deny_origin=None, confidence=0.8, rank=LOOK_ALIKE + 8,
        summary="The code runs on somebody's machine, where nobody is signed in; no identity of the app is involved.",
    )  # fmt: skip


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.identity.wrong", "azure.identity.wrong-selection", 0.93,
        ("no user assigned or delegated managed identity found", "no msi found", "requested identity", "identity not found",
         "multiple user assigned identities", "load the proper managed identity", "no managed identity found for specified"),
        r"\bNo (?:User Assigned or Delegated )?Managed Identity found for specified\b|\bNo MSI found for specified\b|\brequested identity (?:has not been|isn['’]t|is not) assigned to this resource"
        r"|\bIdentity not found\b|\bMultiple user assigned identities exist\b|\bUnable to load (?:the )?proper Managed Identity\b",
        "The identity that is asked for is not one that the app carries (or none was chosen).", read_wrong, rank=REFUSAL + 5,
    ),
    row(
        "azure.identity.none", "azure.identity.not-enabled", 0.85,
        ("managedidentitycredential authentication unavailable", "managedidentitycredential: authentication failed", "managedidentitycredential - unavailable",
         "msi is not enabled", "no response from the imds endpoint", "no managed identity endpoint", "managed identity endpoint is not", "failed to acquire managedidentity token",
         "managedidentitycredential is not available", "connection to imds endpoint", "imds endpoint is not available", "managedidentitycredential authentication failed",
         "managed identity is not enabled", "managed identity response was not", "managed identity authentication is not available", "no default identity is assigned", "failed to connect to msi", "managed identity timed out", "credential endpoint is not available", "tried to get token using managed service identity", "unable to connect to the managed service identity"),
        r"\bManagedIdentityCredential:? (?:- )?(?:authentication )?(?:is )?(?:unavailable|failed|not available)|\bMSI is not enabled\b|\bno response from the IMDS endpoint|\bNo Managed Identity endpoint\b"
        r"|\bmanaged identity endpoint is not\b|\bFailed to acquire ManagedIdentity token|\bManaged Identity (?:response was not in the expected format|authentication is not available)|\bno default identity is assigned to this resource|\bFailed to connect to MSI\b|\bmanaged identity timed out\b|\bConnection to IMDS endpoint\b|\bIMDS endpoint is not available|\bManaged Identity is not enabled\b|\bcredential endpoint is not available"
        r"|\bUnable to connect to the Managed Service Identity\b|\bTried to get token using Managed Service Identity\b",
        "The app asks for a token and has no managed identity.", read_missing, rank=REFUSAL + 3,
    ),
    row(
        "azure.identity.chain", "azure.identity.not-enabled", 0.5,
        ("failed to retrieve a token from the included credentials", "chainedtokencredential", "defaultazurecredential"),
        r"\bfailed to retrieve a token from the included credentials\b|\bChainedTokenCredential (?:authentication )?failed\b|\bDefaultAzureCredential:? (?:authentication )?failed\b",
        "No credential gave a token.", read_chain, rank=LOOK_ALIKE + 1, class_="inconclusive", deny_origin=None,
        next_read="the line of ManagedIdentityCredential in the chain, and the identity of the app",
    ),
    row(
        "azure.identity.environment", "azure.credentials.not-signed-in", 0.7,
        ("environmentcredential authentication unavailable",),
        r"\bEnvironmentCredential authentication unavailable\b", "The settings that a credential is read from are not all there.", read_tool, rank=LOOK_ALIKE + 2,
    ),
    row(
        "azure.identity.tool", "azure.credentials.not-signed-in", 0.9,
        ("please run 'az login'", "please run az login", "azure cli not found on path", "azure cli not installed", "run the command `az login", "run connect-azaccount",
         "connect-azaccount to login", "az login to setup account", "to re-authenticate, please run", "no subscription found", "no subscriptions found", "doesn't exist in cloud", 'run "az login"', "azure cli could not be found", "add an azure login", "azurecli authorizer", "tenant id was not specified", "token cache", "invalid_grant","not all values are present"),
        r"\bPlease run ['\"`]?az login\b|\bAzure CLI (?:not found on path|not installed|could not be found)|\bRun (?:the command )?['\"`]?(?:az login|Connect-AzAccount)\b|\bto re-?authenticate, please run\b|\bNo subscriptions? found\b|\bNo credent\w{3,8} found\. Add an Azure login|\bcould not configure \w{3,40} Authorizer\b|\bdoes not exist in MSAL token cache\b|\bNot all values are present\. Ensure '|\bsubscription of [^\n]{1,120} doesn't exist in cloud\b",
        "Nobody is signed in where the code or the command runs.", read_tool, rank=LOOK_ALIKE + 3,
    ),
)  # fmt: skip
