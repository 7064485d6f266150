"""`troubleshooter permissions PROVIDER`: the read-only policy that the tool needs, printed from its table of reads."""

from __future__ import annotations

import click
import msgspec

from diagnostics.clouds import PROVIDERS, cloud
from diagnostics.errors import UsageError
from troubleshooter.commands import common


@click.command("permissions")
@click.argument("provider", type=click.Choice(PROVIDERS))
def command(provider: str) -> None:
    """Print exactly the read-only permissions the tool uses, in PROVIDER's own format."""
    try:
        of = cloud(provider)
    except ModuleNotFoundError:
        raise UsageError(f"permissions {provider} is not built yet.") from None
    document = of.permissions()
    common.write(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")
