"""Creating the topics that are missing."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kafka.errors import KafkaError

from shared.messaging.clients import Network, Stopped, close_admin, open_admin
from shared.messaging.link import LinkLost, OptionsRefused, quieten_kafka_logs, sentence_for
from shared.messaging.options import OptionValue, split_options
from shared.runtime.errors import UserError
from shared.runtime.text import translate

_LOOK_TIMEOUT_S: Final = 1.5
_CREATE_TIMEOUT_MS: Final = 2000
_APPEAR_S: Final = 2.0
_AGAIN_S: Final = 0.05
_OLD_BROKER: Final = (2, 4)


class TopicsMissing(UserError):
    """The topics could not be created; try again later. ``str(error)`` is a sentence for people."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """What a new topic shall be: its partitions (None: the broker's default) and whether it is compacted."""

    partitions: int | None = None
    compacted: bool = False


def create_topics(
    broker: str,
    options: Mapping[str, OptionValue],
    specs: Mapping[str, TopicSpec],
    stop: threading.Event,
) -> None:
    """Create those of ``specs`` that are missing; existing ones are left as they are. Blocks up to 8 s.

    A broker that cannot create topics on request (the embedded one) gets to make them by itself, with its
    own number of partitions, by being asked about them. Returns at once when ``stop`` is set.

    Raises:
        TopicsMissing: the broker is away or refuses; worth another try.
    """
    quieten_kafka_logs()
    try:
        admin, network = open_admin(broker, split_options(options).admin, stop)
    except Stopped:
        return
    except (KafkaError, OSError, OptionsRefused) as error:
        raise TopicsMissing(sentence_for(error, broker)) from error
    try:
        _create_missing(admin, network, specs, broker, stop)
    except Stopped:
        return
    except (KafkaError, OSError, LinkLost) as error:
        raise TopicsMissing(sentence_for(error, broker)) from error
    finally:
        close_admin(admin, network)


def _create_missing(
    admin: Any, network: Network, specs: Mapping[str, TopicSpec], broker: str, stop: threading.Event
) -> None:
    missing = specs.keys() - network.greet(broker, specs, _LOOK_TIMEOUT_S).topics.keys()
    if not missing:
        return
    # Refused topics (rights, an old broker, another CENTRAL was faster) show in what is there afterwards.
    with contextlib.suppress(KafkaError):
        admin.create_topics(
            {name: _wish(specs[name], admin) for name in missing},
            timeout_ms=_CREATE_TIMEOUT_MS,
            raise_errors=False,
        )
    deadline = time.monotonic() + _APPEAR_S
    while True:
        there = network.look(missing, _LOOK_TIMEOUT_S, create=True).topics
        if all(there.get(name) and all(there[name].values()) for name in missing):
            return
        if time.monotonic() > deadline:
            break
        stop.wait(_AGAIN_S)  # set: the next look raises Stopped
    absent = missing - there.keys()
    if absent:  # others only have no leader yet
        sentence = translate(
            "Kafka",
            "Kafka has no topics {names} and does not let this program create them: create them there.",
        )
        raise TopicsMissing(sentence.format(names=", ".join(sorted(absent))))


def _wish(spec: TopicSpec, admin: Any) -> dict[str, Any]:
    old = admin.config["api_version"] is not None and admin.config["api_version"] < _OLD_BROKER
    unset = 1 if old else -1
    return {
        "num_partitions": unset if spec.partitions is None else spec.partitions,
        "replication_factor": unset,
        "configs": {"cleanup.policy": "compact"} if spec.compacted else {},
    }
