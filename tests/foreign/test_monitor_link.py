"""Wire contract 1, 2 and 6: a foreign monitor on CENTRAL's port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest

from tests.foreign import wire
from tests.foreign.charging_point import ForeignChargingPoint, Refused
from tests.foreign.network import Network


@pytest.fixture
def link(net: Network) -> Iterator[wire.Dialogue]:
    """A connection that has said no more than ENQ."""
    with closing(wire.Dialogue(net.central.address)) as dialogue:
        yield dialogue


def refusal(cp: ForeignChargingPoint) -> list[str]:
    """What CENTRAL says against ``cp``."""
    with pytest.raises(Refused) as refused:
        cp.connect()
    cp.hang_up()
    return refused.value.answer


def is_closed(dialogue: wire.Dialogue, within: float = 5.0) -> bool:
    """Whether CENTRAL closes the connection."""
    with suppress(TimeoutError):
        while True:
            try:
                dialogue.next(within)
            except wire.Closed:
                return True
    return False


def test_M2_a_cp_registers_authenticates_and_is_shown_ACTIVATED(net: Network) -> None:
    cp = net.point()
    cp.connect()
    assert cp.price == "0.54"
    net.until_state(cp.cp_id, "ACTIVATED")
    shown = net.central.cp(cp.cp_id)
    assert (shown["reserved"], shown["driver_id"], shown["session_id"]) == (False, None, None)
    assert (shown["power_w"], shown["energy_wh"], shown["amount"], shown["price"]) == (0, 0, "0.00", "0.54")


def test_M2_location_and_position_come_through_to_the_network_topic(net: Network) -> None:
    seen: list[dict[str, object]] = []
    listener = lambda record: seen.append(record.fields) if record.topic == "ev.network" else None  # noqa: E731
    net.stream.listeners.append(listener)
    try:
        cp = net.active_point("Calle #5, 100% ñ", "12.5", "80")
        shown = net.until(
            "cp_status",
            lambda: [
                fields for fields in seen
                if fields["cp_id"] == cp.cp_id and fields["state"] == "ACTIVATED"
            ],
        )[-1]  # fmt: skip
    finally:
        net.stream.listeners.remove(listener)
    assert (shown["location"], shown["x"], shown["y"]) == ("Calle #5, 100% ñ", 12.5, 80)
    assert (shown["type"], shown["price"], shown["reserved"]) == ("cp_status", "0.54", False)


def test_M2_an_authenticated_cp_stays_DISCONNECTED_until_its_first_status(net: Network) -> None:
    cp = net.point()
    cp.link = wire.Dialogue(net.central.address)
    cp.register()
    cp.authenticate()
    assert net.central.cp(cp.cp_id)["state"] == "DISCONNECTED"
    assert cp.say_status() == ["OK"]
    net.until_state(cp.cp_id, "ACTIVATED")


def test_M11_status_KO_is_FAULTED_and_OK_is_ACTIVATED_again(net: Network) -> None:
    cp = net.active_point()
    cp.health = ("KO", "cable # cut")
    net.until_state(cp.cp_id, "FAULTED", 3.0)
    cp.health = ("OK",)
    net.until_state(cp.cp_id, "ACTIVATED", 3.0)


@pytest.mark.parametrize("orderly", [True, False])
def test_D1_without_its_monitor_a_cp_is_DISCONNECTED_in_3_s(net: Network, orderly: bool) -> None:
    cp = net.active_point()
    if orderly:
        cp.hang_up()
        net.until_state(cp.cp_id, "DISCONNECTED", 3.0)
        return
    link, cp.link, cp.connects = cp.link, None, False  # a pulled cable: the socket says nothing more
    assert link is not None
    with closing(link):
        net.until_state(cp.cp_id, "DISCONNECTED", 3.0)


def test_a_monitor_that_comes_back_has_a_new_nonce_and_key(net: Network) -> None:
    cp = net.active_point()
    cp.hang_up()
    cp.connects = True
    net.until("it is back", lambda: cp.link)
    assert len(set(cp.keys)) == 2
    net.until_state(cp.cp_id, "ACTIVATED")


# Refusals (M2; section 2, section 6)


def test_M2_AUTH_of_an_unknown_id_is_refused(net: Network, link: wire.Dialogue) -> None:
    assert link.ask("AUTH", net.new_id("CP-")) == ["REJECTED", "unknown_cp"]


def test_M2_a_wrong_proof_is_refused_and_a_right_one_then_accepted(net: Network) -> None:
    cp = net.point()
    cp.link = wire.Dialogue(net.central.address)
    cp.register()
    secret, cp.secret = cp.secret, "00" * 32
    with pytest.raises(Refused) as refused:
        cp.authenticate()
    assert refused.value.answer == ["REJECTED", "bad_proof"]
    cp.secret = secret
    cp.authenticate()


def test_a_proof_is_good_for_one_nonce_only(net: Network) -> None:
    cp = net.active_point()
    link = cp.link
    assert link is not None
    nonce = link.ask("AUTH", cp.cp_id)[1]
    mac = wire.proof(cp.secret, cp.cp_id, nonce)
    assert link.ask("AUTH", cp.cp_id)[1] != nonce
    assert link.ask("PROOF", mac) == ["REJECTED", "bad_proof"]


def test_M2_a_second_live_monitor_is_refused_after_its_proof_was_right(net: Network) -> None:
    cp = net.active_point()
    second = ForeignChargingPoint(net.stream, net.central.address, cp.cp_id)
    net.keep(second)
    second.secret = "00" * 32
    assert refusal(second) == ["REJECTED", "bad_proof"]
    second.secret = cp.secret
    assert refusal(second) == ["REJECTED", "duplicate_monitor"]
    assert cp.say_status() == ["OK"]


def test_M2_revoked_is_said_to_STATUS_AUTH_and_REGISTER(net: Network, link: wire.Dialogue) -> None:
    cp = net.active_point()
    cp.connects = False
    net.central.do(f"revoke {cp.cp_id}")
    assert cp.say_status() == ["REAUTH", "revoked"]
    assert link.ask("AUTH", cp.cp_id) == ["REJECTED", "revoked"]
    assert link.ask("REGISTER", cp.cp_id, "", "", "") == ["REJECTED", "revoked"]


def test_M2_accept_opens_one_new_enrolment_for_a_revoked_cp(net: Network, link: wire.Dialogue) -> None:
    cp = net.active_point()
    cp.hang_up()
    net.central.do(f"revoke {cp.cp_id}")
    net.central.do(f"accept {cp.cp_id}")
    old, cp.secret = cp.secret, ""
    cp.link = wire.Dialogue(net.central.address)
    cp.register()
    assert cp.secret != old
    assert link.ask("REGISTER", cp.cp_id, "", "", "") == ["REJECTED", "enrolment_refused"]
    cp.authenticate()


def test_M2_the_old_secret_holds_until_the_next_REGISTER(net: Network) -> None:
    cp = net.active_point()
    net.central.do(f"accept {cp.cp_id}")
    cp.authenticate()
    old, cp.secret = cp.secret, ""
    cp.register()
    cp.secret, new = old, cp.secret
    with pytest.raises(Refused) as refused:
        cp.authenticate()
    assert refused.value.answer == ["REJECTED", "bad_proof"]
    cp.secret = new
    cp.authenticate()


def test_M2_an_enrolled_id_never_gets_a_second_secret(net: Network, link: wire.Dialogue) -> None:
    cp = net.active_point()
    assert link.ask("REGISTER", cp.cp_id, "", "", "") == ["REJECTED", "enrolment_refused"]
    assert cp.say_status() == ["OK"]


def test_M2_enrolment_closed(own_net: Callable[..., Network]) -> None:
    net = own_net("--enrolment", "closed")
    assert refusal(net.point()) == ["REJECTED", "enrolment_closed"]


def test_M2_PENDING_under_approve_until_the_operator_accepts_or_rejects(
    own_net: Callable[..., Network],
) -> None:
    net = own_net("--enrolment", "approve")
    cp, other = net.point(), net.point()
    for waiting in (cp, cp, other):
        answer = refusal(waiting)
        assert answer[0] == "PENDING" and 1 <= int(answer[1]) <= 60
    net.central.do(f"accept {cp.cp_id}")
    cp.connect()
    cp.connects = True
    net.until_state(cp.cp_id, "ACTIVATED")
    net.central.do(f"reject {other.cp_id}")
    assert refusal(other) == ["REJECTED", "enrolment_refused"]


def test_STATUS_and_PROOF_without_authentication(link: wire.Dialogue) -> None:
    assert link.ask("STATUS", "OK") == ["REAUTH", "not_authenticated"]
    assert link.ask("PROOF", "00" * 32) == ["REJECTED", "not_authenticated"]


# B1: wrong requests and damaged frames


@pytest.mark.parametrize(
    "data",
    [
        b"", b"#", b"HELLO", b"register#CP-X###", b"REGISTER", b"REGISTER#CP-X", b"REGISTER#CP-X#a#1#2#3",
        b"REGISTER#bad id###", b"REGISTER####", b"REGISTER#" + b"x" * 33 + b"###", b"REGISTER#CP-X#a#101#5",
        b"REGISTER#CP-X#a#-1#5", b"REGISTER#CP-X#a#nan#5", b"REGISTER#CP-X#a#east#5", b"REGISTER#CP-X#%zz##",
        b"AUTH", b"AUTH#CP-X#1", b"AUTH#", b"PROOF", b"STATUS", b"STATUS#MAYBE", b"STATUS#KO#a#b",
        "REGISTER#ESPAÑA###".encode(),
    ],
)  # fmt: skip
def test_B1_a_well_framed_wrong_request_is_bad_request_and_the_link_stays(
    net: Network, link: wire.Dialogue, data: bytes
) -> None:
    assert link.ask_raw(data) == ["REJECTED", "bad_request"]
    assert link.ask("AUTH", net.new_id("CP-")) == ["REJECTED", "unknown_cp"]


@pytest.mark.parametrize(
    "frame",
    [b"\x02AUTH#CP-X\x03\x00", wire.framed(b"AUTH#\xff\xfe"), wire.framed(b"AUTH#CP-X")[:-1] + b"\x15"],
    ids=["LRC", "no UTF-8", "LRC that is NACK"],
)
def test_B1_a_damaged_frame_gets_NACK_and_its_repetition_is_served(
    net: Network, link: wire.Dialogue, frame: bytes
) -> None:
    for _ in range(2):
        link.send(frame)
        assert link.next() == wire.NACK
    assert link.ask("AUTH", net.new_id("CP-")) == ["REJECTED", "unknown_cp"]


def test_B1_an_oversized_frame_gets_NACK_and_the_connection_alone_is_closed(net: Network) -> None:
    cp = net.active_point()
    link = wire.Dialogue(net.central.address)
    with closing(link):
        link.send(wire.framed(wire.packed("REGISTER", net.new_id("CP-"), "x" * 4096, "", "")))
        assert link.next() == wire.NACK
        assert is_closed(link)
    assert cp.say_status() == ["OK"]


def test_the_largest_frame_is_served(net: Network) -> None:
    cp = net.active_point()
    assert cp.link is not None
    request = b"STATUS#KO#"
    assert cp.link.ask_raw(request + b"x" * (wire.MAX_DATA - len(request))) == ["OK"]
    assert net.central.cp(cp.cp_id)["state"] == "FAULTED"


def test_B1_a_truncated_frame_is_given_up_after_3_s_and_others_are_unaffected(net: Network) -> None:
    cp = net.active_point()
    with closing(wire.Dialogue(net.central.address)) as link:
        link.send(wire.framed(b"AUTH#CP-X")[:5])
        net.for_seconds(1.5)
        assert cp.say_status() == ["OK"]
        assert is_closed(link, 3.0)
    assert net.central.cp(cp.cp_id)["state"] == "ACTIVATED"


def test_B1_noise_instead_of_ENQ_harms_nobody(net: Network) -> None:
    cp = net.active_point()
    link = wire.Dialogue(net.central.address)
    with closing(link):
        link.send(bytes(range(256)) * 64)
        is_closed(link, 0.5)
    assert cp.say_status() == ["OK"]


def test_a_request_may_come_byte_by_byte(net: Network, link: wire.Dialogue) -> None:
    for byte in wire.framed(wire.packed("AUTH", net.new_id("CP-"))):
        link.send(bytes([byte]))
    assert link.next() == wire.ACK
    assert link.answer() == ["REJECTED", "unknown_cp"]


@pytest.mark.parametrize("lrc", [wire.STX, wire.ETX, wire.EOT, wire.ENQ, wire.ACK, wire.NACK, 0])
def test_an_lrc_may_have_the_value_of_a_control_byte(net: Network, link: wire.Dialogue, lrc: int) -> None:
    cp_id = net.new_id("CP-")
    locations = (chr(first) + second for first in range(0x20, 0x7F) for second in "@0 ")
    requests = (wire.packed("REGISTER", cp_id, location, "", "") for location in locations)
    request = next(data for data in requests if wire.lrc(data) == lrc)
    assert link.ask_raw(request)[0] == "REGISTERED"


def test_NACK_to_an_answer_has_it_repeated_3_times_then_EOT(net: Network, link: wire.Dialogue) -> None:
    link.send(wire.framed(wire.packed("AUTH", net.new_id("CP-"))))
    assert link.next() == wire.ACK
    frames = []
    with pytest.raises(wire.Closed, match="EOT"):
        while True:
            frames.append(link.next())
            link.send(bytes([wire.NACK]))
    expected = wire.Frame(b"REJECTED#unknown_cp", True)
    assert frames == [expected] * 4
