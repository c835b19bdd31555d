"""The first day in a laboratory: CENTRAL on the wrong database, charging points that are gone, full ports."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing

from tests.foreign import wire
from tests.foreign.charging_point import ForeignChargingPoint
from tests.foreign.network import Network
from tests.support.hearing import hearer


def network_topic(broker: str) -> dict[str, bytes | None]:
    """The newest record of each charging point."""
    with closing(
        hearer(broker, "ev.network", auto_offset_reset="earliest", consumer_timeout_ms=1500)
    ) as asking:
        return {found.key.decode(): found.value for found in asking}


def connects(cp: ForeignChargingPoint) -> bool:
    try:
        cp.connect()
    except (OSError, wire.Closed):
        return False
    return True


def test_wire_7_a_central_on_an_empty_database_says_so_and_locks_nobody_out(
    own_net: Callable[..., Network],
) -> None:
    net = own_net()
    monitor = net.product_monitor("CP1", net.product_engine()[1])
    net.until_state("CP1", "ACTIVATED")
    lost = net.active_point()
    lost.hang_up()
    net.central.quit()

    wrong = net.program("ev_central", str(net.central.address[1]), net.broker.address)
    net.until("the monitor has enrolled there", lambda: monitor.ask("status")["accepted"])
    net.until("it is said", lambda: "has no charging point, but the network had 2" in wrong.log())
    net.until("what it does not know is removed", lambda: "no longer shown to drivers" in wrong.log())
    assert network_topic(net.broker.address)[lost.cp_id] is None
    assert wrong.quit() == 0

    net.central.start()
    net.until_state("CP1", "ACTIVATED")
    assert monitor.log().count("Registered in CENTRAL; the secret is stored") == 2, "not a third time"
    assert network_topic(net.broker.address)[lost.cp_id], "the right one tells the network everything again"


def test_wire_7_a_forgotten_cp_is_gone_from_the_network(own_net: Callable[..., Network]) -> None:
    net = own_net()
    cp, kept = net.active_point(), net.active_point()
    net.central.do(f"forget {cp.cp_id}")
    assert net.central.cp(cp.cp_id), "its monitor is there"
    cp.hang_up()
    net.until_state(cp.cp_id, "DISCONNECTED")
    net.central.do(f"forget {cp.cp_id}")
    assert not net.central.cp(cp.cp_id)
    records = net.until(
        "a record without a value",
        lambda: (found := network_topic(net.broker.address)).get(cp.cp_id, b"?") is None and found,
    )
    assert records[kept.cp_id]


def test_M15_connections_without_proof_keep_no_monitor_out(own_net: Callable[..., Network]) -> None:
    net = own_net("--max-unproved", "3")
    proved = net.active_point()
    with ExitStack() as crowd:
        for _ in range(3):
            link = crowd.enter_context(closing(wire.Dialogue(net.central.address)))
            assert link.ask("STATUS", "OK") == ["REAUTH", "not_authenticated"]
        late = net.point()
        net.until("there is a place for it", lambda: connects(late))
        net.until_state(late.cp_id, "ACTIVATED")
    assert proved.say_status() == ["OK"]
