"""Cloud SQL: who may connect and log in, and what its connectors and drivers say of the way to the instance."""

from __future__ import annotations

from msgspec.structs import replace

from diagnostics.messages.gcp import refusals
from diagnostics.messages.gcp.names import PERMISSION, full_name
from diagnostics.messages.model import LOOK_ALIKE, NAMED_REQUEST, UNREACHABLE, Pattern
from diagnostics.messages.row import Q, row
from diagnostics.messages.values import VALUE

PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.sql.not-authorized",
        "gcp.service-account.permission-missing",
        0.95,
        (
            "not_authorized",
            "not authorized to access resource",
            "cloudsql.instances",
            "cloud sql",
            "iam principal does not",
            "client is not authorized to make this request",
        ),
        rf"\b(?:boss::)?NOT_AUTHORIZED:? (?:Not authorized to access resource\.?)?(?: ?Possibly missing permission {Q}(?P<action>{PERMISSION}){Q} on resource {Q}(?P<resource>{VALUE}))?"
        rf"|\b(?:missing|lacks|have) (?:the )?Cloud SQL Client\b|\bIAM principal does not seem authorized to make API request\b|\bThe client is not authorized to make this request\b",
        "",
        lambda m, s: refusals.of_permission(
            s, m.string, permission=m["action"], resource=full_name(m["resource"])
        ),
        rank=NAMED_REQUEST + 1,
    ),
    row(
        "gcp.sql.login",
        "gcp.service-account.permission-missing",
        0.85,
        ("cloud sql iam",),
        r"\bCloud SQL IAM (?:service account|user|group)? ?authentication failed for user\b",
        "The database does not let the account in: roles/cloudsql.instanceUser is missing, or the user in the database.",
        lambda m, s: replace(
            refusals.of_permission(s, m.string, permission="cloudsql.instances.login"), cause=s.cause
        ),
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.sql.login-kind",
        "gcp.function.application-error",
        0.85,
        ("iam-authenticated user", "iam authentication is not enabled", "cloudsql_iam_authentication"),
        r"\brequires an IAM-authenticated user\b|\bIAM authentication is not enabled for the instance\b|\bcloudsql[._]iam_authentication\b[^\n]{0,60}\b(?:off|not (?:on|enabled|set)|disabled)\b",
        "The login is of the wrong kind: a database user with a password where an IAM user is expected, or the other way round.",
        rank=LOOK_ALIKE + 6,
    ),
    row(
        "gcp.sql.certificate",
        "gcp.function.application-error",
        0.85,
        ("ephemeral certificate",),
        r"\bephemeral certificate (?:expires too soon|(?:has|is) (?:already )?(?:expired|not (?:yet )?valid))\b",
        "The connector's certificate is out of its time: the clock is wrong, or the instance slept and the connector did not renew it.",
        rank=LOOK_ALIKE + 6,
    ),
    row(
        "gcp.sql.socket",
        "gcp.function.no-vpc-path",
        0.5,
        ("/cloudsql/",),
        r"(?:No such file or directory|\bENOENT\b|does not exist|not found)[^\n]{0,80}/cloudsql/|/cloudsql/[^\n]{0,200}(?:No such file or directory|\bENOENT\b|does not exist|not found)",
        "The socket of Cloud SQL is not there: the revision has no Cloud SQL connection of this name, or the name in the path is wrong.",
        class_="inconclusive",
        rank=LOOK_ALIKE + 6,
        next_read="the revision's run.googleapis.com/cloudsql-instances, and the instance's connection name in the path",
    ),
    row(
        "gcp.sql.dial",
        "gcp.function.no-vpc-path",
        0.88,
        (
            "cloud sql",
            "cloudsql",
            "/cloudsql/",
            "dial error",
            "does not have ip",
            "ip addresses matching",
            "ip address not found",
            "cloud_sql",
        ),
        rf"\bDial error: failed to dial \(connection name = {Q}[^\n]{{3,160}}(?:i/o timeout|context deadline exceeded|connection timed out)|\b(?:Cloud SQL|cloudsql)[^\n]{{0,200}}\b(?:i/o timeout|connection timed out|failed: timed out|ETIMEDOUT|context deadline exceeded)"
        r"|\bdial error\b[^\n]{0,160}(?:timeout|timed out|deadline exceeded)|\binstance does not have IP of type \"?(?:PRIVATE|PUBLIC|PSC)\b|\binstance\s[^\n]{0,20}does not have any IP addresses matching\b|\b[Cc]annot connect to instance, (?:public|private|psc) \w{0,4} ?address not found\b",
        "The connection to Cloud SQL did not come about: no way from the function to the instance's address.",
        rank=UNREACHABLE + 4,
    ),
)
