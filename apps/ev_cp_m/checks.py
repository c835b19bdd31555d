"""What ``EV_CP_M --check`` looks at. Whether CENTRAL takes this id cannot be asked without enrolling it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from apps.ev_cp_m.secret_file import SecretFile
from shared.checks.local import data_chain
from shared.checks.peers import CentralChecks, EngineChecks
from shared.net.tls import trust
from shared.runtime.checks import Chain, Check, NotAsked, Setting
from shared.runtime.paths import is_running
from shared.runtime.text import translate


def checks(setting: Setting) -> Sequence[Chain]:
    """The chains of a monitor, for :func:`shared.runtime.checks.print_checks`."""
    given, options = setting.arguments, setting.kafka_options
    tls = None if given.tls is None else partial(trust, given.tls)
    secret = Check(translate("Checks", "Secret"), lambda: _secret(setting.folder))
    return [
        [*data_chain(setting.folder, "EV_CP_M", None), secret],
        EngineChecks(given.engine, options, lambda: is_running(setting.folder)).chain(),
        CentralChecks(given.central, options, tls).chain(),
        [Check(translate("Checks", "Clock against CENTRAL's"), _clock)],
    ]


def _secret(folder: Path) -> str:
    if not SecretFile(folder).load():
        return translate(
            "Checks", "There is no secret yet; CENTRAL gives one when it enrols this charging point"
        )
    return translate("Checks", "There is a secret from an enrolment in CENTRAL")


def _clock() -> str:
    raise NotAsked(
        translate(
            "Checks", "Clock: a monitor does not hear CENTRAL's; EV_CP_E --check on this computer does."
        )
    )
