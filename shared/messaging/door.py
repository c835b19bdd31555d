"""The port of a Kafka as seen from here, apart from whether a Kafka answers there."""

from __future__ import annotations

import sys
from typing import Final

from shared.messaging.names import Names
from shared.runtime.doors import Door, knock

KNOCK_S: Final = 2.5 if sys.platform == "win32" else 0.3
"""How long a port may take to say yes or no, s: in a network of one room far less. Windows itself asks a
closed one again for 2 s."""

names: Final = Names()
"""Of all Kafka clients of this process."""


def door_of(broker: str) -> Door | None:
    """What the port ``broker`` (host:port) says; None for a name that is unknown here, or not known yet."""
    host, _, port = broker.rpartition(":")
    places = names.look_up(host.strip("[]"), int(port))
    return knock(((place[0], place[4]) for place in places), KNOCK_S) if places else None
