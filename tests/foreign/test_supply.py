"""Wire contract 4 to 6: a foreign driver at a foreign CP, with the product's CENTRAL between them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.foreign import wire
from tests.foreign.network import Network

STEPS_TO_AUTHORISED = ["received", "checking", "asking_cp", "authorised"]


def test_M7_to_M10_a_whole_supply_and_its_ticket_to_the_cent(net: Network) -> None:
    cp, driver = net.active_point("Plaza Mayor, 1"), net.driver()
    net.central.do(f"price {cp.cp_id} 0.50")
    request_id = net.authorised(driver, cp)
    assert driver.steps(request_id) == STEPS_TO_AUTHORISED
    supply = cp.supply
    assert supply is not None
    (authorise,) = cp.commanded("authorise")
    assert (authorise["request_id"], authorise["driver_id"]) == (request_id, driver.driver_id)
    assert (authorise["price"], authorise["plug_timeout_s"]) == ("0.50", 60)
    assert driver.of("request_progress", step="authorised")[0]["session_id"] == supply.session_id
    shown = net.central.cp(cp.cp_id)
    assert (shown["state"], shown["reserved"]) == ("ACTIVATED", True)
    assert (shown["driver_id"], shown["session_id"]) == (driver.driver_id, supply.session_id)

    cp.plug()
    net.until_state(cp.cp_id, "SUPPLYING")
    assert net.central.cp(cp.cp_id)["reserved"] is False
    for energy_wh in (10, 20, 12_250):  # 6.125 EUR: rounded half up
        cp.read(energy_wh)
    net.until("panel at the last reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 12_250)
    shown = net.central.cp(cp.cp_id)
    assert (shown["power_w"], shown["amount"], shown["price"]) == (36000, "6.13", "0.50")
    update = net.until("update", lambda: driver.of("charging_update", energy_wh=12_250))[0]
    assert (update["session_id"], update["cp_id"]) == (supply.session_id, cp.cp_id)
    assert (update["power_w"], update["amount"]) == (36000, "6.13")

    finish = cp.finish()
    ticket = net.ticket(driver, supply.session_id)
    assert {name: ticket[name] for name in ticket if name not in ("id", "at")} == {
        "type": "ticket", "session_id": supply.session_id, "request_id": request_id,
        "driver_id": driver.driver_id, "cp_id": cp.cp_id, "location": "Plaza Mayor, 1",
        "reason": "unplugged", "started_at": finish["started_at"], "ended_at": finish["ended_at"],
        "energy_wh": 12_250, "price": "0.50", "amount": "6.13",
    }  # fmt: skip
    net.until("confirmed", lambda: not cp.unconfirmed)
    net.until_state(cp.cp_id, "ACTIVATED")
    shown = net.central.cp(cp.cp_id)
    assert (shown["session_id"], shown["power_w"], shown["amount"]) == (None, 0, "0.00")
    tickets = [row for row in net.central.ask("tickets") if row["session_id"] == supply.session_id]
    assert [(row["energy_wh"], row["amount"]) for row in tickets] == [(12_250, "6.13")]
    assert cp.forged == 0


def test_M4_a_price_changed_during_a_supply_is_the_next_ones(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    net.central.do(f"price {cp.cp_id} 0.99")
    cp.read(1000)
    cp.finish()
    assert net.ticket(driver, session_id)["amount"] == "0.54"
    net.until_state(cp.cp_id, "ACTIVATED")
    net.authorised(driver, cp)
    assert cp.supply is not None and cp.supply.price == "0.99"


def test_updates_are_at_most_one_a_second_and_the_newest_is_sent(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    for energy_wh in range(1, 31):
        cp.read(energy_wh)
    net.until("the newest", lambda: driver.of("charging_update", energy_wh=30))
    assert len(driver.of("charging_update", session_id=session_id)) <= 3


def test_a_supply_of_nothing_has_a_ticket_of_nothing(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.finish()
    ticket = net.ticket(driver, session_id)
    assert (ticket["energy_wh"], ticket["amount"]) == (0, "0.00")


def test_M7_of_20_requests_at_once_for_one_free_cp_exactly_one_is_authorised(net: Network) -> None:
    cp = net.active_point()
    drivers = [net.unknown_driver() for _ in range(20)]
    for driver in drivers:
        net.central.tell(f"driver add {driver.driver_id}")
    net.central.ask("status")
    requests = {driver: driver.request(cp.cp_id, wait=False) for driver in drivers}
    net.stream.flush()
    net.until(
        "an end for each",
        lambda: all(driver.step(one)[0] in ("authorised", "denied") for driver, one in requests.items()),
    )
    ends = sorted(str(driver.step(one)) for driver, one in requests.items())
    assert ends == [str(("authorised", None)), *[str(("denied", "cp_reserved"))] * 19]
    assert len(cp.commanded("authorise")) == 1


def test_M8_the_driver_cancels_before_plugging(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    request_id = net.authorised(driver, cp)
    driver.cancel(request_id, cp.cp_id)
    net.until_step(driver, request_id, "cancelled", "driver")
    (cancel,) = net.until("cancel", lambda: cp.commanded("cancel"))
    assert cancel["reason"] == "driver"
    net.until("free", lambda: not net.central.cp(cp.cp_id)["reserved"])
    net.authorised(driver, cp)


@pytest.mark.parametrize("wrong", ["driver", "cp"])
def test_a_cancellation_must_match_the_requests_driver_and_cp(net: Network, wrong: str) -> None:
    cp, driver, other = net.active_point(), net.driver(), net.driver()
    request_id = net.authorised(driver, cp)
    if wrong == "driver":
        other.cancel(request_id, cp.cp_id)
    else:
        driver.cancel(request_id, net.active_point().cp_id)
    net.for_seconds(0.7)
    assert net.central.cp(cp.cp_id)["reserved"] is True
    assert driver.step(request_id) == ("authorised", None)


def test_a_cancellation_after_the_plug_changes_nothing(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    request_id = net.authorised(driver, cp)
    cp.plug()
    net.until_state(cp.cp_id, "SUPPLYING")
    driver.cancel(request_id, cp.cp_id)
    net.for_seconds(0.5)
    assert net.central.cp(cp.cp_id)["state"] == "SUPPLYING"
    assert cp.commanded("cancel") == []


def test_sync_tells_the_open_session_and_the_last_ticket_again(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    first = net.supplying(driver, cp)
    cp.read(500)
    cp.finish()
    ticket = net.ticket(driver, first)
    net.until_state(cp.cp_id, "ACTIVATED")
    second = net.supplying(driver, cp)
    cp.read(700)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 700)
    driver.notices.clear()
    driver.sync()
    state = net.until("session_state", lambda: driver.of("session_state", session_id=second))[-1]
    assert (state["state"], state["cp_id"], state["energy_wh"]) == ("supplying", cp.cp_id, 700)
    assert state["amount"] == "0.38"
    again = net.ticket(driver, first)
    assert {**again, "at": ""} == {**ticket, "at": ""}


def test_charging_finished_is_repeated_and_confirmed_again_after_a_lost_confirmation(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(100)
    finish = cp.finish()
    net.until("confirmed", lambda: cp.commanded("finish_confirmed"))
    cp.send(finish)  # as an engine would whose confirmation was lost
    net.until("confirmed again", lambda: len(cp.commanded("finish_confirmed")) > 1)
    net.ticket(driver, session_id)
    tickets = [row for row in net.central.ask("tickets") if row["session_id"] == session_id]
    assert len(tickets) == 1


def test_B3_duplicates_have_the_effect_of_one(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    rejected = net.central.rejected
    request = wire.record(
        "charge_requested", request_id=wire.new_id(), driver_id=driver.driver_id, cp_id=cp.cp_id,
        origin="app", expires_at=wire.timestamp(10),
    )  # fmt: skip
    for _ in range(3):
        driver.send(request, cp.cp_id)
    driver.send({**request, "id": wire.new_id()}, cp.cp_id)
    net.until_step(driver, request["request_id"], "authorised")
    net.for_seconds(0.3)
    assert driver.steps(request["request_id"]) == STEPS_TO_AUTHORISED
    assert len({command["session_id"] for command in cp.commanded("authorise")}) == 1
    assert cp.supply is not None
    session_id = cp.supply.session_id
    answer = wire.record("authorisation_answered", session_id=session_id, accepted=True, reason=None)
    started = wire.record("charging_started", session_id=session_id, started_at=wire.timestamp())
    cp.supply.started_at = started["started_at"]
    first, second = cp.reading(50, 1), cp.reading(80, 2)
    for fields in (answer, started, first, first, second, first, second, started, answer):
        cp.send(fields)
    net.until("second reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 80)
    cp.supply.energy_wh = 80
    finish = cp.finish()
    for _ in range(3):
        cp.send(finish)
    ticket = net.ticket(driver, session_id)
    assert (ticket["energy_wh"], ticket["amount"]) == (80, "0.04")
    net.until_state(cp.cp_id, "ACTIVATED")
    net.for_seconds(0.3)
    assert len(driver.of("ticket")) == 1
    assert net.central.rejected == rejected


@pytest.mark.parametrize("plugged", [False, True], ids=["reserved", "supplying"])
def test_B3_an_old_engine_state_that_comes_again_changes_nothing(net: Network, plugged: bool) -> None:
    cp, driver = net.active_point(), net.driver()
    idle = wire.record("engine_state", state="IDLE", session_id=None, order_id=None)
    cp.send(idle)
    request_id = net.authorised(driver, cp)
    assert cp.supply is not None
    session_id = cp.supply.session_id
    if plugged:
        cp.plug()
        cp.read(100)
        net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 100)
    before = net.central.cp(cp.cp_id)
    cp.send(idle)
    net.for_seconds(0.7)
    assert net.central.cp(cp.cp_id) == before
    assert driver.step(request_id) == ("authorised", None)
    assert not driver.of("session_state", session_id=session_id, state="interrupted")


def test_M12_a_fault_ends_the_supply_and_its_ticket_says_so(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(400)
    cp.health = ("KO", "hot")
    cp.finish("fault")
    cp.report()
    ticket = net.ticket(driver, session_id)
    assert (ticket["reason"], ticket["energy_wh"], ticket["amount"]) == ("fault", 400, "0.22")
    net.until_state(cp.cp_id, "FAULTED")


def test_D2_KO_without_a_final_report_interrupts_and_the_late_report_makes_the_ticket(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(400)
    cp.health = ("KO", "engine lost")
    net.until("interrupted", lambda: driver.of("session_state", session_id=session_id, state="interrupted"))
    net.until_state(cp.cp_id, "FAULTED")
    assert not driver.of("ticket")
    cp.health = ("OK",)
    cp.finish("engine_lost")
    assert net.ticket(driver, session_id)["reason"] == "engine_lost"
    net.until_state(cp.cp_id, "ACTIVATED")


def test_a_supply_without_readings_for_5_s_is_interrupted_and_a_reading_ends_that(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(400)
    net.for_seconds(4.0)
    assert not driver.of("session_state", session_id=session_id, state="interrupted")
    net.until(
        "interrupted", lambda: driver.of("session_state", session_id=session_id, state="interrupted"), 3.0
    )
    driver.notices.clear()
    cp.read(450)
    net.until("live again", lambda: driver.of("session_state", session_id=session_id, state="supplying"))
    cp.finish()
    assert net.ticket(driver, session_id)["energy_wh"] == 450


def test_D1_a_supply_goes_on_to_its_ticket_without_its_monitor(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.hang_up()
    net.until_state(cp.cp_id, "DISCONNECTED", 3.0)
    cp.read(900)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 900)
    cp.finish()
    assert net.ticket(driver, session_id)["amount"] == "0.49"
    assert not driver.of("session_state", session_id=session_id, state="interrupted")


def test_a_request_at_the_cp_itself_is_signed_and_its_driver_gets_the_notices(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    request = wire.record(
        "charge_requested", request_id=wire.new_id(), driver_id=driver.driver_id, cp_id=cp.cp_id,
        origin="cp", expires_at=wire.timestamp(10),
    )  # fmt: skip
    cp.send(request, "ev.requests")
    net.until_step(driver, request["request_id"], "authorised")
    assert driver.steps(request["request_id"]) == STEPS_TO_AUTHORISED
    cancel = wire.record(
        "charge_cancelled", request_id=request["request_id"], driver_id=driver.driver_id, cp_id=cp.cp_id
    )
    cp.send(cancel, "ev.requests")
    net.until_step(driver, request["request_id"], "cancelled", "driver")


@pytest.mark.parametrize("plugged", [False, True], ids=["finished while it is dead", "goes on after it"])
def test_D4_CENTRAL_is_killed_in_the_middle_of_a_supply_and_the_ticket_comes(
    own_net: Callable[..., Network], plugged: bool
) -> None:
    net = own_net()
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(1000)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 1000)
    net.central.kill()
    cp.read(2000)
    if not plugged:
        cp.finish()
    net.until("the link's end is seen", lambda: cp.link is None)
    net.turn()
    net.central.start()
    if plugged:
        net.until("it is live again", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 2000)
        net.until_state(cp.cp_id, "SUPPLYING")
        assert len(set(cp.keys)) == 2  # a new key, while records of the old one were read after it
        cp.read(3000)
        cp.finish()
    ticket = net.ticket(driver, session_id)
    assert ticket["energy_wh"] == (3000 if plugged else 2000)
    net.until("confirmed", lambda: not cp.unconfirmed)
    net.until_state(cp.cp_id, "ACTIVATED")
    assert [row["session_id"] for row in net.central.ask("tickets")] == [session_id]
    assert net.central.rejected == 0
    net.authorised(driver, cp)
    assert cp.forged == 0


@pytest.mark.parametrize("in_order", [False, True], ids=["killed", "ended in order"])
def test_D4_a_reservation_outlives_CENTRAL(own_net: Callable[..., Network], in_order: bool) -> None:
    net = own_net()
    cp, driver = net.active_point(), net.driver()
    net.authorised(driver, cp)
    if in_order:
        assert net.central.quit() == 0
    else:
        net.central.kill()
    net.until("the link's end is seen", lambda: cp.link is None)
    net.central.start()
    net.until_state(cp.cp_id, "ACTIVATED")
    assert net.central.cp(cp.cp_id)["reserved"] is True
    assert cp.commanded("cancel") == []
    assert cp.supply is not None
    session_id = cp.supply.session_id
    cp.plug()
    cp.read(10)
    cp.finish()
    assert net.ticket(driver, session_id)["energy_wh"] == 10


def test_D4_a_request_that_expired_while_CENTRAL_was_dead_is_not_carried_out(
    own_net: Callable[..., Network],
) -> None:
    net = own_net()
    cp, driver = net.active_point(), net.driver()
    net.central.kill()
    expired = driver.request(cp.cp_id, expires_in=0.2)
    net.until("the link's end is seen", lambda: cp.link is None)
    net.for_seconds(0.3)
    net.central.start()
    net.until_step(driver, expired, "denied", "expired")
    net.until_state(cp.cp_id, "ACTIVATED")
    assert cp.commanded("authorise") == []
    net.authorised(driver, cp)


def test_D4_an_authorisation_that_CENTRALs_death_cut_short_comes_to_an_end(
    own_net: Callable[..., Network],
) -> None:
    net = own_net()
    cp, driver = net.active_point(), net.driver()
    cp.accepts = None
    request_id = driver.request(cp.cp_id)
    net.until("asked", lambda: cp.commanded("authorise"))
    net.central.kill()
    net.until("the link's end is seen", lambda: cp.link is None)
    net.central.start()
    net.until("its end", lambda: driver.step(request_id)[0] in ("denied", "cancelled"))
    net.until_state(cp.cp_id, "ACTIVATED")
    assert net.central.cp(cp.cp_id)["reserved"] is False
    cp.accepts = True
    net.authorised(driver, cp)
