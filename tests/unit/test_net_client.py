"""The monitor's clients of the socket protocol, on real sockets (wire contract 1, D6)."""

from __future__ import annotations

import contextlib
import queue
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.net.client import FrameClient
from shared.net.client_loop import ClientLoop
from shared.net.errors import LinkError, LinkReason, link_sentence
from shared.net.events import Answered, Failed, LinkDown, LinkEvent, LinkUp, Malformed, Requested, ServerEvent
from shared.net.resolver import resolve
from shared.net.server import FrameServer
from shared.protocol.frames import Control, FrameTooLarge, encode_frame

ENQ, ACK, NACK, EOT = (Control[name].data for name in ("ENQ", "ACK", "NACK", "EOT"))
REQUEST = encode_frame("STATUS#OK")
ANSWER = encode_frame("OK")
DEADLINE_S = 10.0

# A key for tests alone: it protects nothing.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHgWBG8yfCqOpOJcK
u81Pkc2aE18CvAI8ciu79h53gXahRANCAATLTcJl1AjhtKeh+ZUS/jqPSbDsowiv
3CjKdYi9wQg9XN0TX39CNkvzRSVCj2fyoofSZ+XYC2R7NVh1/7F2NIWD
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUcpHOUEtwq739jtEtxZZUZ+YVCm8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIxMDIzNloYDzIxMjYxMDMw
MjEwMjM2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATLTcJl1AjhtKeh+ZUS/jqPSbDsowiv3CjKdYi9wQg9XN0TX39CNkvz
RSVCj2fyoofSZ+XYC2R7NVh1/7F2NIWDo28wbTAdBgNVHQ4EFgQUsfhzNKdO0Q2k
SaZ0dcRpUT/qW7owHwYDVR0jBBgwFoAUsfhzNKdO0Q2kSaZ0dcRpUT/qW7owDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgYhRzdwDtIWsSeAkfqZ1lkTiqsxI0rN8GWT8he1TP3poCIQDb
UQ9lBrN54FIpAO65pXtL9fgtFGmi3zo8wwO4warm3w==
-----END CERTIFICATE-----
"""

PEER_PROCESS = """
import socket, sys
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
connected, _ = listening.accept()
connected.recv(1)
connected.sendall(b"\\x06")
connected.recv(1)
"""


@contextlib.contextmanager
def echo_server(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that answers each request with its own text."""

    def answer(event: ServerEvent) -> None:
        if isinstance(event, Requested):
            server.answer(event.connection_id, event.text)

    server = FrameServer("127.0.0.1", port, answer, tls=tls)
    bound = server.bind()
    stop = threading.Event()
    thread = threading.Thread(target=server.run, args=(stop,))
    thread.start()
    try:
        yield bound
    finally:
        stop.set()
        server.wake()
        thread.join()


@contextlib.contextmanager
def scripted_server(script: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that accepts one connection and does with it what ``script`` says."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            connected, _ = listening.accept()
            connected.settimeout(DEADLINE_S)
            with connected:
                script(connected)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()
        thread.join(DEADLINE_S)


def expect(connected: socket.socket, data: bytes) -> None:
    got = b""
    while len(got) < len(data):
        chunk = connected.recv(len(data) - len(got))
        assert chunk, f"closed after {got!r}"
        got += chunk
    assert got == data


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Monitor:
    """A running ClientLoop whose events are kept."""

    def __init__(self, port: int, host: str = "127.0.0.1", **options: float) -> None:
        self.events: queue.SimpleQueue[LinkEvent] = queue.SimpleQueue()
        self.loop = ClientLoop(host, port, self.events.put, **options)  # type: ignore[arg-type]
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.loop.run, args=(self.stop,))

    def __enter__(self) -> Monitor:
        self.thread.start()
        return self

    def __exit__(self, *unused: object) -> None:
        self.end()

    def end(self) -> None:
        self.stop.set()
        self.loop.wake()
        self.thread.join(DEADLINE_S)
        assert not self.thread.is_alive()

    def next(self) -> LinkEvent:
        return self.events.get(timeout=DEADLINE_S)

    def next_reason(self) -> LinkReason:
        event = self.next()
        assert isinstance(event, LinkDown)
        return event.reason


