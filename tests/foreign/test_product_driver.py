"""EV_Driver at a foreign CP (M7, M9, M10, D3)."""

from __future__ import annotations

from typing import Any

from tests.foreign.network import Network
from tests.foreign.processes import Product


def started(net: Network, *services: str) -> tuple[Product, str]:
    """EV_Driver of a new driver, with CENTRAL and Kafka alive, and its id."""
    driver_id = net.new_id("D-")
    net.central.do(f"driver add {driver_id}")
    app = net.program("ev_driver", net.broker.address, driver_id, *services)
    net.until("EV_Driver sees CENTRAL", lambda: (now := app.ask("status"))["central"] and now["kafka"])
    return app, driver_id


def last(app: Product) -> tuple[str, str | None]:
    progress: dict[str, Any] = app.ask("status")["last"] or {}
    return progress.get("step", ""), progress.get("reason")


def test_M7_to_M10_a_supply_at_a_foreign_cp_and_its_ticket_agrees(net: Network) -> None:
    cp = net.active_point("Gran Vía, 2")
    app, driver_id = started(net)
    app.tell(f"request {cp.cp_id}")
    net.until("authorised", lambda: last(app) == ("authorised", None))
    assert cp.supply is not None and cp.supply.driver_id == driver_id
    session_id = cp.supply.session_id
    cp.plug()
    cp.read(1234)
    session = net.until(
        "the reading in the app",
        lambda: (now := app.ask("status")["session"]) and now["energy_wh"] == 1234 and now,
    )
    assert (session["session_id"], session["cp_id"], session["state"]) == (
        session_id, cp.cp_id, "supplying",
    )  # fmt: skip
    assert session["amount"] == "0.67"
    cp.finish()
    (ticket,) = net.until("ticket", lambda: app.ask("tickets"))
    assert (ticket["session_id"], ticket["energy_wh"], ticket["amount"]) == (session_id, 1234, "0.67")
    assert (ticket["cp_id"], ticket["location"]) == (cp.cp_id, "Gran Vía, 2")
    assert app.ask("status")["session"] is None
    (central,) = [row for row in net.central.ask("tickets") if row["session_id"] == session_id]
    assert {**central, "at": ""} == {**ticket, "at": ""}
    assert app.quit() == 0


def test_M7_a_denial_shows_its_reason(net: Network) -> None:
    app, _ = started(net)
    app.tell("request CP-nowhere")
    net.until("denied", lambda: last(app) == ("denied", "unknown_cp"))


def test_M8_cancel_frees_the_foreign_cp(net: Network) -> None:
    cp = net.active_point()
    app, _ = started(net)
    app.tell(f"request {cp.cp_id}")
    net.until("authorised", lambda: last(app) == ("authorised", None))
    app.tell("cancel")
    net.until("cancelled", lambda: last(app) == ("cancelled", "driver"))
    net.until("the CP is told", lambda: cp.supply is None)
    assert cp.commanded("cancel")[0]["reason"] == "driver"


def test_D3_a_killed_app_shows_its_running_supply_and_then_the_ticket_it_missed(net: Network) -> None:
    cp = net.active_point()
    app, _ = started(net)
    app.tell(f"request {cp.cp_id}")
    net.until("authorised", lambda: last(app) == ("authorised", None))
    cp.plug()
    cp.wh_each_second = 10
    net.until_state(cp.cp_id, "SUPPLYING")
    app.kill()
    app.start()
    net.until("the running supply", lambda: (app.ask("status")["session"] or {}).get("state") == "supplying")
    app.kill()
    assert cp.supply is not None
    session_id, energy_wh = cp.supply.session_id, cp.supply.energy_wh
    cp.finish()
    net.until_state(cp.cp_id, "ACTIVATED")
    app.start()
    (ticket,) = net.until("the missed ticket", lambda: app.ask("tickets"))
    assert (ticket["session_id"], ticket["energy_wh"]) == (session_id, energy_wh)
    assert app.ask("status")["session"] is None
