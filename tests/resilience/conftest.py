"""Networks of real processes that the tests of a module share; after a failure a new one is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.resilience.world import World

ENGINE_OPTIONS = ("--time-scale", "60")
"""Energy that is worth a ticket after a second."""


@pytest.fixture(scope="module")  # not longer: the programs of an idle network take half a processor
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], World]]:
    """The world of a broker (``apache``, ``embedded``): two CPs, two drivers, all ready and quiet."""
    made: dict[str, World] = {}

    def world_of(broker: str) -> World:
        known = made.get(broker)
        if known is not None and not known.broken:
            return known
        if known is not None:
            known.close()
            del made[broker]
        world = made[broker] = World(tmp_path_factory.mktemp(broker), broker, 2, 2, *ENGINE_OPTIONS)
        world.until_ready()
        return world

    yield world_of
    for world in made.values():
        world.close()
