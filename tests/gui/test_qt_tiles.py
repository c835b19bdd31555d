"""Tiles: what they say, how they stretch, which colour, and that 10,000 of them stay fast (acceptance 2)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from shared.domain.cp import CpState
from shared.domain.engine import EngineState
from shared.qt.icons import Icon
from shared.qt.state_look import cp_look, engine_look
from shared.qt.theme import CHARGING_EDGE, Role, StateFill, apply_theme, font, tokens
from shared.qt.tile import TILE_ROLE, TileView
from shared.qt.tile_painter import GAP, TileData, two_lines


class _Model(QAbstractListModel):
    def __init__(self, tiles: Sequence[TileData]) -> None:
        super().__init__()
        self.tiles = list(tiles)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.tiles)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        return self.tiles[index.row()] if role == TILE_ROLE else None

    def put(self, row: int, tile: TileData) -> None:
        self.tiles[row] = tile
        self.dataChanged.emit(self.index(row), self.index(row))


def _tile(state: CpState, cp_id: str = "MAD1", **texts: str) -> TileData:
    look = cp_look(state)
    return TileData(cp_id, state.value.title(), look.fill, look.icon, place="C/ Serrano 10", **texts)


_SUPPLY = _tile(
    CpState.SUPPLYING, number="21.8", unit="kW", time="00:28:12", driver="D-5", totals="10.312 kWh  6.19 €"
)


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply_theme(qapp, "light")


def _shown(qtbot: QtBot, tiles: Sequence[TileData], width: int = 800) -> tuple[TileView, _Model]:
    view = TileView()
    model = _Model(tiles)
    view.setModel(model)
    qtbot.addWidget(view)
    view.resize(width, 460)
    view.show()
    QApplication.processEvents()
    return view, model


def _picture(view: TileView) -> QImage:
    return view.viewport().grab().toImage()


def _colour(image: QImage, x: float, y: float) -> str:
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(x * ratio), round(y * ratio)).name().upper()


def _bright(image: QImage, left: int, top: int, width: int, height: int) -> int:
    """White and nearly white pixels: how much is written there."""
    ratio = image.devicePixelRatio()
    return sum(
        image.pixelColor(round(x * ratio), round(y * ratio)).lightness() > 200
        for x in range(left, left + width)
        for y in range(top, top + height)
    )


@pytest.mark.parametrize("state", list(CpState))
def test_a_tile_has_the_colour_of_its_state(qtbot: QtBot, state: CpState) -> None:
    view, _ = _shown(qtbot, [_tile(state)])
    cell = view.visualRect(view.model().index(0, 0))
    assert _colour(_picture(view), cell.center().x(), cell.bottom() - GAP) == cp_look(state).fill.value


def test_the_two_greens_are_told_apart_by_the_lime_edge_and_the_large_figure(qtbot: QtBot) -> None:
    view, _ = _shown(qtbot, [_tile(CpState.ACTIVATED, "ALC1"), replace(_SUPPLY, age="12 s ago")])
    image = _picture(view)
    free, charging = (view.visualRect(view.model().index(row, 0)) for row in (0, 1))
    x, y = GAP // 2 + 2, charging.height() // 2
    assert _colour(image, charging.x() + x, charging.y() + y) == CHARGING_EDGE
    assert _colour(image, free.x() + x, free.y() + y) == StateFill.ACTIVATED.value


@pytest.mark.parametrize("width", [300, 520, 770, 801, 1040, 1399])
def test_tiles_stretch_to_fill_the_row(qtbot: QtBot, width: int) -> None:
    view, model = _shown(qtbot, [_tile(CpState.ACTIVATED, f"CP{number}") for number in range(24)], width)
    columns = view.columns()
    rects = [view.visualRect(model.index(row, 0)) for row in range(columns + 1)]
    assert len({rect.y() for rect in rects[:columns]}) == 1, "the first row holds all its columns"
    assert rects[columns].y() > rects[0].y()
    assert view.viewport().width() - rects[columns - 1].right() <= columns + 1


def test_a_selected_tile_has_a_ring_in_the_accent_colour(qtbot: QtBot) -> None:
    view, model = _shown(qtbot, [_tile(CpState.FAULTED), _tile(CpState.FAULTED, "MAD2")])
    cell = view.visualRect(model.index(1, 0))
    spot = (cell.center().x(), cell.y() + GAP // 2 - 4)
    assert _colour(_picture(view), *spot) != tokens().accent.upper()
    view.setCurrentIndex(model.index(1, 0))
    assert _colour(_picture(view), *spot) == tokens().accent.upper()


def test_the_arrow_keys_move_among_tiles(qtbot: QtBot) -> None:
    view, model = _shown(qtbot, [_tile(CpState.ACTIVATED, f"CP{number}") for number in range(9)])
    view.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.currentIndex().row() == 1
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1 + view.columns()
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 8


def test_old_figures_are_dimmed(qtbot: QtBot) -> None:
    view, model = _shown(qtbot, [_SUPPLY])
    cell = view.visualRect(model.index(0, 0))
    number = (cell.x() + GAP // 2 + 12, cell.y() + 56, 60, 30)
    fresh = _bright(_picture(view), *number)
    model.put(0, replace(_SUPPLY, age="12 s ago"))
    assert fresh > 100
    assert _bright(_picture(view), *number) < fresh / 4


def test_a_change_of_state_shows_for_300_ms_and_ends(qtbot: QtBot) -> None:
    view, model = _shown(qtbot, [_tile(CpState.ACTIVATED)])
    cell = view.visualRect(model.index(0, 0))
    spot = (cell.center().x(), cell.bottom() - GAP)
    _picture(view)
    model.put(0, _tile(CpState.FAULTED))
    assert _colour(_picture(view), *spot) != StateFill.FAULTED.value
    qtbot.waitUntil(lambda: _colour(_picture(view), *spot) == StateFill.FAULTED.value, timeout=2000)


def test_the_tooltip_has_all_that_is_cut(qtbot: QtBot) -> None:
    long = "Avenida de la Universidad de Alicante s/n, San Vicente del Raspeig"
    view, model = _shown(qtbot, [replace(_SUPPLY, place=long, price="0.4875 €/kWh")], 300)
    index = model.index(0, 0)
    centre = view.visualRect(index).center()
    help_event = QHelpEvent(QEvent.Type.ToolTip, centre, view.viewport().mapToGlobal(centre))
    assert view.itemDelegate().helpEvent(help_event, view, QStyleOptionViewItem(), index)
    for part in (long, "0.4875 €/kWh", "MAD1", "Supplying", "21.8 kW", "10.312 kWh  6.19 €"):
        assert part in QToolTip.text()
    QToolTip.hideText()


def test_a_long_id_leaves_the_word_of_the_state_and_stays_inside(qtbot: QtBot) -> None:
    short, _ = _shown(qtbot, [_tile(CpState.DISCONNECTED, "A")], 270)
    long, _ = _shown(qtbot, [_tile(CpState.DISCONNECTED, "A-VERY-LONG-CHARGING-POINT-ID-32")], 270)
    cell = short.visualRect(short.model().index(0, 0))
    word = (cell.right() - 122, cell.y() + 16, 110, 20)
    same, other = _picture(short), _picture(long)
    assert _bright(other, *word) == _bright(same, *word) > 50


def test_a_reason_takes_two_lines_between_words_and_is_then_cut(qapp: QApplication) -> None:
    metrics = QFontMetrics(font(Role.BODY))
    assert two_lines("short", metrics, 200) == ["short"]
    first, second = two_lines(
        "Reserved for DRV-0107 who has to plug in before 0:41 or it ends " * 2, metrics, 200
    )
    assert first.startswith("Reserved for")
    assert second.endswith("…")
    assert all(metrics.horizontalAdvance(line) <= 200 for line in (first, second))
    assert two_lines("x" * 200, metrics, 200)[0].endswith("…")


def test_ten_thousand_tiles_are_refreshed_more_than_ten_times_a_second(qtbot: QtBot) -> None:
    tiles = [replace(_SUPPLY, cp_id=f"CP{number}") for number in range(10_000)]
    view, model = _shown(qtbot, tiles, 1400)
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        model.dataChanged.emit(model.index(0), model.index(9_999))
        view.viewport().repaint()
        spent.append(time.perf_counter() - began)
    assert min(spent) < 0.1


def test_stopped_is_orange_in_the_panel_and_red_at_the_charging_point() -> None:
    assert cp_look(CpState.STOPPED).fill is StateFill.STOPPED
    assert engine_look(EngineState.STOPPED).fill is StateFill.FAULTED


def test_no_state_is_told_by_colour_alone() -> None:
    panel = [cp_look(state) for state in CpState]
    device = [engine_look(state) for state in EngineState]
    assert len({look.icon for look in panel}) == len(panel)
    assert len({look.icon for look in device}) == len(device)
    assert Icon.CLOCK is engine_look(EngineState.RESERVED).icon
