"""The state of the link to the broker, told once a change, and the sentences that tell it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from kafka.errors import (
    AuthorizationError,
    KafkaError,
    SaslAuthenticationFailedError,
    UnsupportedSaslMechanismError,
)

from shared.messaging.door import door_of
from shared.messaging.events import LinkDown, LinkUp
from shared.runtime.doors import Door
from shared.runtime.errors import UserError
from shared.runtime.text import translate

_log = logging.getLogger(__name__)

_QUIET_S: Final = 60.0
_OTHER_REASON_S: Final = 2.0
_LATENCY_EVERY_S: Final = 1.0
_ANSWERS: Final = (SaslAuthenticationFailedError, UnsupportedSaslMechanismError, AuthorizationError)
"""Errors that say that a Kafka answered."""


class LinkLost(Exception):
    """The broker gave no sign of life for too long. ``str(error)`` is a sentence for people."""


class OptionsRefused(Exception):
    """kafka-python does not take its options; ``str(error)`` is what it says about them."""


class LinkReporter:
    """Tells ``deliver`` when the link changes, and logs one line an outage. For one loop's thread."""

    def __init__(self, name: str, broker: str, deliver: Callable[[LinkUp | LinkDown], None]) -> None:
        self._name = name
        self._broker = broker
        self._deliver = deliver
        self._is_up: bool | None = None
        self._was_up = self._was_closed = False
        self._told_at = 0.0
        self._reason = ""

    @property
    def is_up(self) -> bool:
        """True between a ``LinkUp`` and the next ``LinkDown``; other threads may read it."""
        return self._is_up is True

    def up(self, latency_ms: float) -> None:
        """The broker has just answered, after ``latency_ms``."""
        now = time.monotonic()
        if self._is_up and now - self._told_at < _LATENCY_EVERY_S:
            return
        if not self._is_up:
            _log.info("%s: Kafka answers at %s", self._name, self._broker)
        self._is_up = self._was_up = True
        self._told_at = now
        self._deliver(LinkUp(latency_ms))

    def down(self, error: Exception) -> None:
        """The broker is away. Only the first call of an outage is told, and one with another reason: the
        broker may be back, but wrongly set up."""
        reason = self._sentence(error)
        now = time.monotonic()
        if self._is_up is False and (reason == self._reason or now - self._told_at < _OTHER_REASON_S):
            return
        self._is_up = False
        self._told_at = now
        self._reason = reason
        cause = error.__cause__ if str(error) == reason else error
        detail = f" ({type(cause).__name__}: {cause})" if cause else ""
        _log.warning("%s: %s%s", self._name, reason, detail)
        self._deliver(LinkDown(reason))

    def _sentence(self, error: Exception) -> str:
        """Of a broker that never answered the address may be wrong: its port is looked at, up to 1.3 s."""
        if self._was_up or not _is_no_answer(error):
            return sentence_for(error, self._broker)
        door = door_of(self._broker)
        if door is Door.OPEN and self._was_closed:
            return self._reason  # what listens there since then is only starting
        self._was_closed |= door is Door.CLOSED
        host, _, port = self._broker.rpartition(":")
        return _first_answer_text(door).format(broker=self._broker, host=host, port=port)


def sentence_for(error: Exception, broker: str) -> str:
    """What went wrong with ``broker`` and what to do, in the user's language."""
    if isinstance(error, LinkLost | UserError):
        return str(error)
    if isinstance(error, SaslAuthenticationFailedError | UnsupportedSaslMechanismError):
        text = translate("Kafka", "Kafka at {broker} refuses this user: check the sasl_ options.")
    elif isinstance(error, AuthorizationError):
        text = translate(
            "Kafka", "Kafka at {broker} does not allow this user a topic: check its rights there."
        )
    elif isinstance(error, OptionsRefused):
        text = translate("Kafka", "The Kafka client refuses its options ({detail}): check --kafka-option.")
    elif isinstance(error, KafkaError | OSError):
        text = no_answer_text()
    else:
        text = translate("Kafka", "The Kafka client failed ({detail}) and is started anew; see the log.")
    return text.format(broker=broker, detail=error)


def _is_no_answer(error: Exception) -> bool:
    return isinstance(error, KafkaError | OSError) and not isinstance(error, _ANSWERS)


def no_answer_text() -> str:
    """The sentence for a broker that does not answer, with ``{broker}`` to fill in."""
    return translate("Kafka", "Kafka does not answer at {broker}: check that it runs there. Trying again.")


def _first_answer_text(door: Door | None) -> str:
    """The sentence for a broker that has not answered yet, by what its port says; None: no such name."""
    match door:
        case Door.OPEN:
            return translate(
                "Kafka",
                "Kafka does not answer at {broker}: another program has that port, or Kafka is starting or "
                "hangs. Check the port: Kafka's is 9092 as a rule, CENTRAL's 7000. Trying again.",
            )
        case Door.CLOSED:
            return translate(
                "Kafka",
                "Kafka does not answer at {broker}: nothing listens there. Check that Kafka runs on that "
                "computer, and the port, which is 9092 as a rule. Trying again.",
            )
        case Door.SILENT:
            return translate(
                "Kafka",
                "Kafka does not answer at {broker}: nothing at all comes back. Check the address, that that "
                "computer is on, and that its firewall lets TCP port {port} in. Trying again.",
            )
        case Door.UNREACHABLE:
            return translate(
                "Kafka",
                "Kafka does not answer at {broker}: no way leads there. Check the address, that that "
                "computer is on and in this network, and its firewall. Trying again.",
            )
        case None:
            return translate(
                "Kafka",
                "Kafka does not answer at {broker}: this computer does not know the name {host}. Check its "
                "spelling, or write its number, such as 192.168.1.20. Trying again.",
            )


def astray_text() -> str:
    """The sentence for a broker that sends its clients to an address which is none for us: ``{broker}``,
    ``{host}`` of it, that ``{advertised}`` address, and how to ``{start}`` it right to fill in."""
    return translate(
        "Kafka",
        "Kafka answers at {broker}, but tells its clients to go on to {advertised}, which cannot be reached "
        "from here: start it with an address that every computer reaches ({start}; "
        "with Docker KAFKA_ADVERTISE={host}; else advertised.listeners). Trying again.",
    )


def other_cluster_text() -> str:
    """The sentence for a broker whose advertised address leads to another Kafka; to fill in as the other."""
    return translate(
        "Kafka",
        "Kafka answers at {broker}, but tells its clients to go on to {advertised}, where another Kafka "
        "answers: start the first with its own address ({start}; with Docker "
        "KAFKA_ADVERTISE={host}; else advertised.listeners). Trying again.",
    )


class _Sparse(logging.Handler):
    """Passes each kind of line of kafka-python on once a minute: while a broker is away it repeats itself."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._last: dict[tuple[str, int], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        kind = (record.pathname, record.lineno)
        if record.created - self._last.get(kind, 0.0) < _QUIET_S:
            return
        self._last[kind] = record.created
        # Nothing that the loops do not say better is worth more than a hint in the log.
        _log.debug("%s: %s", record.name, record.getMessage())


_quiet_lock = threading.Lock()


def quieten_kafka_logs() -> None:
    """Keep kafka-python's own lines out of the log, but for a sample at debug level. Any thread."""
    library = logging.getLogger("kafka")
    with _quiet_lock:
        if not any(isinstance(handler, _Sparse) for handler in library.handlers):
            library.addHandler(_Sparse())
            library.setLevel(logging.WARNING)
            library.propagate = False
