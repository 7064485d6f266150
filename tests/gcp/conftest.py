"""One embedded project per test process, its clock pinned; each test that asks for it finds it empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp


@pytest.fixture(scope="session")
def embedded_gcp() -> Iterator[EmbeddedGcp]:
    cloud = EmbeddedGcp()
    yield cloud
    cloud.stop()


@pytest.fixture
def gcp(embedded_gcp: EmbeddedGcp) -> EmbeddedGcp:
    embedded_gcp.reset()
    return embedded_gcp
