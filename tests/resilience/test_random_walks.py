"""D7, random walks over several CPs and drivers; see :mod:`tests.resilience.walk`.

``python3 run.py test tests/resilience/test_random_walks.py --walk-seeds 100-199 --walk-seconds 120`` walks
more of them; a seed that failed is replayed by ``--walk-seeds SEED``.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.resilience.conftest import ENGINE_OPTIONS
from tests.resilience.upheaval import Upheaval, UpheavedWorld
from tests.resilience.walk import Walk
from tests.resilience.world import World

CI_SEEDS = (1,)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    given = metafunc.config.getoption("--walk-seeds")
    seeds = CI_SEEDS
    if given:
        first, _, last = str(given).partition("-")
        seeds = tuple(range(int(first), int(last or first) + 1))
    metafunc.parametrize(
        ("broker", "seed"),
        [
            pytest.param(
                broker, seed, id=f"{broker}-{seed}", marks=pytest.mark.xdist_group(f"resilience {broker}")
            )
            for broker in ("apache", "embedded")
            for seed in seeds
        ],
    )


@pytest.mark.timeout(600)
def test_D7_nothing_is_lost_on_a_random_walk(
    broker: str, seed: int, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with closing(World(tmp_path, broker, 3, 3, *ENGINE_OPTIONS)) as world:
        world.until_ready()
        walk = Walk(world, seed, kafka_dies=broker == "apache")
        tickets = walk.run(pytestconfig.getoption("--walk-seconds"))
        print(f"seed {seed} on {broker}: {len(walk.steps)} steps, {len(tickets)} tickets")


@pytest.mark.timeout(600)
def test_D7_nothing_is_lost_on_a_walk_of_backups_replaced_databases_and_clocks(
    broker: str, seed: int, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with closing(UpheavedWorld(tmp_path, broker, 3, 3)) as world:
        world.until_ready()
        walk = Upheaval(world, seed, kafka_dies=broker == "apache")
        tickets = walk.run(pytestconfig.getoption("--walk-seconds"))
        print(f"seed {seed} on {broker}: {len(walk.steps)} steps, {len(tickets)} tickets")