# FrameClient


def test_requests_get_their_answers_one_after_another() -> None:
    with echo_server() as port, FrameClient("localhost", port) as client:
        client.connect()
        for number in range(100):
            assert client.request(f"STATUS#KO#{number}") == f"STATUS#KO#{number}"


def test_a_bad_answer_is_asked_for_again() -> None:
    def script(connected: socket.socket) -> None:
        expect(connected, ENQ)
        connected.sendall(ACK)
        expect(connected, REQUEST)
        connected.sendall(ACK + ANSWER[:-1] + b"\x7f")
        expect(connected, NACK)
        connected.sendall(ANSWER)
        expect(connected, ACK)

    with scripted_server(script) as port, FrameClient("127.0.0.1", port) as client:
        client.connect()
        assert client.request("STATUS#OK") == "OK"


def test_an_answer_counts_even_if_the_server_ends_right_after_it() -> None:
    def script(connected: socket.socket) -> None:
        expect(connected, ENQ)
        connected.sendall(ACK)
        expect(connected, REQUEST)
        connected.sendall(ACK + ANSWER + EOT)

    with scripted_server(script) as port, FrameClient("127.0.0.1", port) as client:
        client.connect()
        assert client.request("STATUS#OK") == "OK"
        with pytest.raises(LinkError) as caught:
            client.request("STATUS#OK")
        assert caught.value.reason is LinkReason.CLOSED


def test_a_server_that_NACKs_a_request_four_times_is_left_with_EOT() -> None:
    def script(connected: socket.socket) -> None:
        expect(connected, ENQ)
        connected.sendall(ACK)
        for _ in range(4):
            expect(connected, REQUEST)
            connected.sendall(NACK)
        expect(connected, EOT)

    with scripted_server(script) as port, FrameClient("127.0.0.1", port) as client:
        client.connect()
        with pytest.raises(LinkError) as caught:
            client.request("STATUS#OK")
    assert caught.value.reason is LinkReason.NACK


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (NACK, LinkReason.NACK),
        (b"SSH-2.0-x", LinkReason.PROTOCOL),
        (b"", LinkReason.CLOSED),
        (EOT, LinkReason.CLOSED),
    ],
)
def test_a_server_that_does_not_admit_is_told_apart(words: bytes, reason: LinkReason) -> None:
    def script(connected: socket.socket) -> None:
        expect(connected, ENQ)
        connected.sendall(words)

    with (
        scripted_server(script) as port,
        FrameClient("127.0.0.1", port) as client,
        pytest.raises(LinkError) as caught,
    ):
        client.connect()
    assert caught.value.reason is reason


def test_a_silent_server_is_given_up_in_time() -> None:
    def script(connected: socket.socket) -> None:
        expect(connected, ENQ)
        connected.sendall(ACK)
        expect(connected, REQUEST + EOT)

    with scripted_server(script) as port, FrameClient("127.0.0.1", port) as client:
        client.connect()
        began = time.monotonic()
        with pytest.raises(LinkError) as caught:
            client.request("STATUS#OK", timeout=0.3)
        assert 0.2 < time.monotonic() - began < 1.5
    assert caught.value.reason is LinkReason.TIMEOUT


def test_a_server_that_does_not_say_whether_it_serves_is_told_from_one_that_does_not_answer() -> None:
    with (
        scripted_server(lambda connected: expect(connected, ENQ + EOT)) as port,
        FrameClient("127.0.0.1", port) as client,
        pytest.raises(LinkError) as caught,
    ):
        client.connect(0.3)
    assert caught.value.reason is LinkReason.SILENT


def test_a_port_without_a_program_is_refused() -> None:
    with FrameClient("localhost", free_port()) as client, pytest.raises(LinkError) as caught:
        client.connect()
    assert caught.value.reason is LinkReason.REFUSED


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 300])
def test_a_name_that_is_unknown_or_impossible_is_said_so(host: str) -> None:
    with FrameClient(host, 7000) as client, pytest.raises(LinkError) as caught:
        client.connect()
    assert caught.value.reason is LinkReason.UNKNOWN_HOST


