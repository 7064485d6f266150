"""Azure SQL and the open-source databases: a firewall in front of the server, and users inside of it."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.azure.around import NAME, near, whole
from diagnostics.messages.families import compiled
from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row

_OURS = r"\.database\.(?:azure\.com|windows\.net|chinacloudapi|usgovcloudapi)"
_SERVER = r"[\w<>*.-]{3,100}\.database\.(?:azure\.com|windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)"


def read_server(match: re.Match[str], saying: Saying) -> Saying | None:
    """The server is named by the message, or by the one host name of Azure's near it."""
    named = match.groupdict().get("resource")
    hosts = set(compiled(_SERVER).findall(near(match, 600, 600)))
    return replace(
        saying, resource=whole(named) if named else None, host=hosts.pop() if len(hosts) == 1 else None
    )


def read_entry(match: re.Match[str], saying: Saying) -> Saying | None:
    """Any PostgreSQL says this; only at Azure's own host names is it the server's firewall."""
    return read_server(match, saying) if compiled(_OURS).search(near(match)) else None


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.sql.user", "azure.database.user-missing", 0.95, ("token-identified principal",),
        r"\bLogin failed for user ['\"]?<token-identified principal>", "The identity was recognised, and the database has no user for it.", read_server, rank=REFUSAL + 2,
    ),
    row(
        "azure.sql.context", "azure.database.user-missing", 0.82, ("under the current security context",),
        r"\bserver principal \"?[^\"\n]{1,120}\"? is not able to access the database \"?[^\"\n]{1,120}\"? under the current security context", "The login is known to the server, and the database has no user for it.", read_server, rank=REFUSAL + 1,
    ),
    row(
        "azure.sql.firewall", "azure.sql-firewall.blocked", 0.96,
        ("is not allowed to access the server", "is not allowed to connect to this mysql server", "is not allowed to connect to this mariadb server"),
        rf"(?:\bCannot open server {Q}(?P<resource>{NAME}){Q} requested by the login\. )?\bClient(?: with IP address {Q}[\w.:<>*]{{2,60}}{Q})? is not allowed to (?:access the server|connect to this \w{{2,12}} server)",
        "The database server's firewall does not admit the address.", read_server, rank=REFUSAL + 3,
    ),
    row(
        "azure.sql.public-access", "azure.sql-firewall.blocked", 0.96, ("deny public network access",),
        r"\bDeny Public Network Access is set to Yes\b", "The database server takes no connections from public addresses.", read_server, rank=REFUSAL + 3,
    ),
    row(
        "azure.postgres.firewall", "azure.sql-firewall.blocked", 0.9, ("no pg_hba.conf entry for host",),
        r"\bno pg_hba\.conf entry for host\b", "The database server's firewall does not admit the address.", read_entry, rank=REFUSAL + 3,
    ),
    row(
        "azure.sql.create-user", "azure.deployer.request-invalid", 0.85, ("only connections established with active directory",),
        r"\bOnly connections established with Active Directory accounts can create other Active Directory users\b", "Whoever creates the database's user is signed in with a password: sign in with the directory first.", rank=REFUSAL,
    ),
    row(
        "azure.sql.database", "azure.function.wrong-name", 0.5, ("requested by the login. the login failed",),
        r"\bCannot open database ['\"][^'\"\n]{1,120}['\"] requested by the login\. The login failed", "The database is not there, or the login has no user in it.",
        rank=LOOK_ALIKE, class_="inconclusive", next_read="whether the database exists, and whether it has a user for the login",
    ),
    row(
        "azure.sql.busy", "azure.target.throttled", 0.88,
        ("is not currently available", "resource id :", "resource id:", "minimum guarantee is", "has reached its size quota", "not enough resources to process"),
        r"\bDatabase '[^'\n]{1,120}' on server '[^'\n]{1,200}' is not currently available|\bResource ID ?: \d[^\n]{0,80}\blimit\b|\bminimum guarantee is\b|\bdatabase '[^'\n]{1,120}' has reached its size quota|\bNot enough resources to process\b",
        "The database is at a limit, or just waking up.", rank=LOOK_ALIKE + 3,
    ),
)  # fmt: skip
