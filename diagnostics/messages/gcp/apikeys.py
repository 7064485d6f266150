"""API keys that are restricted: to some APIs, sites, addresses or apps. The key is known, and this caller is not admitted."""

from __future__ import annotations

from diagnostics.messages.model import NAMED_LAYER, Pattern
from diagnostics.messages.row import row

PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.api-key.restricted",
        "gcp.api-key.restricted",
        0.95,
        ("api_key_", "are blocked", "api key", "api keys with"),
        r"\bAPI_KEY_(?:SERVICE|HTTP_REFERRER|IP_ADDRESS|ANDROID_APP|IOS_APP)_BLOCKED\b|\bRequests (?:to this API|from (?:this (?:Android|iOS) client application|referer))[^\n]{0,200} are blocked\."
        r"|\bAPI key has an? (?:IP address|referer|HTTP referrer|application) restriction\b|\bAPI keys with (?:referer|HTTP referrer|IP address) restrictions cannot be used\b|\bnot authorized to use this API key\b|\bviolates this (?:API key['’]s )?restriction\b",
        "The API key is restricted, and does not admit this API, site, address or app.",
        rank=NAMED_LAYER,
    ),
)