def test_a_text_that_fits_no_frame_leaves_the_link_as_it_was() -> None:
    with echo_server() as port, FrameClient("127.0.0.1", port) as client:
        client.connect()
        with pytest.raises(FrameTooLarge):
            client.request("x" * 5000)
        assert client.request("OK") == "OK"


def test_every_reason_has_a_sentence_with_the_address() -> None:
    sentences = {link_sentence(reason, "central:7000") for reason in LinkReason}
    assert len(sentences) == len(LinkReason)
    assert all("central:7000" in sentence for sentence in sentences)


# ClientLoop


def test_D6_a_link_is_made_used_lost_and_made_again_by_itself() -> None:
    port = free_port()
    with Monitor(port) as monitor:
        assert monitor.next_reason() is LinkReason.REFUSED
        with echo_server(port):
            assert monitor.next() == LinkUp()
            monitor.loop.request("a", "STATUS#OK")
            monitor.loop.request("b", "STATUS#KO#x")
            assert [monitor.next(), monitor.next()] == [
                Answered("a", "STATUS#OK"),
                Answered("b", "STATUS#KO#x"),
            ]
        assert monitor.next_reason() is LinkReason.CLOSED
        assert monitor.next_reason() is LinkReason.REFUSED
        with echo_server(port):
            assert monitor.next() == LinkUp()


def test_D6_a_killed_peer_is_noticed_at_once_with_no_request_in_flight() -> None:
    with subprocess.Popen([sys.executable, "-c", PEER_PROCESS], stdout=subprocess.PIPE) as peer:
        assert peer.stdout is not None
        with Monitor(int(peer.stdout.readline())) as monitor:
            assert monitor.next() == LinkUp()
            peer.kill()
            peer.wait()
            began = time.monotonic()
            assert monitor.next_reason() is LinkReason.CLOSED
            assert time.monotonic() - began < 0.5


def test_a_request_without_a_link_fails_at_once() -> None:
    with Monitor(free_port()) as monitor:
        assert monitor.next_reason() is LinkReason.REFUSED
        began = time.monotonic()
        monitor.loop.request(1, "STATUS#OK")
        assert monitor.next() == Failed(1, LinkReason.REFUSED)
        assert time.monotonic() - began < 0.4


def test_a_request_without_an_answer_fails_in_time_and_breaks_the_link() -> None:
    def script(connected: socket.socket) -> None:
        expect(connected, ENQ)
        connected.sendall(ACK)
        expect(connected, REQUEST)
        connected.sendall(ACK)
        expect(connected, EOT)

    with scripted_server(script) as port, Monitor(port) as monitor:
        assert monitor.next() == LinkUp()
        monitor.loop.request(1, "STATUS#OK", timeout=0.3)
        monitor.loop.request(2, "STATUS#OK", timeout=5)
        assert monitor.next() == Failed(1, LinkReason.TIMEOUT)
        assert monitor.next() == Failed(2, LinkReason.TIMEOUT)
        assert monitor.next_reason() is LinkReason.TIMEOUT


def test_D6_a_request_too_late_to_be_sent_breaks_the_link_which_is_made_again_by_itself() -> None:
    with echo_server() as port, Monitor(port) as monitor:
        assert monitor.next() == LinkUp()
        monitor.loop.request(1, "STATUS#OK", timeout=0)  # as after a stall of the process
        assert monitor.next() == Failed(1, LinkReason.TIMEOUT)
        assert monitor.next_reason() is LinkReason.TIMEOUT
        assert monitor.next() == LinkUp()
        monitor.loop.request(2, "STATUS#KO#x")
        assert monitor.next() == Answered(2, "STATUS#KO#x")


def test_each_reason_is_said_once_while_the_link_stays_down() -> None:
    port = free_port()
    with Monitor(port) as monitor:
        assert monitor.next_reason() is LinkReason.REFUSED
        with socket.create_server(("127.0.0.1", port)) as listening:
            listening.settimeout(DEADLINE_S)
            for _ in range(3):
                connected, _ = listening.accept()
                with connected:
                    expect(connected, ENQ)
                    connected.sendall(NACK)
            assert monitor.next_reason() is LinkReason.NACK
            assert monitor.events.empty()


