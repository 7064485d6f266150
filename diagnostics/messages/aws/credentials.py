"""Who the caller is could not be established: expired, unknown or missing credentials. No policy is at fault."""

from __future__ import annotations

from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern
from diagnostics.messages.row import row


def _credential(
    name: str, hints: tuple[str, ...], regex: str, summary: str, confidence: float = 0.95
) -> Pattern:
    return row(
        f"aws.credentials.{name}",
        "aws.credentials.expired",
        confidence,
        hints,
        regex,
        summary,
        rank=LOOK_ALIKE + 8,
    )


PATTERNS: tuple[Pattern, ...] = (
    _credential(
        "expired",
        ("expiredtoken", "is expired", "has expired", "expired token"),
        r"\bExpiredToken(?:Exception)?\b|\bsecurity token included in the request is expired|\bThe provided token has expired"
        r"|\bThe (?:incoming |SSO |access )?(?:token|session)[^\n]{0,60} (?:has|is) expired|\bRequestExpired\b|\bToken has expired",
        "The caller's credentials have expired.",
    ),
    _credential(
        "unknown",
        (
            "invalidclienttokenid",
            "unrecognizedclient",
            "security token included",
            "invalidaccesskeyid",
            "invalidtoken",
            "invalididentitytoken",
        ),
        r"\bInvalidClientTokenId\b|\bUnrecognizedClientException\b|\bsecurity token included in the request is invalid"
        r"|\bInvalidAccessKeyId\b|\bInvalidToken\b|\bInvalidIdentityToken\b",
        "AWS does not know the caller's credentials: a wrong or deleted key, or one of another partition or region.",
    ),
    _credential(
        "signature",
        (
            "signaturedoesnotmatch",
            "signature we calculated",
            "signature expired",
            "requesttimetooskewed",
            "signature not yet current",
            "incompletesignature",
        ),
        r"\bSignatureDoesNotMatch\b|\brequest signature we calculated does not match|\bSignature (?:expired|not yet current)"
        r"|\bRequestTimeTooSkewed\b|\bIncompleteSignature(?:Exception)?\b|\bInvalidSignatureException\b",
        "The request's signature is wrong: the secret, the clock, or something changed the request on its way.",
    ),
    _credential(
        "missing",
        (
            "unable to locate credentials",
            "nocredentialproviders",
            "no valid credential",
            "could not load credentials",
            "missing credentials",
            "credentialsprovidererror",
            "failed to refresh cached credentials",
            "unable to load credentials",
            "unable to get iam security credentials",
            "no ec2 imds role",
            "nocredentialserror",
            "config profile (",
            "no openidconnect provider",
            "credentials could not be loaded",
            "provider credentials not found",
            "no credentials have been configured",
            "resolve aws account",
            "credential-provider-imds",
            "instance metadata service",
            "ec2metadata",
        ),
        r"\bUnable to locate credentials|\bNoCredential(?:Providers|sError)\b|\bno valid credential sources|\bCould not load credentials from any providers"
        r"|\bMissing credentials in config|\bCredentialsProviderError\b|\bfailed to refresh cached credentials|\bUnable to load (?:AWS )?credentials|\bno EC2 IMDS role found"
        r"|\bUnable to get IAM security credentials|\bThe config profile \([^)\n]{1,80}\) could not be found|\bNo OpenIDConnect provider found|\bCredentials could not be loaded|\bprovider credentials not found|\bno credentials have been configured|\bUnable to resolve AWS account|\bcredential-provider-imds\b|\b(?:connect to|from) (?:the )?(?:EC2 )?instance metadata service|\bEC2Metadata(?:Credentials|Error)\b",
        "There are no credentials where the program looks for them.",
    ),
    _credential(
        "opt-in",
        ("optinrequired", "subscriptionrequired", "not subscribed"),
        r"\bOptInRequired\b|\bSubscriptionRequiredException\b|\bYou are not subscribed to this service",
        "The account has not activated this service.",
        0.9,
    ),
    row(
        "aws.credentials.api-token",
        "aws.credentials.expired",
        0.93,
        ("bearer scope=",),
        r"\bBearer scope=\"[^\"\n]{0,200}\" error=\"invalid_token\" error_description=\"the token has expired",
        "The API's authorizer says that the client's token has expired.",
        rank=REFUSAL + 2,
    ),
    _credential(
        "jwt",
        (
            "jwt expired",
            "incoming token has expired",
            "tokenexpirederror",
            "token has expired",
            "authorization token",
        ),
        r"\berror_description=\W{1,4}(?:the )?token has expired|\bauthorization token has expired|\bjwt expired\b|\bincoming token has expired|\bTokenExpiredError\b",
        "The client's token has expired.",
        0.93,
    ),
)
