"""What else a message could have meant, and why it does not."""

from __future__ import annotations

from diagnostics.messages.model import Saying
from diagnostics.report import Alternative

_ANSWERED = "the call was answered with a refusal, so packets get there and back"
_SILENT = "nothing answered; a refusal would have come back at once and said so"
_NAMED = "the message itself names another layer"


def rivals(saying: Saying) -> tuple[Alternative, ...]:
    """Return the other classes worth a thought and why the text speaks against each."""
    match saying.class_:
        case "iam" if saying.deny_origin:
            return (Alternative("resource-policy", why_not=_NAMED), Alternative("network", why_not=_ANSWERED))
        case "iam":
            return (
                Alternative("resource-policy", why_not="could not be ruled out: the message names no layer"),
                Alternative("network", why_not=_ANSWERED),
            )
        case "resource-policy":
            return (
                Alternative(
                    "iam",
                    why_not=_NAMED
                    if saying.explicit is not None
                    else "the refusal comes from the receiving side",
                ),
                Alternative("network", why_not=_ANSWERED),
            )
        case "network":
            return (Alternative("iam", why_not=_SILENT), Alternative("resource-policy", why_not=_SILENT))
        case "trigger":
            return (Alternative("iam", why_not="the configuration was rejected, not the caller"),)
        case "none":
            return (Alternative("iam", why_not="the message speaks of no refusal by a policy"),)
        case _:
            return ()
