"""Networks for the foreign peers: one that a worker's tests share, and some for one test alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.foreign.network import Base, Network


@pytest.fixture(scope="session")
def shared_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    with closing(Base(tmp_path_factory.mktemp("foreign"))) as base:
        yield base


@pytest.fixture
def net(shared_base: Base) -> Iterator[Network]:
    """On a CENTRAL that other tests use too: with ids of its own, and leave it alive."""
    with closing(Network(shared_base)) as network:
        yield network


@pytest.fixture
def own_net(tmp_path: Path) -> Iterator[Callable[..., Network]]:
    """A CENTRAL of its own, with the options given."""
    with ExitStack() as opened:

        def build(*options: str) -> Network:
            base = opened.enter_context(closing(Base(tmp_path, *options)))
            return opened.enter_context(closing(Network(base)))

        yield build
