"""The chain of a Kafka: its port, its protocol, its advertised address, its topics, CENTRAL's heartbeat."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from shared.checks.doors import DoorChecks, NotReached
from shared.checks.who import KafkaLine, speaks_frames
from shared.messages import codec, topics
from shared.messages.records import CentralAlive
from shared.messaging.events import LinkDown, LinkUp, Positioned, Records
from shared.runtime.addresses import Address
from shared.runtime.checks import Chain, Check, NotAsked
from shared.runtime.clock import from_wire, now
from shared.runtime.clock_watch import ClockWatch
from shared.runtime.outages import without_again
from shared.runtime.text import translate
from shared.runtime.words import clock_text

LINK_S: Final = 6.0
"""How long the first answer may take, s: connecting, and going on to the advertised address."""
HEARTBEAT_S: Final = 4.0
"""CENTRAL, which beats each second, is gone when it is not heard for so long, s."""
OTHER_S: Final = 2.5
"""A CENTRAL that beats is heard in this time, s."""
CLOCK_S: Final = 13.0
"""How long CENTRAL is listened to at most until the clocks are compared, s: 9 of them suffice."""


class KafkaChecks:
    """The chain of the Kafka at ``broker``. It makes nothing there."""

    def __init__(self, broker: Address, options: Mapping[str, Any]) -> None:
        self._broker = broker
        self._options = options

    @cached_property
    def _line(self) -> KafkaLine:
        return KafkaLine(str(self._broker), self._options, topics.ALL)

    def as_client_of_central(self) -> Chain:
        """For who needs CENTRAL: its topics must be there, and its heartbeat, which tells its clock."""
        return [
            *self._begin(),
            Check(translate("Checks", "Kafka: the topics"), self._step(self._topics)),
            Check(translate("Checks", "Clock against CENTRAL's"), self._step(self._clock, last=True)),
        ]

    def as_central(self, running: Callable[[], bool]) -> Chain:
        """For CENTRAL itself, which makes the topics; ``running``: it runs already, and beats."""
        alone = self._step(lambda: self._alone(running()), last=True)
        return [
            *self._begin(),
            Check(translate("Checks", "Kafka: no other CENTRAL"), alone),
        ]

    def _begin(self) -> list[Check]:
        doors = DoorChecks("Kafka", self._broker, _closed)
        what = translate("Checks", "Kafka: who answers at {address}").format(address=self._broker)
        return [*doors.checks(), Check(what, self._step(self._answers))]

    def _answers(self) -> str:
        match self._line.first(LINK_S):
            case LinkUp(latency_ms):
                return translate(
                    "Checks",
                    "Kafka answers at {address} and at the address that it gives its clients ({latency} ms)",
                ).format(address=self._broker, latency=f"{latency_ms:.0f}")
            case LinkDown(reason):
                self._line.close()
                raise NotReached(_other_program(self._broker) or without_again(reason))
            case None:
                raise NotReached(
                    translate(
                        "Checks", "Kafka at {address} is too slow; look at its computer and log."
                    ).format(address=self._broker)
                )

    def _topics(self) -> str:
        places = self._line.next(LINK_S, Positioned)
        missing = set(topics.ALL) - {topic for topic, _ in (places.positions if places is not None else ())}
        if missing:
            raise NotReached(
                translate(
                    "Checks",
                    "Kafka lacks these topics: {names}; CENTRAL makes them: start it with this same Kafka.",
                ).format(names=", ".join(sorted(missing)))
            )
        return translate("Checks", "Kafka has all {count} topics").format(count=len(topics.ALL))

    def _clock(self) -> str:
        watch = ClockWatch()
        deadline = time.monotonic() + CLOCK_S
        while not watch.sure and time.monotonic() < deadline:
            beat = self._heartbeat(HEARTBEAT_S)
            if beat is None:
                raise NotReached(
                    translate(
                        "Checks",
                        "CENTRAL is not heard through this Kafka; start it with this same Kafka, or look at "
                        "its window whether it reaches it.",
                    )
                )
            if not beat.database:
                raise NotReached(
                    translate("Checks", "CENTRAL runs, but its database fails; its window says what to do.")
                )
            watch.heard(from_wire(beat.at), now(), str(beat.instance))
        if not watch.sure:
            raise NotAsked(
                translate(
                    "Checks",
                    "CENTRAL is heard through Kafka, but too seldom to compare the clocks; ask again.",
                )
            )
        if watch.ahead_s:
            raise NotReached(clock_text(watch.ahead_s))
        return translate(
            "Checks", "CENTRAL is heard through Kafka, and its clock agrees with this computer's"
        )

    def _alone(self, running: bool) -> str:
        if self._heartbeat(OTHER_S) is None:
            return translate("Checks", "No other CENTRAL uses this Kafka")
        if running:
            return translate("Checks", "This CENTRAL already runs with this Kafka")
        raise NotReached(
            translate(
                "Checks",
                "Another CENTRAL already uses this Kafka; end that one, or give this one a --network of its"
                " own.",
            )
        )

    def _heartbeat(self, within_s: float) -> CentralAlive | None:
        deadline = time.monotonic() + within_s
        while (left_s := deadline - time.monotonic()) > 0:
            heard = self._line.next(left_s, Records, LinkDown)
            if isinstance(heard, LinkDown):  # it answers, but does not let us read
                raise NotReached(without_again(heard.reason))
            for raw in reversed(heard.records if isinstance(heard, Records) else ()):
                if raw.topic != topics.HEARTBEAT:
                    continue
                try:
                    record = codec.decode(raw.topic, raw.value)
                except codec.BadRecord:
                    continue
                if isinstance(record, CentralAlive):
                    return record
        return None

    def _step(self, ask: Callable[[], str], *, last: bool = False) -> Callable[[], str]:
        """``ask`` as a check of the chain, which ends where it fails and with the ``last``."""

        def step() -> str:
            try:
                said = ask()
            except BaseException:
                self._line.close()
                raise
            if last:
                self._line.close()
            return said

        return step


def _closed() -> str:
    return translate(
        "Checks",
        "Kafka: nothing listens at {address}; start Kafka on that computer, and check its port, which is "
        "9092 as a rule.",
    )


def _other_program(broker: Address) -> str | None:
    if not speaks_frames(broker):
        return None
    return translate(
        "Checks",
        "A program of EVCharging answers at {address}, not Kafka: it is the port of CENTRAL or of an engine; "
        "write Kafka's, which is 9092 as a rule.",
    ).format(address=broker)
