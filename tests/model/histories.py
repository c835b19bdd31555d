"""The settings of hypothesis for a machine: see ``conftest.py`` for the profiles."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

LONG, SHORT = "long", "short"
TIMES = 30
"""How many times more histories the long profile tries."""


def profile() -> str:
    return settings.get_current_profile_name()


def histories(usual: int, *, steps: int) -> settings:
    """``usual`` histories of ``steps`` steps each; more of them, and shrunk, as the profile says."""
    random, shrinks = profile() == LONG, profile() in (LONG, SHORT)
    return settings(
        max_examples=usual * TIMES if random else usual,
        stateful_step_count=steps,
        derandomize=not random,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink) if shrinks else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )


def limit() -> pytest.MarkDecorator:
    """The deadline of a machine: none where it may take as long as it likes."""
    return pytest.mark.timeout(0 if profile() in (LONG, SHORT) else 400)
