"""Money, states, power and ids: the plain rules."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import engine, supply
from shared.domain.cp import CpState, cp_state
from shared.domain.ids import derived_id, is_cp_id, is_driver_id, new_id
from shared.domain.money import MAX_ENERGY_WH, amount, money_text, parse_money, parse_price, price_text
from shared.domain.power import PowerCurve, vehicle

prices = st.decimals(min_value=0, max_value=1000, places=4, allow_nan=False, allow_infinity=False)


@given(st.integers(0, MAX_ENERGY_WH), prices)
def test_amount_is_energy_times_price_rounded_half_up_to_the_cent(energy_wh: int, price: Decimal) -> None:
    """Wire contract 4, against exact fractions."""
    exact = Fraction(energy_wh) * Fraction(price) / 1000
    cents = exact * 100
    expected = int(cents + Fraction(1, 2))
    assert amount(energy_wh, price) == Decimal(expected) / 100


def test_a_half_cent_is_rounded_up() -> None:
    assert amount(500, Decimal("0.01")) == Decimal("0.01")
    assert amount(10312, Decimal("0.60")) == Decimal("6.19")


@given(prices)
def test_a_price_survives_its_text(price: Decimal) -> None:
    assert parse_price(price_text(price)) == price
    assert "E" not in price_text(price) and len(price_text(price).split(".")[1]) >= 2


@pytest.mark.parametrize("text", ["", "-1", "0,54", "1e3", "NaN", "1.23456", "1001", " 1", "٣"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_price(text)


@pytest.mark.parametrize("text", ["", "1", "1.2", "1.234", "-1.00", "1,00", "NaN"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_money(text)
    assert money_text(parse_money("6.19")) == "6.19"


@pytest.mark.parametrize(
    ("alive", "ok", "stopped", "supplying", "state"),
    [
        (False, True, True, True, CpState.DISCONNECTED),
        (False, False, False, False, CpState.DISCONNECTED),
        (True, False, True, True, CpState.FAULTED),
        (True, True, True, True, CpState.STOPPED),
        (True, True, False, True, CpState.SUPPLYING),
        (True, True, False, False, CpState.ACTIVATED),
    ],
)
def test_the_state_follows_the_precedence(
    alive: bool, ok: bool, stopped: bool, supplying: bool, state: CpState
) -> None:
    """Acceptance 2, truth table included."""
    assert cp_state(monitor_alive=alive, engine_ok=ok, stopped=stopped, supplying=supplying) is state


def test_a_stopped_engine_that_breaks_and_is_repaired_is_stopped() -> None:
    free = engine.Activity.FREE
    assert engine.engine_state(healthy=False, stopped=True, activity=free) is engine.EngineState.FAULTED
    assert engine.engine_state(healthy=True, stopped=True, activity=free) is engine.EngineState.STOPPED


@given(st.sampled_from(engine.Activity), st.sampled_from(engine.EngineMove))
def test_an_engine_makes_only_the_moves_of_its_table(what: engine.Activity, how: engine.EngineMove) -> None:
    allowed = {
        (engine.Activity.FREE, engine.EngineMove.RESERVE),
        (engine.Activity.RESERVED, engine.EngineMove.RELEASE),
        (engine.Activity.RESERVED, engine.EngineMove.PLUG),
        (engine.Activity.SUPPLYING, engine.EngineMove.FINISH),
    }
    if (what, how) in allowed:
        assert engine.move(what, how) is not what
    else:
        with pytest.raises(engine.WrongMove):
            engine.move(what, how)


@given(st.lists(st.sampled_from(supply.SupplyEvent), max_size=12))
def test_nothing_leaves_an_ended_supply_and_delivered_energy_always_can_end(
    events: list[supply.SupplyEvent],
) -> None:
    """D7."""
    state = supply.SupplyState.ASKING_CP
    for event in events:
        if supply.allows(state, event):
            assert state is not supply.SupplyState.ENDED
            state = supply.step(state, event)
        else:
            with pytest.raises(supply.WrongEvent):
                supply.step(state, event)
    if state in supply.DELIVERING:
        assert supply.step(state, supply.SupplyEvent.FINISHED) is supply.SupplyState.ENDED


def test_the_operator_settles_what_is_interrupted_or_an_orphan_and_drops_orphans_alone() -> None:
    def in_which(event: supply.SupplyEvent) -> set[supply.SupplyState]:
        return {state for state in supply.SupplyState if supply.allows(state, event)}

    assert in_which(supply.SupplyEvent.DROPPED) == {supply.SupplyState.ORPHAN}
    assert in_which(supply.SupplyEvent.SETTLED) == {supply.SupplyState.INTERRUPTED, supply.SupplyState.ORPHAN}


@given(st.text(max_size=20), st.floats(1_000, 150_000), st.lists(st.floats(0, 600), max_size=8))
def test_energy_never_falls_and_power_keeps_its_limits(seed: str, limit: float, waits: list[float]) -> None:
    curve, before = PowerCurve(seed, limit), 0
    for seconds in waits:
        curve.advance(seconds)
        assert curve.energy_wh >= before and 0 <= curve.power_w <= limit
        before = curve.energy_wh
    assert before <= limit * sum(waits) / 3600 + 1


def test_the_same_seed_gives_the_same_curve_that_rises_holds_and_tapers() -> None:
    """A physically sensible power curve (issue 3, point 6)."""
    curve, twin = PowerCurve("session", 50_000), PowerCurve("session", 50_000)
    powers = []
    for _ in range(4 * 60):
        curve.advance(60)
        twin.advance(60)
        powers.append(curve.power_w)
    assert (curve.power_w, curve.energy_wh) == (twin.power_w, twin.energy_wh)
    top = max(powers)
    assert top > 0.95 * min(50_000, vehicle("session").limit_w)
    assert powers[-1] == 0 and curve.charge > 0.95, "the battery is full at last"
    full = curve.energy_wh
    curve.advance(600)
    assert curve.energy_wh == full


@given(st.text(max_size=40))
def test_cp_ids_are_what_the_contract_says(text: str) -> None:
    """Wire contract 2."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    assert is_cp_id(text) == (1 <= len(text) <= 32 and all(each in letters for each in text))


def test_driver_ids_have_no_spaces_and_derived_ids_are_stable() -> None:
    assert is_driver_id("5") and is_driver_id("DRV-0005") and not is_driver_id("a b") and not is_driver_id("")
    assert derived_id("ticket", "s") == derived_id("ticket", "s") != derived_id("ticket", "t")
    assert new_id() != new_id()
