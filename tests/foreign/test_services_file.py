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
    order = ["CP-A", "CP-none", stopped.cp_id, "CP-B", "CP-none", "CP-none", reserved.cp_id, "CP-none"]
    order += [reserved.cp_id, stopped.cp_id, "CP-none", "CP-A"]
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
    net.until("tickets in the app", lambda: len(app.ask("tickets")) == 3)
    tickets = app.ask("tickets")
    assert {ticket["reason"] for ticket in tickets} == {"target_reached"}
    assert [ticket["cp_id"] for ticket in tickets] == ["CP-A", "CP-B", "CP-A"]
    assert app.ask("status")["session"] is None
    assert net.central.rejected == 0


def test_M15_a_supply_interrupted_for_10_s_counts_as_failed_and_its_ticket_comes_later(
    net: Network, tmp_path: Path
) -> None:
    broken, good, driver = net.active_point(), net.active_point(), net.driver()
    path = tmp_path / "services.txt"
    path.write_text(f"{broken.cp_id}\n{good.cp_id}\n")
    app = net.program("ev_driver", net.broker.address, driver.driver_id, str(path))
    net.until("first authorised", lambda: broken.supply)
    assert broken.supply is not None
    session_id = broken.supply.session_id
    broken.plug()
    broken.read(300)
    net.until_state(broken.cp_id, "SUPPLYING")
    broken.health = ("KO", "engine lost")
    net.until("interrupted", lambda: driver.of("session_state", session_id=session_id, state="interrupted"))
    net.for_seconds(8.0)
    assert app.ask("status")["services"] == {"next": 1, "total": 2}
    net.until("second authorised", lambda: good.supply)
    broken.health = ("OK",)
    broken.finish("engine_lost")
    ticket = net.ticket(driver, session_id)
    net.until("the late ticket", lambda: [row["id"] for row in app.ask("tickets")] == [ticket["id"]])
    assert app.ask("status")["services"] == {"next": 2, "total": 2}
    assert app.ask("status")["session"]["cp_id"] == good.cp_id


def test_D3_a_services_file_goes_on_where_it_was(net: Network, tmp_path: Path) -> None:
    first, second, driver = net.active_point(), net.active_point(), net.driver()
    path = tmp_path / "services.txt"
    path.write_text(f"CP-nowhere\n{first.cp_id}\n{second.cp_id}\n")
    app = net.program("ev_driver", net.broker.address, driver.driver_id, str(path))
    net.until("first service denied", lambda: driver.of("request_progress", reason="unknown_cp"))
    net.until("the app knows", lambda: (app.ask("status")["last"] or {}).get("step") == "denied")
    app.kill()
    app.start()
    net.until("second service authorised", lambda: first.supply)
    first.plug()
    net.until_state(first.cp_id, "SUPPLYING")
    app.kill()
    first.read(100)
    first.finish()
    net.until("ticket", lambda: driver.of("ticket"))
    app.start()
    net.until("third service authorised", lambda: second.supply)
    assert [notice["cp_id"] for notice in driver.of("request_progress", step="received")] == [
        "CP-nowhere", first.cp_id, second.cp_id,
    ]  # fmt: skip
    assert len(app.ask("tickets")) == 1


def test_D4_a_services_file_waits_for_CENTRAL_and_a_request_does_not(
    own_net: Callable[..., Network], tmp_path: Path
) -> None:
    net = own_net()
    cp, driver = net.active_point(), net.driver()
    net.central.kill()
    net.until("the link's end is seen", lambda: cp.link is None)
    path = tmp_path / "services.txt"
    path.write_text(f"{cp.cp_id}\n")
    app = net.program("ev_driver", net.broker.address, driver.driver_id)
    net.until("Kafka", lambda: app.ask("status")["kafka"] and not app.ask("status")["central"])
    app.tell(f"request {cp.cp_id}")
    net.until("denied at once", lambda: (app.ask("status")["last"] or {}).get("reason") == "no_central", 2.0)
    app.tell(f"file {path}")
    net.for_seconds(1.0)
    assert app.ask("status")["services"] == {"next": 0, "total": 1}
    net.central.start()
    net.until("the file's service is authorised", lambda: cp.supply)
    assert app.ask("status")["services"] == {"next": 1, "total": 1}
    assert len(cp.commanded("authorise")) == 1
