"""kill -9 at every point of every commit of a supply, one after the other: nothing is lost or doubled (D7).

The points: before the commit, before each statement of its transaction, in the middle of the log's write,
after it before anything is sent, after each record that is handed over or that the broker has stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from apps.ev_central import intents as central_intents
from apps.ev_cp_e import intents as engine_intents
from tests.model.disk import TORN_PARTS, Counted, Moment, Plan
from tests.model.invariants import check_quiet, watch
from tests.model.world import World, repeatable


def story(world: World) -> Iterator[None]:
    """A supply by the app, an order, and requests that come to nothing; one step after the other."""
    for happens in (
        lambda: world.request("5", "A"),
        lambda: world.request("6", "A"),
        lambda: world.at_the_cp("A", engine_intents.Plug()),
        lambda: world.operator(central_intents.StopCps(("B",))),
        lambda: world.at_the_cp("A", engine_intents.Unplug()),
        lambda: world.operator(central_intents.ResumeCps(("B",))),
        lambda: world.at_the_cp("B", engine_intents.RequestSupply("5")),
        lambda: world.cancel("5"),
    ):
        happens()
        world.settle()
        yield
        world.pass_time(1)
        yield


OUTSIDE = (Moment.BEFORE_COMMIT, Moment.AFTER_COMMIT, Moment.STORED)


@dataclass(frozen=True)
class Case:
    """Who dies, at which of its commits, and where in it; ``replaced``: an empty Kafka follows then, too."""

    victim: str
    commit: int
    plan: Plan
    replaced: bool

    def __str__(self) -> str:
        kafka = "; Kafka is replaced" if self.replaced else ""
        return f"{self.victim} dies at its commit {self.commit}, {self.plan}{kafka}"


def begun() -> World:
    world = World()
    watch(world)
    world.pass_time(2, 0.5)
    return world


def commits_of(victim: str) -> list[Counted]:
    """What the victim's commits consist of when nobody dies."""
    with repeatable():
        world = begun()
        counted = world.named[victim].disk.count()
        for _ in story(world):
            pass
        world.close()
        return counted


def cases(victim: str) -> Iterator[Case]:
    for number, commit in enumerate(commits_of(victim)):
        for plan in plans(commit):
            yield Case(victim, number, plan, replaced=False)
            if plan.moment in OUTSIDE:
                yield Case(victim, number, plan, replaced=True)


def plans(commit: Counted) -> Iterator[Plan]:
    yield Plan(Moment.BEFORE_COMMIT, 0)
    for statement in range(commit.statements):
        yield Plan(Moment.INSIDE, statement)
    for part in (1, TORN_PARTS - 1):
        yield Plan(Moment.TORN, part)
    yield Plan(Moment.AFTER_COMMIT, 0)
    for record in range(1, commit.records + 1):
        yield Plan(Moment.SENDING, record)
        yield Plan(Moment.STORED, record)


def play(case: Case) -> None:
    """The story with that death in it; the victim is started again a second later."""
    with repeatable():
        world = begun()
        try:
            victim = world.named[case.victim]
            victim.disk.arm_at(case.commit, case.plan)
            for _ in story(world):
                if not victim.alive:
                    if case.replaced:
                        world.replace_kafka()
                    world.pass_time(1)
                    victim.start()
            assert victim.starts == 2, "it was to die, once"
            world.heal()
            check_quiet(world)
        finally:
            world.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("victim", ["CENTRAL", "A", "5"])
def test_D7_kill_9_at_every_point_of_every_commit_loses_and_doubles_nothing(victim: str) -> None:
    count = 0
    for case in cases(victim):
        count += 1
        try:
            play(case)
        except AssertionError as error:
            raise AssertionError(f"{case}: {error}") from error
    assert count > 50, "the story has commits to die in"
