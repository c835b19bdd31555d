"""M15, M16: a services file of 12 lines runs to its end with nobody touching anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.foreign.network import Network


@pytest.mark.timeout(150)
def test_M15_a_file_of_12_services_some_of_them_denied_runs_to_its_end(
    own_net: Callable[..., Network], tmp_path: Path
) -> None:
    net = own_net()
    points = ["CP-A", "CP-B"]
    for cp_id in points:
        _, port = net.product_engine("--auto", "2s", "--time-scale", "100")
        net.product_monitor(cp_id, port)
    reserved, stopped, other = net.active_point(), net.active_point(), net.driver()
    for cp_id in (*points, stopped.cp_id):
        net.until_state(cp_id, "ACTIVATED")
    net.central.do(f"stop {stopped.cp_id}")
    net.until_state(stopped.cp_id, "STOPPED")
    net.authorised(other, reserved)
    services = {
        "CP-A": "ticket", "CP-none": "unknown_cp", "CP-B": "ticket", stopped.cp_id: "cp_not_available",
        reserved.cp_id: "cp_reserved",
    }  # fmt: skip
    order = ["CP-A", "CP-none", stopped.cp_id, "CP-B", "CP-none", "CP-A", reserved.cp_id, "CP-none"]
    order += ["CP-B", stopped.cp_id, "CP-none", "CP-A"]
    lines = ["; twelve services", "", *order[:6], "   ", "; half of them", *order[6:]]
    path = tmp_path / "services.txt"
    path.write_text("\n".join(lines) + "\n")

    driver = net.driver()  # hears what EV_Driver of the same id hears
    app = net.program("ev_driver", net.broker.address, driver.driver_id, str(path))
    net.until(
        "the last ticket",
        lambda: (
            app.ask("status")["services"] == {"next": 12, "total": 12}
            and len(driver.of("ticket")) == sum(services[cp_id] == "ticket" for cp_id in order)
        ),
        110,
    )
    received = driver.of("request_progress", step="received")
    assert [notice["cp_id"] for notice in received] == order
    ends = [driver.step(notice["request_id"]) for notice in received]
    assert [reason or "ticket" for _, reason in ends] == [services[cp_id] for cp_id in order]
    net.until("tickets in the app", lambda: len(app.ask("tickets")) == 5)
    tickets = app.ask("tickets")
    assert {ticket["reason"] for ticket in tickets} == {"target_reached"}
    assert [ticket["cp_id"] for ticket in tickets] == ["CP-A", "CP-B", "CP-A", "CP-B", "CP-A"]
    assert app.ask("status")["session"] is None
    assert net.central.rejected == 0
