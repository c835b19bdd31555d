"""What holds for every test of a window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def _nothing_to_click_away() -> Iterator[None]:
    """No window ever stops for a dialog that has to be clicked away."""
    yield
    assert QApplication.activeModalWidget() is None
