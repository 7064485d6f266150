"""One embedded account per test process; each test that asks for it finds it empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from troubleshooter import demo


@pytest.fixture(scope="session")
def embedded() -> Iterator[EmbeddedAws]:
    cloud = EmbeddedAws()
    yield cloud
    cloud.stop()


@pytest.fixture
def cloud(embedded: EmbeddedAws) -> EmbeddedAws:
    embedded.reset()
    return embedded


@pytest.fixture(scope="module")
def fresh_demo(embedded: EmbeddedAws) -> Iterator[None]:
    """Incidents are built once per process, and moto keeps one account per process: begin with an empty one."""
    embedded.reset()
    demo.forget()
    yield
    demo.forget()
