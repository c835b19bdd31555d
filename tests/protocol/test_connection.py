"""Both ends of a connection, step by step (wire contract 1 and 6, B1)."""

from __future__ import annotations

import pytest

from shared.protocol.connection import (
    MAX_FAULTS,
    MAX_NOISE,
    Answer,
    ClientConnection,
    Closed,
    CloseReason,
    Fault,
    Opened,
    ProtocolError,
    Request,
    ServerConnection,
)
from shared.protocol.frames import MAX_DATA, Control, Damage, FrameTooLarge, encode_frame
from shared.protocol.states import State

ENQ, ACK, NACK, EOT = (Control[name].data for name in ("ENQ", "ACK", "NACK", "EOT"))
REQUEST = encode_frame("AUTH#a")
ANSWER = encode_frame("CHALLENGE#1")
BAD = REQUEST[:-1] + bytes((REQUEST[-1] ^ 1,))


def open_server() -> ServerConnection:
    server = ServerConnection()
    assert server.receive_data(ENQ) == [Opened()]
    assert server.data_to_send() == ACK
    return server


def asked_server() -> ServerConnection:
    server = open_server()
    assert server.receive_data(REQUEST) == [Request("AUTH#a")]
    assert server.data_to_send() == ACK
    return server


def answered_server() -> ServerConnection:
    server = asked_server()
    server.send_answer("CHALLENGE#1")
    assert server.data_to_send() == ANSWER
    return server


def open_client() -> ClientConnection:
    client = ClientConnection()
    client.start()
    assert client.data_to_send() == ENQ
    assert client.receive_data(ACK) == [Opened()]
    return client


def asking_client() -> ClientConnection:
    client = open_client()
    client.send_request("AUTH#a")
    assert client.data_to_send() == REQUEST
    return client


def waiting_client() -> ClientConnection:
    client = asking_client()
    assert client.receive_data(ACK) == []
    return client


# Server


def test_one_connection_serves_one_exchange_after_another() -> None:
    server = answered_server()
    for _ in range(3):
        assert server.receive_data(ACK + REQUEST) == [Request("AUTH#a")]
        server.send_answer("CHALLENGE#1")
        assert server.data_to_send() == ACK + ANSWER
    assert server.receive_data(ACK + EOT) == [Closed(CloseReason.ENDED)]
    assert server.data_to_send() == b""


def test_a_server_that_cannot_serve_says_NACK_to_ENQ_and_closes() -> None:
    server = ServerConnection(lambda: False)
    assert server.receive_data(ENQ + REQUEST) == [Closed(CloseReason.REFUSED)]
    assert server.data_to_send() == NACK


def test_a_request_before_ENQ_gets_NACK_and_ENQ_still_opens() -> None:
    server = ServerConnection()
    assert server.receive_data(REQUEST) == [Fault(Damage.UNEXPECTED)]
    assert server.receive_data(b"noise" + ENQ) == [Opened()]
    assert server.data_to_send() == NACK + ACK


def test_a_second_ENQ_gets_NACK() -> None:
    server = open_server()
    assert server.receive_data(ENQ) == [Fault(Damage.UNEXPECTED)]
    assert server.data_to_send() == NACK
    assert not server.closed


def test_B1_each_bad_frame_gets_one_NACK_and_the_connection_stays_open() -> None:
    server = open_server()
    for _ in range(10):
        assert server.receive_data(BAD) == [Fault(Damage.LRC)]
        assert server.data_to_send() == NACK
    assert server.receive_data(REQUEST) == [Request("AUTH#a")]
    assert server.data_to_send() == ACK


@pytest.mark.parametrize("place", range(len(REQUEST)))
@pytest.mark.parametrize("byte", [*b"\x00\x02\x03\x05\x06\x15", 0x41, 0xFF])
def test_B1_a_frame_with_one_damaged_byte_never_gets_two_NACKs(place: int, byte: int) -> None:
    server = open_server()
    damaged = bytearray(REQUEST)
    if damaged[place] == byte:
        return
    damaged[place] = byte
    server.receive_data(bytes(damaged))
    assert server.data_to_send() in (NACK, b"")


