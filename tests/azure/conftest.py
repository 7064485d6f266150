"""One embedded Azure for the tests of this folder; each test finds it empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from diagnostics.sources.demo.azure.cloud import EmbeddedAzure


@pytest.fixture(scope="session")
def embedded_azure() -> Iterator[EmbeddedAzure]:
    cloud = EmbeddedAzure()
    yield cloud
    cloud.stop()


@pytest.fixture
def azure(embedded_azure: EmbeddedAzure) -> EmbeddedAzure:
    embedded_azure.reset()
    return embedded_azure
