"""Key Vault: its two models of access, its firewall, its tokens, and the references that app settings hold."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import ACTION, NAME, SCOPE, address, near, principal, whole
from diagnostics.messages.families import compiled
from diagnostics.messages.model import LOOK_ALIKE, NAMED_LAYER, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row, spaced

_HOST = r"\.vault(?:core)?\.[\w.]+"
_ACTION = spaced(rf"\bAction:? {Q}(?P<value>{ACTION}){Q}")
_RESOURCE = spaced(rf"\bResource:? {Q}(?P<value>{SCOPE})")
_REASON = r"\bDecisionReason:?\s{0,4}'?(?P<value>\w{3,60})"
_DENY = r"\bDenyAssignmentId:?\s{0,4}'?(?P<value>(?!null\b)[\w/.-]{8,300})"
_VAULT = r"\bVault:?\s{1,4}'?(?P<value>[\w<>*.-]{3,60}?)(?:;location|['\s,]|\Z)"
_ADDRESS = r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{4,45}"
_REFERENCE = r"\breference|@Microsoft\.KeyVault\(|\bstatus[\"']?\s?[:=]\s?[\"']?(?=\Z)"
_STATUS = {
    "msinotenabled": ("azure.key-vault-reference.identity-missing", 0.95),
    "vaultnotfound": ("azure.key-vault-reference.unresolved", 0.93),
    "secretnotfound": ("azure.key-vault-reference.unresolved", 0.93),
    "secretversionnotfound": ("azure.key-vault-reference.unresolved", 0.93),
    "invalidsyntax": ("azure.key-vault-reference.unresolved", 0.95),
}


def read_role(match: re.Match[str], saying: Saying) -> Saying | None:
    """The text names caller, action and resource below it, and why: no role, a condition, a deny assignment."""
    below = match.string[match.start() : match.end() + 1800]
    reason, deny = (_value(_REASON, below) or "").lower(), _value(_DENY, below)
    cause = saying.cause or ""
    if deny or "denyassignment" in reason:
        cause = "azure.deny-assignment.denied"
    elif "abac" in reason or "missingattributes" in reason:
        cause = "azure.role-assignment.condition-not-met"
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of this file
    return replace(
        saying, cause=cause, deny_origin=known.deny_origin, explicit=True if deny else None, policy_arn=deny,
        principal=principal(below), action=_value(_ACTION, below), resource=_value(_RESOURCE, below) or _vault(match),
    )  # fmt: skip


def read_policy(match: re.Match[str], saying: Saying) -> Saying | None:
    verb = match.groupdict().get("action")
    return replace(
        saying, principal=principal(near(match, 300, 200)), action=re.sub(r"\s+", " ", verb) if verb else None,
        resource=whole(match["vault"]) if match["vault"] else _vault(match),
    )  # fmt: skip


def read_denied(match: re.Match[str], saying: Saying) -> Saying | None:
    return replace(saying, principal=principal(near(match, 300, 200)), resource=_vault(match))


def read_firewall(match: re.Match[str], saying: Saying) -> Saying | None:
    return replace(saying, principal=principal(near(match, 100, 700)), resource=_vault(match))


def read_status(match: re.Match[str], saying: Saying) -> Saying | None:
    """A status only where a reference is spoken of: a client may say SecretNotFound too."""
    if not compiled(_REFERENCE).search(near(match, 300, 300)) and not compiled(_REFERENCE).search(
        near(match, 30, 0)[: -len(match[0])]
    ):
        return None
    cause, confidence = _STATUS[match["status"].lower()]
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of this file
    return replace(
        saying, cause=cause, confidence=confidence, class_=known.class_, deny_origin=known.deny_origin,
        code=match["status"], resource=address(match, _HOST),
    )  # fmt: skip


def _vault(match: re.Match[str]) -> str | None:
    return _value(_VAULT, near(match, 200, 1500)) or address(match, _HOST)


def _value(pattern: str, text: str) -> str | None:
    found = compiled(pattern).search(text)
    return whole(found["value"]) if found else None


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.vault.role", "azure.role-assignment.missing", 0.97,
        ("caller is not authorized to perform action", "forbiddenbyrbac", "operation is not allowed by rbac"),
        r"\bCaller is not authorized to perform action on resource\b|\bThe operation is not allowed by RBAC\b|\bForbiddenByRbac\b",
        "The vault uses roles, and the caller has none that allows this.", read_role, rank=NAMED_LAYER,
    ),
    row(
        "azure.vault.access-policy", "azure.key-vault.access-policy-missing", 0.97,
        ("permission on key vault", "forbiddenbypolicy"),
        rf"\bdoes not have (?P<action>(?:secrets|keys|certificates|storage) [\w,]{{2,30}}) permissions? on (?:the )?key vault {Q}(?P<vault>{NAME})(?=[;'\"\n]|\Z)|\bForbiddenByPolicy\b",
        "The vault uses access policies, and none of them gives the caller this.", read_policy, rank=NAMED_LAYER,
    ),
    row(
        "azure.vault.access-denied", "azure.key-vault.access-policy-missing", 0.82,
        ("keyvaulterrorexception: access denied", '"accessdenied"'),
        r"\bKeyVaultErrorException: Access denied\b|\bvault\b[^\n]{0,400}\binnererror\b\W{1,8}code\W{1,6}AccessDenied\b", "The vault uses access policies, and none of them gives the caller this.", read_denied, rank=REFUSAL,
    ),
    row(
        "azure.vault.firewall", "azure.key-vault-firewall.blocked", 0.96,
        ("client address is not authorized", "forbiddenbyfirewall", "forbiddenbyconnection", "public network access is disabled and request"),
        r"\bClient address is not authorized(?: and caller is not a trusted service)?|\bForbiddenBy(?:Firewall|Connection)\b|\bPublic network access is disabled and request is not from a trusted service",
        "The vault's firewall refuses the address that the call comes from.", read_firewall, rank=NAMED_LAYER,
    ),
    row(
        "azure.vault.secret-disabled", "azure.function.wrong-name", 0.88,
        ("secretdisabled", "keydisabled", "on a disabled", "on an expired", "not yet valid secret"),
        r"\b(?:Secret|Key|Certificate)Disabled\b|\bOperation \w{2,20} is not allowed on an? (?:disabled|expired|not yet valid) (?:secret|key|certificate)",
        "The secret itself is disabled or outside of its dates; no permission is missing.", rank=NAMED_LAYER + 1,
    ),
    row(
        "azure.vault.absent", "azure.function.wrong-name", 0.92,
        ("was not found in this key vault", "secretnotfound", "keynotfound", "certificatenotfound"),
        r"\bA (?:secret|key|certificate) with \(name/id\) \S{1,200} was not found in this key vault|(?<![\w.])(?:Secret|Key|Certificate)NotFound\b(?!Exception)", "The vault has no such secret, key or certificate.", rank=LOOK_ALIKE + 4,
    ),
    row(
        "azure.vault.token", "azure.credentials.expired", 0.88, ("akv10",),
        r"\bAKV10\d{3}\b", "The vault does not accept the token: missing, expired, or of another tenant or audience.", rank=LOOK_ALIKE + 8,
    ),
    row(
        "azure.vault.reference", "azure.key-vault-reference.unresolved", 0.93,
        ("msinotenabled", "vaultnotfound", "secretnotfound", "secretversionnotfound", "invalidsyntax"),
        r"(?<![\w.])(?P<status>MSINotEnabled|VaultNotFound|SecretVersionNotFound|SecretNotFound|InvalidSyntax)\b(?<!Exception)",
        "A setting's Key Vault reference does not resolve.", read_status, rank=REFUSAL - 3,
    ),
    row(
        "azure.vault.reference-identity", "azure.key-vault-reference.identity-missing", 0.93,
        ("managed identity not enabled", "managed identity is not enabled"),
        r"\breference\b[^\n]{0,160}\bManaged Identity (?:is )?not enabled", "A setting's Key Vault reference has no identity to read with.", rank=REFUSAL - 2,
    ),
    row(
        "azure.vault.reference-denied", "azure.key-vault-reference.identity-missing", 0.5,
        ("accesstokeyvaultdenied", "denied access to key vault reference"),
        r"\bAccessToKeyVaultDenied\b|\bsite was denied access to Key Vault reference", "The vault refuses the identity that reads the setting's reference: by role, access policy or firewall.",
        rank=REFUSAL - 3, class_="inconclusive", deny_origin=None, next_read="the vault's permission model, its grants and its network rules",
    ),
    row(
        "azure.vault.reference-unresolved", "azure.key-vault-reference.unresolved", 0.72,
        ("@microsoft.keyvault(",),
        r"(?:\b(?:not|n['’]t) (?:being )?(?:fetched|retriev\w{1,5}|resolv\w{1,4}|replaced)|\binstead of the (?:value|secret)|\boutputting)\b[^\n]{0,200}@Microsoft\.KeyVault\(|@Microsoft\.KeyVault\([^\n]{0,300}\b(?:(?:not|n['’]t) (?:being )?(?:fetched|retriev\w{1,5}|resolv\w{1,4}|replaced)|instead of the (?:value|secret)|rather than the value)\b|@Microsoft\.KeyVault\((?=[^\n]{0,400}(?:invalid|malformed|could not|not recogni|parse|Settings must be of the form|No such host|unresolved|ArgumentException|FormatException))"
        r"|(?:invalid|malformed|could not be parsed|not be resolved|Unable to (?:resolve|parse))[^\n]{0,160}@Microsoft\.KeyVault\(",
        "A setting arrives as the text of its Key Vault reference: the reference was not resolved.", rank=LOOK_ALIKE + 9,
    ),
)  # fmt: skip