@pytest.mark.parametrize(
    "flood",
    [
        BAD * 30, ENQ * 500, NACK * 500, ACK * 500, (ENQ + ACK + NACK) * 200, b"?" * 500, b"\x02" * 500,
        b"\x02\x03\x01" * 200, REQUEST * 50, b"\x02" + b"x" * 4000 + b"\x03!",
    ],
    ids=["bad", "ENQ", "NACK", "ACK", "controls", "garbage", "STX", "tiny", "requests", "long"],
)  # fmt: skip
@pytest.mark.parametrize("begin", ["new", "open", "asked"])
def test_B1_a_peer_that_sends_nothing_but_bad_input_is_closed_at_little_cost(
    flood: bytes, begin: str
) -> None:
    server = {"new": ServerConnection, "open": open_server, "asked": asked_server}[begin]()
    if flood.startswith(REQUEST) and begin == "open":
        server = asked_server()
    events = []
    sent = answered = 0
    while not server.closed:
        events += server.receive_data(flood)
        sent += len(flood)
        answered += len(server.data_to_send())
        assert sent <= MAX_NOISE + len(flood)
    assert events[-1] in (
        Closed(CloseReason.NOISE),
        Closed(CloseReason.OVERSIZED),
        Closed(CloseReason.NACKED),
    )
    assert len(events) < MAX_FAULTS + 5
    assert answered <= MAX_FAULTS + 5


def test_B1_each_good_frame_makes_up_for_the_bad_ones_before_it() -> None:
    server = open_server()
    for _ in range(4):
        for _ in range(MAX_FAULTS - 1):
            server.receive_data(BAD)
        assert server.receive_data(REQUEST) == [Request("AUTH#a")]
        server.send_answer("CHALLENGE#1")
        server.receive_data(ACK)
    assert not server.closed


def test_the_longest_frame_damaged_at_each_of_its_four_sendings_is_borne() -> None:
    server = open_server()
    longest = encode_frame("x" * MAX_DATA)
    for _ in range(4):
        assert server.receive_data(longest[:-1] + b"!") == [Fault(Damage.LRC)]
    assert server.receive_data(longest) == [Request("x" * MAX_DATA)]


def test_B1_after_an_oversized_frame_NACK_and_close() -> None:
    server = open_server()
    events = server.receive_data(b"\x02" + b"x" * 4097 + b"\x03x" + REQUEST)
    assert events == [Fault(Damage.OVERSIZED), Closed(CloseReason.OVERSIZED)]
    assert server.data_to_send() == NACK
    assert server.receive_data(REQUEST) == []


def test_a_second_request_while_the_answer_is_owed_gets_NACK_and_the_first_is_answered() -> None:
    server = asked_server()
    assert server.receive_data(REQUEST) == [Fault(Damage.UNEXPECTED)]
    assert server.data_to_send() == NACK
    server.send_answer("CHALLENGE#1")
    assert server.data_to_send() == ANSWER


def test_the_answer_is_repeated_three_times_at_NACK_then_EOT() -> None:
    server = answered_server()
    for _ in range(3):
        assert server.receive_data(NACK) == []
        assert server.data_to_send() == ANSWER
    assert server.receive_data(NACK) == [Closed(CloseReason.NACKED)]
    assert server.data_to_send() == EOT


def test_each_answer_has_three_repetitions_of_its_own() -> None:
    server = answered_server()
    server.receive_data(NACK * 3 + ACK + REQUEST)
    server.data_to_send()
    server.send_answer("CHALLENGE#1")
    assert server.receive_data(NACK * 3) == []
    assert server.data_to_send() == ANSWER * 4


def test_a_new_request_after_the_answer_implies_its_ACK() -> None:
    server = answered_server()
    assert server.receive_data(REQUEST) == [Request("AUTH#a")]
    assert server.data_to_send() == ACK


def test_noise_in_the_place_of_an_ACK_gets_no_NACK_that_the_client_could_misread() -> None:
    server = answered_server()
    assert server.receive_data(b"\x07") == [Fault(Damage.OUTSIDE)]
    assert server.data_to_send() == b""
    assert server.receive_data(REQUEST) == [Request("AUTH#a")]


