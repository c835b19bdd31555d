"""Two networks on one Kafka, by ``--network NAME`` (wire contract 7): as if each were alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from tests.foreign.network import Network
from tests.foreign.processes import free_port
from tests.support.hearing import hearer

LAB = ("--network", "lab-2")


def topics(broker: str) -> set[str]:
    with closing(hearer(broker)) as asking:
        return {topic for topic in asking.topics() if not topic.startswith("__")}


def test_a_network_of_another_name_has_topics_and_a_life_of_its_own(own_net: Callable[..., Network]) -> None:
    net = own_net()
    central, engine = free_port(), free_port()
    broker = net.broker.address
    second = net.program("ev_central", str(central), broker, *LAB)
    second.tell("driver add 5")
    point = net.program("ev_cp_e", broker, "--listen-port", str(engine), "--auto", "3s", *LAB)
    net.program("ev_cp_m", f"127.0.0.1:{engine}", f"127.0.0.1:{central}", "CP1", *LAB)
    driver = net.program("ev_driver", broker, "5", *LAB)

    def ready() -> bool:
        points = second.ask("status")["charging_points"]
        alive = driver.ask("status")["central"] and point.ask("status")["central"]
        return bool(points) and points[0]["state"] == "ACTIVATED" and alive

    net.until("the second network is there", ready)
    driver.tell("request CP1")  # its command is signed under the name of its own topic
    net.until("reserved", lambda: point.ask("status")["state"] == "RESERVED")
    point.tell("plug")
    ticket = net.until("the ticket", lambda: driver.ask("tickets"))[0]
    assert [ticket["id"]] == [one["id"] for one in second.ask("tickets")]
    assert not second.ask("status")["other_central"]
    assert not driver.ask("status")["other_central"]
    first = net.central.ask("status")
    assert (first["other_central"], first["charging_points"], first["rejected"]) == (False, [], 0)
    kinds = ("requests", "commands", "cp-events", "notices", "network", "heartbeat")
    assert topics(broker) == {f"{name}.{kind}" for name in ("ev", "lab-2") for kind in kinds}
