"""Limits, rates and the state of the subscription. None of the four."""

from __future__ import annotations

from diagnostics.messages.model import LOOK_ALIKE, Pattern
from diagnostics.messages.row import row

PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.limits.quota", "azure.subscription.quota-exceeded", 0.93,
        ("quotaexceeded", "overquota", "exceeding quota", "exceeding approved", "quota limit", "quota reached", "quota was", "quota of ", "quota is", "skunotavailable", "resourcequotaexceeded", "quota exceeded", "maximum number of resources", "limit has been reached",
         "additional required", "allocationfailed", "not available for subscription", "no quota", "maxnumber", "maximum number of", "additional quota", "current limit", "quotaidrequired", "quotaid"),
        r"\b\w{0,40}QuotaExceeded(?:Exception|Error)?\b|\bSubscriptionIsOverQuotaForSku\b|\bexceeding (?:quota|approved)\b[^\n]{0,60}|\bSkuNotAvailable\b|\bquota (?:limit )?(?:has been |was |is )?(?:exceeded|reached)\b"
        r"|\bmaximum number of [^\n]{1,80}(?:allowed|exceeded|reached)\b|\bAllocationFailed\b|\bnot available for subscription\b|\bMaxNumber\w{2,60}\b|\bwithout additional quota\b|\bhas (?:a )?quota of \d{1,9} \w{3,20}|\b\w{0,30}QuotaIdRequired\b|\bdoes not have QuotaId|\bCurrent Limit\b[^\n]{0,40}: ?\d+",
        "A quota or the region's stock is used up.", rank=LOOK_ALIKE + 9,
    ),
    row(
        "azure.limits.rate", "azure.target.throttled", 0.9,
        ("serverbusy", "50002", "50009", "subscriptionrequeststhrottled", "operationsdonotallow", "toomanyrequests", "rate limit", "server is currently unable", "over account limit", "egressisoveraccountlimit",
         "ingressisoveraccountlimit", "is being throttled", "too many requests", "rate limit is exceeded"),
        r"\bServer(?:Is)?Busy\b|\b5000[29]\b[^\n]{0,60}(?:throttl|busy)|\bSubscriptionRequestsThrottled\b|\bTooManyRequests\b|\b(?:Egress|Ingress)IsOverAccountLimit\b|\bis being throttled\b|\bexceeded (?:call|token) rate limit\b|\bRateLimitReached\b|\bRate limit is exceeded\b",
        "The service throttles.", rank=LOOK_ALIKE + 3,
    ),
    row(
        "azure.limits.provider", "azure.resource-provider.not-registered", 0.97,
        ("missingsubscriptionregistration", "not registered to use namespace", "noregisteredproviderfound", "subscriptionnotregistered"),
        r"\bMissingSubscriptionRegistration\b|\bis not registered to use namespace\b|\bNoRegisteredProviderFound\b|\bSubscriptionNotRegistered\b", "The subscription has not switched this kind of resource on.", rank=LOOK_ALIKE + 9,
    ),
    row(
        "azure.limits.subscription", "azure.subscription.disabled", 0.95,
        ("readonlydisabledsubscription", "subscription is disabled", "is disabled and therefore marked as read only", "disabledsubscription", "subscriptiondisabled"),
        r"\bReadOnlyDisabledSubscription\b|\bis disabled and therefore marked as read only\b|\b(?:Disabled|Suspended)Subscription\b|\bsubscription is disabled\b", "The subscription is disabled, so nothing can be changed in it.", rank=LOOK_ALIKE + 9,
    ),
    row(
        "azure.limits.payload", "azure.function.application-error", 0.85,
        ("requestbodytoolarge", "messagesizeexceeded", "requestentitytoolarge", "requesttoolarge"),
        r"\b(?:RequestBody|Request|RequestEntity)TooLarge\b|\bMessageSizeExceeded\w{0,12}\b", "The payload is larger than the service takes.", rank=LOOK_ALIKE + 2,
    ),
    row(
        "azure.limits.plan", "azure.deployer.request-invalid", 0.92,
        ("the plan does not allow", "does not allow it", "not supported on", "not supported for", "isn't supported for", "not supported in", "skunotsupported", "not allowed in this", "number of slots allowed", "not available on",
         "flex consumption", "consumption plan", "dynamic sku", "with sku", "sku not", "host the requested site", "linuxfxversion", "linux dynamic"),
        r"\bthe plan does not allow it\b|\bSkuNotSupported\b|\bwill exceed the number of slots allowed\b|\b(?:is|are) not (?:supported|allowed|available) (?:for|on|in|with|at) (?:the |this |a )?(?:Flex Consumption|Consumption|Dynamic|Free|Shared|Basic|Elastic Premium|current|selected)\b[^\n]{0,40}\b(?:plans?|SKUs?|tiers?|sites?|apps?)\b"
        r"|\b(?:LinuxFxVersion|WindowsFxVersion|FUNCTIONS_EXTENSION_VERSION)['\"]? (?:has an invalid value|is invalid)|\bServerFarm\b[^\n]{0,80}\bcannot host\b", "The plan or its size does not offer this.",
        rank=LOOK_ALIKE + 8,
    ),
    row(
        "azure.limits.scale", "azure.function.throttled-by-load", 0.85,
        ("http concurrency", "host thresholds exceeded", "maximum scale out", "concurrency limit", "request queue limit"),
        r"\bHttp\w{0,12}(?: request)?(?: queue|concurrency) limit (?:has been )?(?:exceeded|reached)|\bHost thresholds exceeded\b|\bmaximum scale ?out (?:limit|count)\b[^\n]{0,40}reached", "The app is at its limit of instances or concurrent requests.", rank=LOOK_ALIKE + 3,
    ),
)  # fmt: skip