def test_an_answer_that_is_not_owed_is_the_callers_mistake() -> None:
    for server in (ServerConnection(), open_server(), answered_server()):
        with pytest.raises(ProtocolError):
            server.send_answer("OK")


def test_an_answer_that_fits_no_frame_stays_owed() -> None:
    server = asked_server()
    with pytest.raises(FrameTooLarge):
        server.send_answer("x" * 5000)
    assert server.state is State.OWES_ANSWER
    assert server.data_to_send() == b""


def test_the_server_waits_for_its_peer_inside_an_exchange_only() -> None:
    assert ServerConnection().waiting_for_peer
    assert not open_server().waiting_for_peer
    assert not asked_server().waiting_for_peer
    assert answered_server().waiting_for_peer
    half = open_server()
    half.receive_data(REQUEST[:3])
    assert half.waiting_for_peer


# Client


def test_a_client_gets_the_answer_to_its_request() -> None:
    client = asking_client()
    assert client.receive_data(ACK + ANSWER) == [Answer("CHALLENGE#1")]
    assert client.data_to_send() == ACK
    assert client.ready


def test_a_client_refused_at_ENQ_is_closed() -> None:
    client = ClientConnection()
    client.start()
    assert client.receive_data(NACK) == [Closed(CloseReason.REFUSED)]


def test_the_request_is_repeated_three_times_at_NACK_then_EOT() -> None:
    client = asking_client()
    for _ in range(3):
        assert client.receive_data(NACK) == []
        assert client.data_to_send() == REQUEST
    assert client.receive_data(NACK) == [Closed(CloseReason.NACKED)]
    assert client.data_to_send() == EOT


def test_a_bad_answer_gets_NACK_and_its_repetition_is_taken() -> None:
    client = waiting_client()
    assert client.receive_data(BAD) == [Fault(Damage.LRC)]
    assert client.data_to_send() == NACK
    assert client.receive_data(ANSWER) == [Answer("CHALLENGE#1")]
    assert client.data_to_send() == ACK


def test_an_oversized_answer_gets_NACK_and_close() -> None:
    client = waiting_client()
    events = client.receive_data(b"\x02" + b"x" * 4097)
    assert events == [Fault(Damage.OVERSIZED), Closed(CloseReason.OVERSIZED)]
    assert client.data_to_send() == NACK


@pytest.mark.parametrize("unasked", [ANSWER, ACK, NACK, ENQ, b"HTTP/1.1 400", BAD])
def test_a_client_without_a_request_closes_at_whatever_comes(unasked: bytes) -> None:
    client = open_client()
    assert client.receive_data(unasked)[-1] == Closed(CloseReason.UNEXPECTED)
    assert client.data_to_send() == EOT


def test_a_client_takes_no_answer_before_the_ACK_of_its_request() -> None:
    client = asking_client()
    assert client.receive_data(ANSWER)[-1] == Closed(CloseReason.UNEXPECTED)


def test_one_request_is_in_flight() -> None:
    for client in (ClientConnection(), asking_client(), waiting_client()):
        with pytest.raises(ProtocolError):
            client.send_request("AUTH#a")
    with pytest.raises(ProtocolError):
        open_client().start()


def test_a_request_that_fits_no_frame_leaves_the_client_ready() -> None:
    client = open_client()
    with pytest.raises(FrameTooLarge):
        client.send_request("x" * 5000)
    assert client.ready


def test_the_client_waits_for_its_peer_inside_an_exchange_only() -> None:
    assert asking_client().waiting_for_peer
    assert waiting_client().waiting_for_peer
    assert not open_client().waiting_for_peer


# Both


def test_each_end_says_EOT_when_it_closes_and_is_told_of_EOT_and_of_a_loss() -> None:
    for make in (open_server, open_client):
        connection = make()
        assert connection.close() == [Closed(CloseReason.LOCAL)]
        assert connection.data_to_send() == EOT
        assert connection.close() == []
        assert make().receive_data(EOT) == [Closed(CloseReason.ENDED)]
        assert make().receive_eof() == [Closed(CloseReason.LOST)]
        silent = make()
        assert silent.give_up() == [Closed(CloseReason.SILENT)]
        assert silent.data_to_send() == EOT
