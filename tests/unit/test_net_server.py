"""The socket server, on real sockets (wire contract 1, B1, B4)."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import queue
import resource
import select
import selectors
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from shared.net import peer as peer_module
from shared.net import server as server_module
from shared.net.errors import CannotListen, PortTaken
from shared.net.events import Connected, Disconnected, Malformed, Requested, ServerEvent
from shared.net.server import FrameServer
from shared.net.sockets import listen
from shared.protocol.connection import CloseReason
from shared.protocol.frames import Control, encode_frame

ENQ, ACK, NACK, EOT = (Control[name].data for name in ("ENQ", "ACK", "NACK", "EOT"))
REQUEST = encode_frame("STATUS#OK")
ANSWER = encode_frame("OK")
BAD = REQUEST[:-1] + bytes((REQUEST[-1] ^ 1,))
DEADLINE_S = 10.0
PROVED: Callable[[str], bool] = lambda answer: True  # noqa: E731


class Host:
    """A running server whose events are kept; it answers each request at once unless told otherwise."""

    def __init__(self, **options: object) -> None:
        self.events: queue.SimpleQueue[ServerEvent] = queue.SimpleQueue()
        self.answering = True
        self.server = FrameServer("127.0.0.1", 0, self._note, **options)  # type: ignore[arg-type]
        self.port = self.server.bind()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.server.run, args=(self.stop,))
        self.thread.start()

    def _note(self, event: ServerEvent) -> None:
        self.events.put(event)
        if isinstance(event, Requested) and self.answering:
            self.server.answer(event.connection_id, "OK")

    def next(self, kind: type) -> ServerEvent:
        """The next event of ``kind``; others before it are dropped."""
        deadline = time.monotonic() + DEADLINE_S
        while not isinstance(event := self.events.get(timeout=deadline - time.monotonic()), kind):
            pass
        return event

    def connect(self, opened: bool = True) -> socket.socket:
        connected = socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE_S)
        if opened:
            connected.sendall(ENQ)
            assert receive(connected, 1) == ACK
        return connected

    def end(self) -> None:
        self.stop.set()
        self.server.wake()
        self.thread.join(DEADLINE_S)
        assert not self.thread.is_alive()


def receive(connected: socket.socket, size: int) -> bytes:
    """``size`` bytes, fewer if the peer closes first."""
    data = b""
    while len(data) < size and (chunk := connected.recv(size - len(data))):
        data += chunk
    return data


def receive_all(connected: socket.socket) -> bytes:
    return receive(connected, 1_000_000)


def exchange(connected: socket.socket) -> None:
    connected.sendall(REQUEST)
    assert receive(connected, 1 + len(ANSWER)) == ACK + ANSWER
    connected.sendall(ACK)


@pytest.fixture
def start() -> Iterator[Callable[..., Host]]:
    hosts: list[Host] = []

    def start_host(**options: object) -> Host:
        hosts.append(Host(**options))
        return hosts[-1]

    yield start_host
    for host in hosts:
        host.end()


@pytest.fixture
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "EXCHANGE_TIMEOUT_S", 0.3)
    monkeypatch.setattr(server_module, "ENQUIRY_TIMEOUT_S", 0.6)
    monkeypatch.setattr(server_module, "LINGER_S", 0.3)


def test_exchanges_and_their_events_come_in_order(start: Callable[..., Host]) -> None:
    host = start()
    with host.connect() as connected:
        exchange(connected)
        exchange(connected)
        connected.sendall(EOT)
        assert receive_all(connected) == b""
        peer = f"127.0.0.1:{connected.getsockname()[1]}"
    seen = [host.events.get(timeout=DEADLINE_S) for _ in range(4)]
    (number,) = {event.connection_id for event in seen}
    assert seen == [
        Connected(number, peer),
        Requested(number, "STATUS#OK"),
        Requested(number, "STATUS#OK"),
        Disconnected(number, CloseReason.ENDED),
    ]


def test_2000_connections_are_served_by_one_thread(start: Callable[..., Host]) -> None:
    host = start(proves=PROVED, max_unproved=2000)
    needed = 2 * 2000 + 200
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < needed:
        pytest.skip(f"the system allows fewer than {needed} open files")
    threads = threading.active_count()
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(host.connect(opened=False)) for _ in range(2000)]
        for connected in peers:
            connected.sendall(ENQ + REQUEST)
        for connected in peers:
            assert receive(connected, 2 + len(ANSWER)) == ACK + ACK + ANSWER
        assert host.server.open_connections == 2000
        assert threading.active_count() == threads


def test_B1_a_bad_frame_gets_NACK_and_the_next_good_one_its_answer(start: Callable[..., Host]) -> None:
    host = start()
    with host.connect() as connected:
        connected.sendall(BAD)
        assert receive(connected, 1) == NACK
        exchange(connected)
        event = host.next(Malformed)
        assert isinstance(event, Malformed)
        assert (event.reason, event.count) == ("the frame's LRC is wrong", 1)


def test_B1_an_oversized_frame_gets_NACK_and_the_end_even_with_much_unread(
    start: Callable[..., Host],
) -> None:
    host = start()
    with host.connect() as connected:
        connected.sendall(b"\x02" + b"x" * 60_000)
        assert receive_all(connected) == NACK
    event = host.next(Disconnected)
    assert isinstance(event, Disconnected)
    assert event.reason == CloseReason.OVERSIZED


def test_B1_a_flood_on_one_connection_slows_no_other_and_takes_no_memory(start: Callable[..., Host]) -> None:
    host = start()
    stop = threading.Event()

    def flood() -> None:
        while not stop.is_set():  # it is soon disconnected, and comes again
            with host.connect() as connected, contextlib.suppress(OSError):
                while not stop.is_set():
                    connected.sendall((b"\x02x\x03y" + b"garbage") * 500)
                    connected.setblocking(False)
                    with contextlib.suppress(BlockingIOError):
                        while connected.recv(65_536):
                            pass
                    connected.settimeout(1.0)

    flooder = threading.Thread(target=flood)
    flooder.start()
    try:
        with host.connect() as connected:
            host.next(Malformed)
            tracemalloc.start()
            slowest = 0.0
            for _ in range(20):
                began = time.monotonic()
                exchange(connected)
                slowest = max(slowest, time.monotonic() - began)
            grown = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    finally:
        stop.set()
        flooder.join()
    assert slowest < 1.0
    assert grown < 16_000_000
    told = [host.events.get_nowait() for _ in range(host.events.qsize())]
    assert sum(isinstance(event, Malformed) for event in told) < 60, "a flood must not reach the inbox"


def test_a_peer_that_does_not_read_is_given_up(
    start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    def listen_with_little_room(host: str, port: int) -> list[socket.socket]:
        sockets = listen(host, port)
        sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # the system's share, filled faster
        return sockets

    monkeypatch.setattr(server_module, "listen", listen_with_little_room)
    monkeypatch.setattr(peer_module, "MAX_OUTPUT", 1000)
    host = start()
    host.answering = False
    with socket.socket() as connected:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connected.connect(("127.0.0.1", host.port))
        connected.sendall(ENQ + REQUEST)
        answered = 0
        event: ServerEvent | None = None
        while not isinstance(event, Disconnected):
            event = None
            with contextlib.suppress(queue.Empty):
                event = host.events.get(timeout=0.2)
            if isinstance(event, Requested):
                host.server.answer(event.connection_id, "x" * 4000)
                answered += 1
            if event is None or isinstance(event, Requested):
                with contextlib.suppress(OSError):  # it may have been given up
                    connected.sendall(REQUEST)  # again, if it came before the answer to the last one
    assert event.reason == CloseReason.LOST
    assert 2 < answered < 30


@pytest.mark.usefixtures("short_times")
@pytest.mark.parametrize(
    "words", [REQUEST[:4], REQUEST[:-1], REQUEST], ids=["half a frame", "no LRC", "no ACK for the answer"]
)
def test_a_peer_silent_inside_an_exchange_is_given_up(start: Callable[..., Host], words: bytes) -> None:
    host = start()
    with host.connect() as connected:
        connected.sendall(words)
        began = time.monotonic()
        assert receive_all(connected)[-1:] == EOT
        assert time.monotonic() - began < 2
    event = host.next(Disconnected)
    assert isinstance(event, Disconnected)
    assert event.reason == CloseReason.SILENT


@pytest.mark.usefixtures("short_times")
def test_a_peer_that_never_says_ENQ_is_given_up_even_if_it_sends_other_things(
    start: Callable[..., Host],
) -> None:
    host = start()
    with host.connect(opened=False) as connected:
        began = time.monotonic()
        while not select.select([connected], [], [], 0.1)[0] or connected.recv(100) == NACK:
            connected.sendall(b"?")
            assert time.monotonic() - began < 3


@pytest.mark.usefixtures("short_times")
def test_between_exchanges_a_connection_may_be_idle(start: Callable[..., Host]) -> None:
    host = start()
    with host.connect() as connected, host.connect() as silent:
        exchange(connected)
        silent.sendall(REQUEST[:3])
        assert receive_all(silent) == EOT  # the time that the idle one outlived
        exchange(connected)


@pytest.mark.usefixtures("short_times")
def test_an_answer_may_take_longer_than_a_silent_peer(start: Callable[..., Host]) -> None:
    host = start()
    host.answering = False
    with host.connect() as connected, host.connect() as silent:
        connected.sendall(REQUEST)
        assert receive(connected, 1) == ACK
        request = host.next(Requested)
        assert isinstance(request, Requested)
        silent.sendall(REQUEST[:3])
        assert receive_all(silent) == EOT
        host.server.answer(request.connection_id, "OK")
        assert receive(connected, len(ANSWER)) == ANSWER


def test_an_answer_for_a_peer_that_has_gone_is_dropped(start: Callable[..., Host]) -> None:
    host = start()
    host.answering = False
    with host.connect() as connected:
        connected.sendall(REQUEST)
        request = host.next(Requested)
    assert isinstance(request, Requested)
    host.next(Disconnected)
    host.server.answer(request.connection_id, "OK")
    with host.connect() as connected:
        host.answering = True
        exchange(connected)


def test_close_ends_a_connection_after_its_answer(start: Callable[..., Host]) -> None:
    host = start()
    host.answering = False
    with host.connect() as connected:
        connected.sendall(REQUEST)
        request = host.next(Requested)
        assert isinstance(request, Requested)
        host.server.answer(request.connection_id, "OK")
        host.server.close(request.connection_id)
        assert receive_all(connected) == ACK + ANSWER + EOT


def test_a_lost_peer_is_noticed_at_once(start: Callable[..., Host]) -> None:
    host = start()
    connected = host.connect()
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset, as of kill -9
    began = time.monotonic()
    connected.close()
    event = host.next(Disconnected)
    assert isinstance(event, Disconnected)
    assert event.reason == CloseReason.LOST
    assert time.monotonic() - began < 1


def test_a_second_monitor_is_refused_at_ENQ_while_the_first_is_there(start: Callable[..., Host]) -> None:
    host = start(accepts=lambda: host.server.open_connections == 0)
    with host.connect() as first:
        with host.connect(opened=False) as second:
            second.sendall(ENQ)
            assert receive_all(second) == NACK
        exchange(first)
    host.next(Disconnected)
    with host.connect() as third:
        exchange(third)


def test_a_monitor_that_says_EOT_and_reconnects_at_once_is_served(start: Callable[..., Host]) -> None:
    host = start(accepts=lambda: host.server.open_connections == 0)
    for _ in range(50):
        with host.connect() as connected:
            exchange(connected)
            connected.sendall(EOT)


def test_connections_beyond_the_greatest_number_get_NACK(start: Callable[..., Host]) -> None:
    host = start(max_connections=2, proves=PROVED)
    with host.connect() as first, host.connect() as second:
        exchange(first)
        exchange(second)
        with host.connect(opened=False) as third:
            assert receive_all(third) == NACK
        exchange(first)
        exchange(second)


def test_when_all_places_are_taken_who_asked_for_nothing_for_long_gives_way(
    start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "GIVES_WAY_S", 0.4)
    host = start(max_connections=2, proves=PROVED)
    with host.connect() as idle, host.connect() as busy:
        exchange(idle)
        exchange(busy)
        with host.connect(opened=False) as early:
            assert receive_all(early) == NACK
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            exchange(busy)
            idle.sendall(NACK)  # to say something is not to ask for something
        with host.connect() as late:
            exchange(late)
            assert receive_all(idle) == EOT
            exchange(busy)
            with host.connect(opened=False) as another:
                assert receive_all(another) == NACK


def test_M15_when_all_places_are_taken_the_oldest_without_proof_gives_way_at_once(
    start: Callable[..., Host],
) -> None:
    host = start(max_connections=3, proves=lambda answer: len(proved) < 1 and not proved.append(answer))
    proved: list[str] = []
    with host.connect() as monitor:
        exchange(monitor)  # its answer proves it, nobody else's does
        with host.connect() as older, host.connect() as younger:
            exchange(older)  # to ask keeps no place
            with host.connect() as late:
                exchange(late)
                assert receive_all(older) == EOT
                exchange(younger)
        exchange(monitor)


def test_M15_a_connection_that_lost_its_proof_is_one_without(start: Callable[..., Host]) -> None:
    host = start(max_connections=1, proves=lambda answer: answer == "OK")
    with host.connect() as replaced:
        exchange(replaced)
        with host.connect(opened=False) as early:
            assert receive_all(early) == NACK
        host.next(Requested)
        host.answering = False
        replaced.sendall(REQUEST)
        request = host.next(Requested)
        assert isinstance(request, Requested)
        answer = encode_frame("REAUTH#not_authenticated")
        host.server.answer(request.connection_id, "REAUTH#not_authenticated")
        assert receive(replaced, 1 + len(answer)) == ACK + answer
        with host.connect():
            assert receive_all(replaced) == EOT


def test_M15_without_proof_one_address_has_so_many_connections_and_proved_ones_do_not_count(
    start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    proofless: list[bool] = []
    host = start(max_unproved=2, proves=lambda answer: not proofless)
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            exchange(stack.enter_context(host.connect()))
        proofless.append(True)
        crowd = [stack.enter_context(host.connect()) for _ in range(2)]
        monkeypatch.setattr(server_module, "PROVES_S", DEADLINE_S)
        with host.connect(opened=False) as refused:
            assert receive_all(refused) == NACK
        exchange(crowd[0])
        monkeypatch.setattr(server_module, "PROVES_S", 0.0)
        stack.enter_context(host.connect())  # who never proves anything keeps nobody out, whatever it asks
        assert receive_all(crowd[0]) == EOT


def test_M15_a_fleet_of_one_address_gets_in_though_few_at_a_time(start: Callable[..., Host]) -> None:
    host = start(max_unproved=4, proves=PROVED)
    with contextlib.ExitStack() as stack:
        waiting = 200
        while waiting:
            connected = stack.enter_context(socket.create_connection(("127.0.0.1", host.port), DEADLINE_S))
            connected.sendall(ENQ)
            if receive(connected, 1) == ACK:
                exchange(connected)
                waiting -= 1
        assert host.server.open_connections == 200


@pytest.mark.skipif(os.name != "posix", reason="file numbers are POSIX'")
def test_M19_one_socket_more_than_select_bears_is_refused_and_the_others_are_served(
    start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(selectors, "DefaultSelector", selectors.SelectSelector)
    host = start(proves=PROVED)
    with host.connect() as served, contextlib.ExitStack() as taken:
        exchange(served)
        while taken.enter_context(socket.socket()).fileno() < 1100:
            pass
        with host.connect(opened=False) as late:
            assert receive_all(late) == NACK
        exchange(served)
    assert any("New connections are refused" in record.message for record in caplog.records)
    with host.connect() as later:
        exchange(later)


def test_M19_whatever_the_selector_says_the_server_goes_on(
    start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Windows(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            if len(self.get_map()) > 4:  # waker, listening, two connections
                raise ValueError("too many file descriptors in select()")
            return super().select(timeout)  # type: ignore[no-any-return]

    monkeypatch.setattr(selectors, "DefaultSelector", Windows)
    host = start(proves=PROVED)
    with host.connect() as first, host.connect() as second:
        with host.connect(opened=False) as third:
            assert receive_all(third) == EOT
        exchange(first)
        exchange(second)
    assert any("too many file descriptors" in record.message for record in caplog.records)


def test_B4_connections_leave_some_files_to_the_rest_of_the_program(start: Callable[..., Host]) -> None:
    host = start(proves=PROVED)
    gc.collect()  # what earlier tests left must not be freed in the middle
    with host.connect() as served, contextlib.ExitStack() as opened:
        exchange(served)
        peers = [opened.enter_context(socket.socket()) for _ in range(60)]
        highest = max(int(name) for name in os.listdir("/proc/self/fd"))
        while opened.enter_context(socket.socket()).fileno() < highest:
            pass  # the free numbers below, which would be given out first
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 42, hard))
        try:
            answers = []
            for peer in peers:
                peer.settimeout(DEADLINE_S)
                peer.connect(("127.0.0.1", host.port))
                peer.sendall(ENQ)
                answers.append(receive(peer, 1))
                if answers[-1] == ACK:
                    exchange(peer)
            assert answers == [ACK] * answers.count(ACK) + [NACK] * answers.count(NACK)
            assert 10 < answers.count(ACK) < 30
            for _ in range(8):
                opened.enter_context(socket.socket())  # what others may need
            exchange(served)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_B4_without_files_new_peers_get_NACK_and_the_others_are_served(
    start: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = start()
    with host.connect() as served, contextlib.ExitStack() as taken:
        unconnected = taken.enter_context(socket.socket())
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (unconnected.fileno() + 30, hard))
        try:
            with contextlib.suppress(OSError):
                while True:
                    taken.enter_context(socket.socket())
            unconnected.settimeout(DEADLINE_S)
            unconnected.connect(("127.0.0.1", host.port))
            assert receive_all(unconnected) == NACK
            exchange(served)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    with host.connect() as later:
        exchange(later)
    assert [record.message for record in caplog.records if "refused" in record.message] == [
        f"New connections are refused: the system gives no more files; raise their limit "
        f"({os.strerror(errno.EMFILE)})"
    ]


def test_a_stop_ends_every_connection_with_EOT_at_once(start: Callable[..., Host]) -> None:
    host = start()
    with host.connect() as idle, host.connect(opened=False) as fresh:
        fresh.sendall(b"?")
        assert receive(fresh, 1) == NACK
        began = time.monotonic()
        host.end()
        assert time.monotonic() - began < 0.2
        assert receive_all(idle) == EOT
        assert receive_all(fresh) == EOT
    host.server.answer(1, "OK")  # a late one harms nobody


def test_B4_a_taken_port_is_said_with_a_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = FrameServer("127.0.0.1", port, lambda event: None)
        with pytest.raises(PortTaken, match=f"Port {port} is already in use; close the program"):
            server.bind()
        server.release()


def test_B4_a_port_taken_on_one_family_is_taken_for_all_interfaces() -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken, pytest.raises(PortTaken):
        listen("", taken.getsockname()[1])


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_B4_an_address_that_is_not_ours_is_said_with_a_remedy(host: str) -> None:
    with pytest.raises(CannotListen, match=r"Cannot listen on .*; choose an address of this computer"):
        listen(host, 0)


def test_an_empty_host_listens_on_IPv4_and_IPv6() -> None:
    sockets = listen("", 0)
    try:
        port = sockets[0].getsockname()[1]
        socket.create_connection(("127.0.0.1", port), DEADLINE_S).close()
        if socket.has_dualstack_ipv6():
            socket.create_connection(("::1", port), DEADLINE_S).close()
    finally:
        for listening in sockets:
            listening.close()
