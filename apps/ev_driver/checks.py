"""What ``EV_Driver --check`` looks at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from apps.ev_driver.services_file import load_services
from shared.checks.kafka import KafkaChecks
from shared.checks.local import data_chain
from shared.runtime.checks import Chain, Check, Setting
from shared.runtime.text import translate
from shared.store.driver_store import FILE_NAME


def checks(setting: Setting) -> Sequence[Chain]:
    """The chains of a driver's app, for :func:`shared.runtime.checks.print_checks`."""
    given = setting.arguments
    chains = [
        data_chain(setting.folder, "EV_Driver", FILE_NAME),
        KafkaChecks(given.broker, setting.kafka_options).as_client_of_central(),
    ]
    if given.services_file is not None:
        what = translate("Checks", "Services file")
        chains.append([Check(what, lambda: _services(given.services_file))])
    return chains


def _services(path: Path) -> str:
    count = len(load_services(path))
    return translate("Checks", "{name}, services: {count}").format(name=path.name, count=count)
