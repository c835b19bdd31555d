"""Topics of the network (wire contract 4).

Several networks share one Kafka by names of their own: ``--network NAME`` stands in the place of ``ev``
(wire contract 7). The names are this process's, as its language is: ask for ``topics.REQUESTS`` when it is
needed, and keep no copy from the time of an import.
"""

from __future__ import annotations

KINDS = ("requests", "commands", "cp-events", "notices", "network", "heartbeat")
"""What follows the network's name and a dot in the names of the topics."""


def _named(network: str) -> tuple[str, ...]:
    return tuple(f"{network}.{kind}" for kind in KINDS)


ALL = REQUESTS, COMMANDS, CP_EVENTS, NOTICES, NETWORK, HEARTBEAT = _named("ev")

HEARTBEAT_KEY = "central"
SIGNATURE_HEADER = "sig"
"""On commands and cp-events every record must be signed; on requests only engines sign."""


def use_network(network: str) -> None:
    """Name the topics after ``network``. Main thread, at the start, before anybody asks for them."""
    global ALL, REQUESTS, COMMANDS, CP_EVENTS, NOTICES, NETWORK, HEARTBEAT  # noqa: PLW0603
    ALL = REQUESTS, COMMANDS, CP_EVENTS, NOTICES, NETWORK, HEARTBEAT = _named(network)


def network() -> str:
    """The name of this process's network."""
    return NETWORK.partition(".")[0]


def kind_of(topic: str) -> str:
    """What ``topic`` holds, whatever network's it is: one of :data:`KINDS`. A network's name has no dot."""
    return topic.partition(".")[2]
