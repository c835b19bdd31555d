"""The state of the link to the broker, told once a change, and the sentences that tell it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

from kafka.errors import (
    AuthorizationError,
    InvalidTimestampError,
    KafkaError,
    NotEnoughReplicasAfterAppendError,
    NotEnoughReplicasError,
    SaslAuthenticationFailedError,
    UnsupportedSaslMechanismError,
)

from shared.messaging.events import LinkDown, LinkUp
from shared.messaging.names import door_of
from shared.runtime.doors import Door
from shared.runtime.errors import UserError
from shared.runtime.pace import Pace
from shared.runtime.text import translate
from shared.runtime.words import set_clock_command

_log = logging.getLogger(__name__)

_QUIET_S: Final = 60.0
_OTHER_REASON_S: Final = 2.0
_LATENCY_EVERY_S: Final = 1.0
_RETRY_S: Final = 0.3
_REFUSED_RETRY_S: Final = 10.0


class LinkLost(Exception):
    """The broker gave no sign of life for too long. ``str(error)`` is a sentence for people."""


class OptionsRefused(Exception):
    """kafka-python does not take its options; ``str(error)`` is what it says about them."""


class Refused(Exception):
    """Kafka answers, and says no (``__cause__``) to what we want with ``topics``."""

    def __init__(self, topics: Iterable[str], cause: BaseException) -> None:
        super().__init__(str(cause))
        self.topics = ", ".join(sorted(topics))
        self.__cause__ = cause


class Loop:
    """What both Kafka loops have: a link that they report, and waits that can be ended."""

    def __init__(self, link: LinkReporter) -> None:
        self._link = link
        self._woken = threading.Event()

    def wake(self) -> None:
        """End the present wait, so that a ``stop`` that was just set is seen. Any thread."""
        self._woken.set()

    def _rest(self, seconds: float) -> None:
        if self._woken.wait(seconds):
            self._woken.clear()


class LinkReporter:
    """Tells ``deliver`` when the link changes, and logs one line an outage. For one loop's thread.

    ``right`` is what the loop needs on its topics (a word of Kafka's), ``user`` whom Kafka takes it for.
    ``retry_s``: pause before the next try; it grows to 10 s while Kafka answers, but says no.
    """

    def __init__(
        self, name: str, broker: str, deliver: Callable[[LinkUp | LinkDown], None], right: str, user: object
    ) -> None:
        self._name = name
        self._broker = broker
        self._deliver = deliver
        self._right = right
        self._user = user
        self.retry_s = _RETRY_S
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
        self.retry_s = _RETRY_S
        self._told_at = now
        self._deliver(LinkUp(latency_ms))

    def down(self, error: Exception) -> None:
        """The broker is away. Only the first call of an outage is told, and one with another reason: the
        broker may be back, but wrongly set up."""
        reason = self._sentence(error)
        now = time.monotonic()
        self.retry_s = min(2 * self.retry_s, _REFUSED_RETRY_S) if is_refusal(error) else _RETRY_S
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
            return sentence_for(error, self._broker, self._right, self._user)
        door = door_of(self._broker)
        if door is Door.OPEN and self._was_closed:
            return self._reason  # what listens there since then is only starting
        self._was_closed |= door is Door.CLOSED
        host, _, port = self._broker.rpartition(":")
        return _first_answer_text(door).format(broker=self._broker, host=host, port=port)


def sentence_for(
    error: BaseException | None, broker: str, right: str = "Describe", user: object = None
) -> str:
    """What went wrong with ``broker`` and what to do, in the user's language; see :class:`LinkReporter`."""
    if isinstance(error, LinkLost | UserError):
        return str(error)
    topics, error = (error.topics, error.__cause__) if isinstance(error, Refused) else ("", error)
    if isinstance(error, SaslAuthenticationFailedError | UnsupportedSaslMechanismError):
        text = translate("Kafka", "Kafka at {broker} refuses {user}: check the sasl_ options.")
    elif isinstance(error, AuthorizationError):
        named = error.args[0] if error.args else ""
        topics = topics or (named if isinstance(named, str) else ", ".join(sorted(named)))
        text = translate(
            "Kafka",
            "Kafka at {broker} does not allow {user} the topic {topics}: give it the right {right} there.",
        )
    elif isinstance(error, OptionsRefused):
        text = translate("Kafka", "The Kafka client refuses its options ({detail}): check --kafka-option.")
    elif topics:
        text = _refusal_text(error)
    elif isinstance(error, KafkaError | OSError):
        text = no_answer_text()
    else:
        text = translate("Kafka", "The Kafka client failed ({detail}) and is started anew; see the log.")
    known = translate("Kafka", "the user {name}").format(name=user)
    who = translate("Kafka", "this user") if user is None else known
    remedies = {"right": right, "command": set_clock_command()}
    return text.format(broker=broker, detail=error, topics=topics, user=who, **remedies)


def _refusal_text(error: BaseException | None) -> str:
    """The sentence for a Kafka that says no to a record, or to reading; ``{topics}`` and more to fill in."""
    if isinstance(error, InvalidTimestampError):
        return translate(
            "Kafka",
            "Kafka at {broker} takes nothing for {topics} with the time of this computer: set its clock "
            "(for example: {command}), or message.timestamp.type=LogAppendTime for those topics.",
        )
    if isinstance(error, NotEnoughReplicasError | NotEnoughReplicasAfterAppendError):
        return translate(
            "Kafka",
            "Kafka at {broker} stores nothing in {topics}: fewer brokers with copies are there than "
            "min.insync.replicas of those topics asks for. Start the others, or set it lower.",
        )
    return translate(
        "Kafka",
        "Kafka at {broker} says no to {topics} ({detail}): check the settings of those topics, and Kafka's "
        "log.",
    )


def is_refusal(error: BaseException) -> bool:
    """Whether Kafka answers, but says no: that lasts until a person changes something."""
    if isinstance(error, UserError):  # topics that it does not let us make
        return error.__cause__ is None or is_refusal(error.__cause__)
    answers = AuthorizationError | SaslAuthenticationFailedError | UnsupportedSaslMechanismError
    return isinstance(error, Refused | OptionsRefused | answers)


def _is_no_answer(error: Exception) -> bool:
    return isinstance(error, KafkaError | OSError) and not is_refusal(error)


def no_answer_text() -> str:
    """The sentence for a broker that does not answer, with ``{broker}`` to fill in."""
    return translate("Kafka", "Kafka does not answer at {broker}: check that it runs there. Trying again.")


def _first_answer_text(door: Door | None) -> str:
    """The sentence for a broker that has not answered yet, by what its port says; None: no such name."""
    return {
        Door.OPEN: translate(
            "Kafka",
            "Kafka does not answer at {broker}: another program has that port, or Kafka is starting or "
            "hangs. Check the port: Kafka's is 9092 as a rule, CENTRAL's 7000. Trying again.",
        ),
        Door.CLOSED: translate(
            "Kafka",
            "Kafka does not answer at {broker}: nothing listens there. Check that Kafka runs on that "
            "computer, and the port, which is 9092 as a rule. Trying again.",
        ),
        Door.SILENT: translate(
            "Kafka",
            "Kafka does not answer at {broker}: nothing at all comes back. Check the address, that that "
            "computer is on, and that its firewall lets TCP port {port} in. Trying again.",
        ),
        Door.UNREACHABLE: translate(
            "Kafka",
            "Kafka does not answer at {broker}: no way leads there. Check the address, that that "
            "computer is on and in this network, and its firewall. Trying again.",
        ),
        None: translate(
            "Kafka",
            "Kafka does not answer at {broker}: this computer does not know the name {host}. Check its "
            "spelling, or write its number, such as 192.168.1.20. Trying again.",
        ),
    }[door]


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
        self._pace = Pace(_QUIET_S)

    def emit(self, record: logging.LogRecord) -> None:
        # Nothing that the loops do not say better is worth more than a hint in the log.
        if self._pace.may(f"{record.pathname} {record.lineno}", record.created):
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
