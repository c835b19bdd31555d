"""Name look-ups that a silent name server cannot hold (B4: never a silent hang)."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

from shared.messaging.names import Names

FOUND = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 9092))]


class NameServer:
    """Stands for getaddrinfo: answers when it is let."""

    def __init__(self, answer: list[Any] | OSError) -> None:
        self.answer = answer
        self.may_answer = threading.Event()
        self.asked = 0

    def __call__(self, *_: object) -> list[Any]:
        self.asked += 1
        self.may_answer.wait(10)
        if isinstance(self.answer, OSError):
            raise self.answer
        return self.answer


def look_up_until(names: Names, wanted: list[Any]) -> None:
    deadline = time.monotonic() + 5
    while names.look_up("kafka", 9092) != wanted:
        assert time.monotonic() < deadline


def test_B4_a_silent_name_server_holds_nobody_and_is_asked_once() -> None:
    server = NameServer(FOUND)
    names = Names(server, deadline_s=0.1)
    began = time.monotonic()
    assert [names.look_up("kafka", 9092) for _ in range(3)] == [[], [], []]
    assert time.monotonic() - began < 2
    assert server.asked == 1

    server.may_answer.set()
    look_up_until(names, FOUND)


def test_a_name_that_was_found_is_known_until_its_server_denies_it() -> None:
    server = NameServer(FOUND)
    server.may_answer.set()
    names = Names(server, deadline_s=0.1)
    look_up_until(names, FOUND)

    server.may_answer.clear()
    assert names.look_up("kafka", 9092) == FOUND  # silent now
    server.answer = socket.gaierror(socket.EAI_AGAIN, "no name server answers")
    server.may_answer.set()
    assert [names.look_up("kafka", 9092) for _ in range(3)] == [FOUND] * 3

    server.answer = socket.gaierror(socket.EAI_NONAME, "no such name")
    look_up_until(names, [])


def test_an_address_needs_no_name_server() -> None:
    names = Names()
    assert names.look_up("127.0.0.1", 9092)[0][4] == ("127.0.0.1", 9092)
    assert names.look_up("::1", 9092)[0][4][:2] == ("::1", 9092)
    assert names.look_up("localhost", 9092)


def test_B4_an_address_of_a_network_card_that_is_not_there_is_not_found() -> None:
    assert Names().look_up("fe80::1%nocard", 9092) == []
