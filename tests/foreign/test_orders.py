"""M13 and wire contract 6, "Orders": stop and resume against a foreign engine."""

from __future__ import annotations

from collections.abc import Callable

from tests.foreign import wire
from tests.foreign.network import Network


def test_M13_stop_and_resume_carry_an_order_id_and_are_answered(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    net.central.do(f"stop {cp.cp_id}")
    net.until_state(cp.cp_id, "STOPPED")
    stop = net.until("stop", lambda: cp.commanded("stop"))[0]
    assert stop["order_id"]
    net.central.do(f"resume {cp.cp_id}")
    resume = net.until("resume", lambda: cp.commanded("resume"))[0]
    assert resume["order_id"] not in ("", stop["order_id"])
    net.until_state(cp.cp_id, "ACTIVATED")
    net.authorised(driver, cp)
    assert cp.forged == 0


def test_M13_stop_ends_a_running_supply_with_a_ticket(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(250)
    net.central.do(f"stop {cp.cp_id}")
    ticket = net.ticket(driver, session_id)
    assert (ticket["reason"], ticket["energy_wh"], ticket["amount"]) == ("stopped", 250, "0.14")
    net.until_state(cp.cp_id, "STOPPED")


def test_M13_stop_ends_a_reservation(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    request_id = net.authorised(driver, cp)
    net.central.do(f"stop {cp.cp_id}")
    net.until_step(driver, request_id, "cancelled", "stopped")
    assert net.until("cancel", lambda: cp.commanded("cancel"))[0]["reason"] == "stopped"


def test_a_reservation_ends_with_its_cps_fault_and_with_its_monitor(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    request_id = net.authorised(driver, cp)
    cp.health = ("KO", "x")
    net.until_step(driver, request_id, "cancelled", "fault")
    assert net.until("cancel", lambda: cp.commanded("cancel"))[0]["reason"] == "fault"
    cp.health = ("OK",)
    net.until_state(cp.cp_id, "ACTIVATED")
    request_id = net.authorised(driver, cp)
    cp.hang_up()
    net.until_step(driver, request_id, "cancelled", "disconnected")


def test_M8_IDLE_with_the_reserved_session_says_that_nobody_plugged_in(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    request_id = net.authorised(driver, cp)
    assert cp.supply is not None
    cp.send(wire.record("engine_state", state="IDLE", session_id=cp.supply.session_id, order_id=None))
    cp.supply = None
    net.until_step(driver, request_id, "cancelled", "plug_timeout")
    assert net.central.cp(cp.cp_id)["reserved"] is False
    net.authorised(driver, cp)


def test_an_unanswered_order_is_sent_again_after_each_engine_state(net: Network) -> None:
    cp = net.active_point()
    cp.answers_orders = False
    net.central.do(f"stop {cp.cp_id}")
    (first,) = net.until("stop", lambda: cp.commanded("stop"))
    cp.report()
    again = net.until("stop again", lambda: cp.commanded("stop")[1:])
    assert again[-1]["order_id"] == first["order_id"]
    cp.answers_orders = True
    cp.report()
    net.until("it obeys", lambda: cp.stopped)
    net.until_state(cp.cp_id, "STOPPED")


def test_a_stopped_engine_that_says_otherwise_gets_stop_again(net: Network) -> None:
    cp = net.active_point()
    net.central.do(f"stop {cp.cp_id}")
    net.until("it obeys", lambda: cp.stopped)
    net.until_state(cp.cp_id, "STOPPED")
    orders = len(cp.commanded("stop"))
    cp.stopped = False  # as an engine that has lost its memory
    cp.report()
    net.until("stop again", lambda: len(cp.commanded("stop")) > orders)
    net.until("it obeys again", lambda: cp.stopped)
    assert net.central.cp(cp.cp_id)["state"] == "STOPPED"


def test_M13_an_order_to_a_DISCONNECTED_cp_is_kept(net: Network) -> None:
    cp = net.active_point()
    cp.hang_up()
    net.until_state(cp.cp_id, "DISCONNECTED")
    net.central.do(f"stop {cp.cp_id}")
    cp.connects = True
    net.until("it is back", lambda: cp.link)
    cp.report()
    net.until_state(cp.cp_id, "STOPPED")
    net.until("it obeys", lambda: cp.stopped)


def test_M13_an_order_outlives_CENTRAL_and_the_cp(own_net: Callable[..., Network]) -> None:
    net = own_net()
    cp, other = net.active_point(), net.active_point()
    net.central.do("stop all")
    net.until("both obey", lambda: cp.stopped and other.stopped)
    net.central.kill()
    cp.stopped = False  # the CP is restarted too
    net.until("the links' end is seen", lambda: cp.link is None and other.link is None)
    net.central.start()
    assert {row["state"] for row in net.central.ask("status")["charging_points"]} <= {
        "DISCONNECTED", "STOPPED",
    }  # fmt: skip
    net.until_state(cp.cp_id, "STOPPED")
    cp.report()
    net.until("it obeys", lambda: cp.stopped)
    net.central.do("resume all")
    net.until_state(cp.cp_id, "ACTIVATED")
    net.until_state(other.cp_id, "ACTIVATED")
