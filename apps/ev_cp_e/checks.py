"""What ``EV_CP_E --check`` looks at."""

from __future__ import annotations

from collections.abc import Sequence

from shared.checks.kafka import KafkaChecks
from shared.checks.local import data_chain, port_chain
from shared.runtime.checks import Chain, Setting
from shared.store.journal import FILE_NAME


def checks(setting: Setting) -> Sequence[Chain]:
    """The chains of an engine, for :func:`shared.runtime.checks.print_checks`."""
    given, folder = setting.arguments, setting.folder
    return [
        data_chain(folder, "EV_CP_E", FILE_NAME),
        port_chain(given.listen_host, given.listen_port, folder, "--listen-port"),
        KafkaChecks(given.broker, setting.kafka_options).as_client_of_central(),
    ]