@pytest.mark.parametrize("phase", ["idle", "in flight", "admitting", "pausing"])
def test_a_stop_takes_effect_at_once(phase: str) -> None:
    reached = threading.Event()
    ended = threading.Event()

    def script(connected: socket.socket) -> None:
        expect(connected, ENQ)
        if phase == "admitting":
            reached.set()
        else:
            connected.sendall(ACK)
        if phase == "in flight":
            expect(connected, REQUEST)
            reached.set()
        ended.wait(DEADLINE_S)

    with contextlib.ExitStack() as stack:
        stack.callback(ended.set)
        port = free_port() if phase == "pausing" else stack.enter_context(scripted_server(script))
        monitor = stack.enter_context(Monitor(port))
        stack.callback(ended.set)
        if phase != "admitting":
            monitor.next()
        if phase == "in flight":
            monitor.loop.request(1, "STATUS#OK")
        if phase in ("admitting", "in flight"):
            assert reached.wait(DEADLINE_S)
        began = time.monotonic()
        monitor.end()
        assert time.monotonic() - began < 0.2
        if phase == "in flight":
            assert monitor.next() == Failed(1, LinkReason.CLOSED)


def test_a_stop_does_not_wait_for_a_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answered = threading.Event(), threading.Event()

    def stuck(*arguments: object, **options: object) -> list[object]:
        asked.set()
        answered.wait(DEADLINE_S)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    with Monitor(7000, host="a.name") as monitor:
        assert asked.wait(DEADLINE_S)
        began = time.monotonic()
        monitor.end()
        assert time.monotonic() - began < 0.2
        answered.set()


def test_a_name_server_that_never_answers_is_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(DEADLINE_S) and [])
    with Monitor(7000, host="a.name", connect_timeout=0.2) as monitor:
        assert monitor.next_reason() is LinkReason.UNKNOWN_HOST
    answered.set()


def test_a_number_is_resolved_without_a_thread() -> None:
    threads = threading.active_count()
    found = resolve("127.0.0.1", 7000)
    assert found.done()
    assert threading.active_count() == threads
    assert [address for _, address in found.result()] == [("127.0.0.1", 7000)]


# TLS


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "test.pem"
    path.write_text(CERTIFICATE)
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_with_TLS_the_same_exchanges_work(certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    with (
        echo_server(tls=server_context(certificate)) as port,
        FrameClient("localhost", port, trusting) as client,
    ):
        client.connect()
        for length in (1, 100, 4096):
            assert client.request("x" * length) == "x" * length


def test_a_certificate_that_is_not_trusted_is_refused(certificate: Path) -> None:
    with (
        echo_server(tls=server_context(certificate)) as port,
        FrameClient("127.0.0.1", port, ssl.create_default_context()) as client,
        pytest.raises(LinkError) as caught,
    ):
        client.connect()
    assert caught.value.reason is LinkReason.TLS


def test_a_client_with_TLS_says_so_of_a_server_without(certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    with (
        echo_server() as port,
        FrameClient("127.0.0.1", port, trusting) as client,
        pytest.raises(LinkError) as caught,
    ):
        client.connect()
    assert caught.value.reason is LinkReason.TLS


def test_B1_a_client_without_TLS_is_reported_and_harms_nobody(certificate: Path) -> None:
    events: queue.SimpleQueue[ServerEvent] = queue.SimpleQueue()
    server = FrameServer("127.0.0.1", 0, events.put, tls=server_context(certificate))
    port = server.bind()
    stop = threading.Event()
    thread = threading.Thread(target=server.run, args=(stop,))
    thread.start()
    try:
        with socket.create_connection(("127.0.0.1", port), DEADLINE_S) as plain:
            plain.sendall(ENQ + REQUEST)
            while plain.recv(100):
                pass
        event = events.get(timeout=DEADLINE_S)
        assert isinstance(event, Malformed)
        assert event.reason.startswith("no TLS")
    finally:
        stop.set()
        server.wake()
        thread.join()
