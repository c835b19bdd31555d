"""How many histories are tried.

- ``python3 run.py test`` tries some hundreds, always the same ones, so that it says the same each time.
- ``python3 run.py test tests/model --hypothesis-profile=long`` tries thirty times as many, others each time,
  and makes the first that fails as short as it can. It prints the steps: calls that a test can repeat.
- ``python3 run.py test tests/model --hypothesis-profile=short`` makes one that failed in the first as short.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.model.histories import LONG, SHORT

for _profile in (LONG, SHORT):
    settings.register_profile(_profile)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of histories would log millions of lines; what went wrong is in the assertion."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
