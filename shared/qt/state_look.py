"""Colour and icon of each state, by screen (acceptance 2).

The panel and the CP's own windows differ on STOPPED: orange there, red here.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.cp import CpState
from shared.domain.engine import EngineState
from shared.qt.icons import Icon
from shared.qt.theme import StateFill


@dataclass(frozen=True, slots=True)
class StateLook:
    """No state is told by colour alone: the icon goes with it, and the word."""

    fill: StateFill
    icon: Icon


def cp_look(state: CpState) -> StateLook:
    """A charging point on CENTRAL's panel and in the driver's list: STOPPED is orange."""
    return {
        CpState.ACTIVATED: StateLook(StateFill.ACTIVATED, Icon.ACTIVATED),
        CpState.SUPPLYING: StateLook(StateFill.SUPPLYING, Icon.SUPPLYING),
        CpState.STOPPED: StateLook(StateFill.STOPPED, Icon.STOPPED),
        CpState.FAULTED: StateLook(StateFill.FAULTED, Icon.FAULTED),
        CpState.DISCONNECTED: StateLook(StateFill.DISCONNECTED, Icon.DISCONNECTED),
    }[state]


def engine_look(state: EngineState) -> StateLook:
    """An engine on its own and on its monitor's screen: STOPPED is red."""
    return {
        EngineState.IDLE: StateLook(StateFill.ACTIVATED, Icon.ACTIVATED),
        EngineState.RESERVED: StateLook(StateFill.ACTIVATED, Icon.CLOCK),
        EngineState.SUPPLYING: StateLook(StateFill.SUPPLYING, Icon.SUPPLYING),
        EngineState.STOPPED: StateLook(StateFill.FAULTED, Icon.STOPPED),
        EngineState.FAULTED: StateLook(StateFill.FAULTED, Icon.FAULTED),
    }[state]
