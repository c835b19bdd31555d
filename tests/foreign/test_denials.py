"""M7, M5 and wire contract 4 and 6: each denial with its reason, and the order of the checks."""

from __future__ import annotations

from tests.foreign import wire
from tests.foreign.driver import ForeignDriver
from tests.foreign.network import Network


def denied(net: Network, driver: ForeignDriver, cp_id: str, reason: str, expires_in: float = 10.0) -> None:
    request_id = driver.request(cp_id, expires_in=expires_in)
    net.until_step(driver, request_id, "denied", reason)
    first = "received" if driver.registered else "denied"  # nobody's request gets one word
    assert driver.steps(request_id)[0] == first
    assert driver.of("request_progress", request_id=request_id)[-1]["cp_id"] == cp_id


def test_unknown_driver(net: Network) -> None:
    denied(net, net.unknown_driver(), net.active_point().cp_id, "unknown_driver")


def test_M5_driver_disabled_and_enabled_again(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    net.central.do(f"driver disable {driver.driver_id}")
    denied(net, driver, cp.cp_id, "driver_disabled")
    net.central.do(f"driver enable {driver.driver_id}")
    net.authorised(driver, cp)


def test_M5_disabling_a_driver_does_not_end_its_running_supply(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    net.central.do(f"driver disable {driver.driver_id}")
    cp.read(100)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 100)
    cp.finish()
    assert net.ticket(driver, session_id)["reason"] == "unplugged"


def test_unknown_cp(net: Network) -> None:
    denied(net, net.driver(), net.new_id("CP-"), "unknown_cp")


def test_cp_not_available_DISCONNECTED_FAULTED_STOPPED_SUPPLYING(net: Network) -> None:
    cp, driver, other = net.active_point(), net.driver(), net.driver()
    net.supplying(other, cp)
    denied(net, driver, cp.cp_id, "cp_not_available")
    cp.finish()
    cp.health = ("KO", "x")
    net.until_state(cp.cp_id, "FAULTED")
    denied(net, driver, cp.cp_id, "cp_not_available")
    cp.health = ("OK",)
    net.until_state(cp.cp_id, "ACTIVATED")
    net.central.do(f"stop {cp.cp_id}")
    net.until_state(cp.cp_id, "STOPPED")
    denied(net, driver, cp.cp_id, "cp_not_available")
    cp.hang_up()
    net.until_state(cp.cp_id, "DISCONNECTED")
    denied(net, driver, cp.cp_id, "cp_not_available")


def test_cp_reserved(net: Network) -> None:
    cp = net.active_point()
    net.authorised(net.driver(), cp)
    denied(net, net.driver(), cp.cp_id, "cp_reserved")


def test_driver_busy_from_the_reservation_to_the_ticket(net: Network) -> None:
    cp, free, driver = net.active_point(), net.active_point(), net.driver()
    net.authorised(driver, cp)
    denied(net, driver, free.cp_id, "driver_busy")
    cp.plug()
    net.until_state(cp.cp_id, "SUPPLYING")
    denied(net, driver, free.cp_id, "driver_busy")
    assert cp.supply is not None
    session_id = cp.supply.session_id
    cp.finish()
    net.ticket(driver, session_id)
    net.authorised(driver, free)


def test_an_interrupted_supply_does_not_keep_its_driver_busy(net: Network) -> None:
    cp, free, driver = net.active_point(), net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.health = ("KO", "x")
    net.until("interrupted", lambda: driver.of("session_state", session_id=session_id, state="interrupted"))
    net.authorised(driver, free)


def test_cp_refused(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    cp.accepts = False
    denied(net, driver, cp.cp_id, "cp_refused")
    assert net.central.cp(cp.cp_id)["reserved"] is False
    cp.accepts = True
    net.authorised(driver, cp)


def test_cp_no_answer_after_5_s_and_a_late_answer_has_no_effect(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    cp.accepts = None
    request_id = driver.request(cp.cp_id)
    (asked,) = net.until("authorise", lambda: cp.commanded("authorise"))
    net.for_seconds(4.0)
    assert driver.step(request_id)[0] == "asking_cp"
    net.until_step(driver, request_id, "denied", "cp_no_answer")
    cancel = net.until("cancel", lambda: cp.commanded("cancel"))[0]
    assert (cancel["session_id"], cancel["reason"]) == (asked["session_id"], "cp_no_answer")
    late = wire.record("authorisation_answered", session_id=asked["session_id"], accepted=True, reason=None)
    cp.send(late)
    net.for_seconds(0.5)
    assert net.central.cp(cp.cp_id)["reserved"] is False
    assert driver.step(request_id) == ("denied", "cp_no_answer")
    cp.accepts = True
    net.authorised(driver, cp)


def test_expired(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    denied(net, driver, cp.cp_id, "expired", expires_in=-0.5)
    assert cp.commanded("authorise") == []


def test_the_order_of_the_checks(net: Network) -> None:
    """expired, unknown_driver, driver_disabled, driver_busy, unknown_cp, cp_not_available, cp_reserved."""
    cp, unknown = net.active_point(), net.new_id("CP-")
    driver, disabled = net.driver(), net.driver()
    net.central.do(f"driver disable {disabled.driver_id}")
    denied(net, net.unknown_driver(), unknown, "expired", expires_in=-1)
    denied(net, net.unknown_driver(), unknown, "unknown_driver")
    denied(net, disabled, unknown, "driver_disabled")
    net.authorised(driver, cp)
    denied(net, driver, unknown, "driver_busy")
    denied(net, driver, cp.cp_id, "driver_busy")
