"""Runs the diagnosis of an embedded stack as the product does."""

from __future__ import annotations

from functools import cache

from diagnostics.report import Report
from diagnostics.sources.azure import AzureSource
from diagnostics.sources.demo.azure.cloud import EmbeddedAzure
from troubleshooter.session import Outcome, Request, Session


@cache
def _source(url: str, authority: str) -> AzureSource:
    """Return one source for each embedded cloud: its clients cost more than its answers."""
    from diagnostics.sources.demo.azure.cloud import Credential

    return AzureSource(Credential(), url, url, authority)


def run(cloud: EmbeddedAzure, target: str = "") -> Outcome:
    target = target or "orders"
    request = Request(target, "azure", cloud.options, now=cloud.now())
    return Session(request, source=_source(cloud.url, cloud.authority)).run()


def diagnose(cloud: EmbeddedAzure, target: str = "") -> Report:
    return run(cloud, target).report
