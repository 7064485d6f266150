"""The catalogue: which causes exist, the class each belongs to and the layer that refuses.

What a cause means, how it is told from its look-alikes and what to do stands in `playbooks/causes/`; here is only what
a verdict needs, so that the engine never reads YAML.
"""

from __future__ import annotations

from diagnostics.causes.aws import CAUSES as AWS
from diagnostics.causes.azure import CAUSES as AZURE
from diagnostics.causes.cause import Cause
from diagnostics.causes.gcp import CAUSES as GCP

__all__ = ["PROVIDERS", "Cause", "all_ids", "lookup"]

_BY_PROVIDER = {"aws": AWS, "gcp": GCP, "azure": AZURE}
PROVIDERS = tuple(_BY_PROVIDER)


def lookup(cause_id: str) -> Cause | None:
    """Return the cause of that id, or None where the catalogue has none."""
    return _BY_PROVIDER.get(cause_id.partition(".")[0], {}).get(cause_id)


def all_ids(provider: str | None = None) -> tuple[str, ...]:
    """Return every id in the order of the tables; those of one *provider* (aws, gcp, azure) where it is given."""
    tables = _BY_PROVIDER.values() if provider is None else [_BY_PROVIDER.get(provider, {})]
    return tuple(cause_id for table in tables for cause_id in table)
