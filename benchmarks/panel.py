"""How often CENTRAL's panel can show that every charging point has changed: 1,000 and 10,000 tiles.

One refresh is what the window does each time: take an update with every tile changed, then paint all of it.
Beside it the same run measures an update that changes one tile, which the ratio compares with: a refresh
should cost what is visible, not what exists.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from apps.ev_central.views import CpView, LinkHealth, PanelUpdate, Summary
from apps.ev_central.window import CentralWindow
from shared.core.link import Link
from shared.domain.cp import CpState, Standing
from shared.domain.money import ZERO, amount
from shared.qt.program import WindowOptions
from shared.qt.theme import apply_theme

SIZES = (1_000, 10_000)
SECONDS = 3.0
PRICE = Decimal("0.54")


def main() -> None:
    """Print refreshes per second for each size, all tiles changed and one."""
    app = QApplication([])
    apply_theme(app, "light")
    print("tiles    all changed (refreshes/s)    one changed (refreshes/s)    ratio")
    for size in SIZES:
        window = CentralWindow(WindowOptions((0, 0, 1440, 900), "light", False))
        window.show()
        tiles = [_tile(number) for number in range(size)]
        window.apply(_update(tiles))
        app.processEvents()
        every = _rate(app, window, tiles)
        one = _rate(app, window, tiles[:1])
        print(f"{size:6,} {every:22.1f} {one:28.1f} {every / one:16.2f}")
        window.sure = True
        window.close()
        window.deleteLater()
        app.processEvents()


def _rate(app: QApplication, window: CentralWindow, tiles: list[CpView]) -> float:
    # Made before: in the program the core makes them, on its own thread.
    updates = [_update([_moved(tile, wh) for tile in tiles]) for wh in (1_001, 1_002)]
    began, count = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < SECONDS:
        window.apply(updates[count % 2])
        window.repaint()
        app.processEvents()
        count += 1
    return count / passed


def _moved(tile: CpView, energy_wh: int) -> CpView:
    return replace(tile, power_w=19_000 + energy_wh, energy_wh=energy_wh, amount=amount(energy_wh, PRICE))


def _tile(number: int) -> CpView:
    return CpView(
        cp_id=f"CP{number:05}", location=f"Calle {number}", x=number % 100, y=number // 100 % 100,
        price=PRICE,
        state=CpState.SUPPLYING, since_mono=0.0, enrolment="enrolled", stopped=False, fault="",
        monitor_seen_mono=time.monotonic(), ever_connected=True, disconnected_mono=None, phase="supplying",
        driver_id=f"D{number}",
        session_id=f"s{number}", plug_until_mono=None, started_at=None, power_w=20_000, energy_wh=1_000,
        amount=amount(1_000, PRICE), news_mono=time.monotonic(),
    )  # fmt: skip


def _update(tiles: list[CpView]) -> PanelUpdate:
    return PanelUpdate(
        cps=tuple(tiles),
        requests=None,
        drivers=None,
        messages=(),
        summary=Summary(Counter({Standing.SUPPLYING: len(tiles)}), 20_000 * len(tiles), 0, 0, ZERO, 0),
        links=LinkHealth(
            Link(0.0, True, True, latency_ms=4.0), Link(0.0, True), 12.0, len(tiles), len(tiles), "*:7000"
        ),
        tariff=PRICE,
        policy="open",
    )


if __name__ == "__main__":
    main()
