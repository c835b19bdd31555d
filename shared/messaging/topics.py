"""Creating the topics that are missing, and putting right the settings of those that exist."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kafka.errors import KafkaError

from shared.messaging.clients import Network, Stopped, open_admin
from shared.messaging.link import LinkLost, OptionsRefused, quieten_kafka_logs, sentence_for
from shared.messaging.options import OptionValue
from shared.runtime.errors import UserError
from shared.runtime.text import translate

_LOOK_TIMEOUT_S: Final = 1.5
_CREATE_TIMEOUT_MS: Final = 2000
_APPEAR_S: Final = 2.0
_AGAIN_S: Final = 0.05
_OLD_BROKER: Final = (2, 4)
_log = logging.getLogger(__name__)

_READABLE: Final = frozenset({"producer", "uncompressed", "gzip"})
"""What :mod:`shared.messaging.patches` can unpack; a topic's other codecs would make all of it unreadable."""
_FITS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "compression.type": lambda found, _: found in _READABLE,
    "max.message.bytes": lambda found, _: int(found) >= _MESSAGE_BYTES,
    "segment.ms": lambda found, wanted: int(found) <= int(wanted),
    "min.cleanable.dirty.ratio": lambda found, wanted: float(found) <= float(wanted),
}
"""Settings for which another value than the wanted one will do."""
_MESSAGE_BYTES: Final = 65_536


class TopicsMissing(UserError):
    """The topics could not be created; try again later. ``str(error)`` is a sentence for people."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """What a new topic shall be: its partitions (None: the broker's default) and whether it is compacted."""

    partitions: int | None = None
    compacted: bool = False

    @property
    def settings(self) -> dict[str, str]:
        """Kafka's settings of such a topic (wire contract 7).

        Kafka 4 refuses records of clocks that are an hour ahead unless its own clock counts. A compacted
        topic is read whole at each start: what is not in its active segment is compacted soon.
        """
        compaction = {"segment.ms": "600000", "min.cleanable.dirty.ratio": "0.1"} if self.compacted else {}
        return {
            "message.timestamp.type": "LogAppendTime",
            "cleanup.policy": "compact" if self.compacted else "delete",
            "compression.type": "producer",
            "max.message.bytes": "1048588",
            **compaction,
        }


def create_topics(
    broker: str, options: Mapping[str, OptionValue], specs: Mapping[str, TopicSpec], stop: threading.Event
) -> None:
    """Create those of ``specs`` that are missing; existing ones are left as they are. Blocks up to 8 s.

    A broker that cannot create topics on request (the embedded one) gets to make them by itself, with its
    own number of partitions, by being asked about them. Returns at once when ``stop`` is set.

    Raises:
        TopicsMissing: the broker is away or refuses; worth another try.
    """
    quieten_kafka_logs()
    try:
        with open_admin(broker, options, stop) as (admin, network):
            _create_missing(admin, network, specs, broker, stop)
    except Stopped:
        return
    except (KafkaError, OSError, OptionsRefused, LinkLost) as error:
        raise TopicsMissing(sentence_for(error, broker)) from error


def mend_topics(
    broker: str, options: Mapping[str, OptionValue], specs: Mapping[str, TopicSpec], stop: threading.Event
) -> list[str]:
    """Put right what somebody has set otherwise in the topics of ``specs`` that exist. Blocks up to 6 s.

    Returns a sentence for each setting that this user may not change. Of a broker that does not tell its
    settings (the embedded one; one that does not let this user ask) nothing is known.
    """
    try:
        with open_admin(broker, options, stop) as (admin, network):
            found = network.settings(admin, {name: list(spec.settings) for name, spec in specs.items()})
            wrong = {name: _wrong(spec, found.get(name, {})) for name, spec in specs.items()}
            wrong = {name: changes for name, changes in wrong.items() if changes}
            refused = network.change_settings(admin, wrong) if wrong else {}
    except Stopped:
        return []
    except (KafkaError, OSError, OptionsRefused, LinkLost, ValueError) as error:
        _log.debug("the settings of the topics are not known: %s", error)
        return []
    amiss: defaultdict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for name, changes in sorted(wrong.items()):
        for setting, value in changes.items():
            was = found[name][setting]
            if name in refused:
                amiss[setting, was, value, refused[name]].append(name)
            else:
                _log.info("topic %s: %s was %s, and is %s now", name, setting, was, value)
    text = translate(
        "Kafka",
        "Kafka has {setting}={was} for {topics}, and CENTRAL may not change it ({error}): set it to "
        "{value} there.",
    )
    return [
        text.format(setting=setting, was=was, value=value, error=error, topics=", ".join(names))
        for (setting, was, value, error), names in amiss.items()
    ]


def _wrong(spec: TopicSpec, found: Mapping[str, str]) -> dict[str, str]:
    """What has to be changed where the settings are as ``found``."""
    return {
        name: wanted
        for name, wanted in spec.settings.items()
        if name in found
        and found[name] != wanted
        and not (name in _FITS and _FITS[name](found[name], wanted))
    }


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
        "configs": spec.settings,
    }
