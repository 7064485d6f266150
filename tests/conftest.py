"""One embedded account per test process; each test that asks for it finds it empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from diagnostics.sources.demo.aws.cloud import EmbeddedAws


@pytest.fixture(scope="session")
def embedded() -> Iterator[EmbeddedAws]:
    cloud = EmbeddedAws()
    yield cloud
    cloud.stop()


@pytest.fixture
def cloud(embedded: EmbeddedAws) -> EmbeddedAws:
    embedded.reset()
    return embedded
