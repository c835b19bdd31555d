"""What ``EV_Demo --check`` looks at: all that a network on this computer alone can lack."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.checks.local import data_chain
from shared.messaging.embedded import EmbeddedBroker
from shared.runtime.checks import Chain, Check, NotAsked, Setting
from shared.runtime.errors import StartError
from shared.runtime.text import translate


def checks(setting: Setting, screen: Callable[[], None]) -> Sequence[Chain]:
    """The chains of the demo; ``screen`` raises :class:`StartError` where no window can be shown."""
    return [
        data_chain(setting.folder, "EV_Demo", None),
        [Check(translate("Checks", "Built-in Kafka"), _broker)],
        [Check(translate("Checks", "Windows"), lambda: _windows(screen))],
    ]


def _broker() -> str:
    with EmbeddedBroker() as broker:
        return translate("Checks", "The built-in Kafka starts, at {address} this time").format(
            address=broker.address
        )


def _windows(screen: Callable[[], None]) -> str:
    try:
        screen()
    except StartError as error:
        unseen = translate("Checks", "{reason} Without a screen the demo plays its story unseen.")
        raise NotAsked(unseen.format(reason=error)) from error
    return translate("Checks", "Windows can be shown here")
