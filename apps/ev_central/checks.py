"""What ``EV_Central --check`` looks at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from apps.ev_central.drivers_file import read_drivers
from shared.checks.kafka import KafkaChecks
from shared.checks.local import data_chain, database_chain, port_chain
from shared.net.tls import identity
from shared.runtime.checks import Chain, Check, Setting
from shared.runtime.paths import is_running
from shared.runtime.text import translate
from shared.store.central_store import FILE_NAME


def checks(setting: Setting) -> Sequence[Chain]:
    """The chains of CENTRAL, for :func:`shared.runtime.checks.print_checks`."""
    given, folder = setting.arguments, setting.folder
    chains = [
        data_chain(folder, "EV_Central", None if given.database else FILE_NAME),
        port_chain(given.listen_host, given.listen_port, folder, "LISTEN_PORT"),
        KafkaChecks(given.broker, setting.kafka_options).as_central(lambda: is_running(folder)),
    ]
    if given.database:
        chains.append(database_chain(given.database))
    if given.tls is not None:
        chains.append([Check(translate("Checks", "TLS file"), lambda: _tls(given.tls))])
    if given.import_drivers is not None:
        chains.append([Check(translate("Checks", "Drivers file"), lambda: _drivers(given.import_drivers))])
    return chains


def _tls(path: Path) -> str:
    identity(path)
    return translate("Checks", "The TLS file {path} holds a certificate and its key").format(path=path)


def _drivers(path: Path) -> str:
    return translate("Checks", "{name}, drivers: {count}").format(
        name=path.name, count=len(read_drivers(path))
    )
