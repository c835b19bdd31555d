"""``run.py kafka``, packaged EV_Kafka: a real Apache Kafka on this computer, without Docker.

One process (KRaft: broker and controller in one) with its own data folder. Standard library only.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import kafka_net
from bootstrap import SetupError, say
from kafka_arguments import DEFAULT_CONTROLLER_PORT, DEFAULT_HEAP, DEFAULT_PORT, STOP_S, parser
from kafka_jars import Installation, install, version
from shared.runtime.launch import typed

if sys.platform != "win32":
    from kafka_node import Node, Running, Settings

DONE, FAILED, RUNS_NOT, SILENT = 0, 1, 3, 4
STOP_COMMAND: Final = typed("EV_Kafka", ["stop"])
EVERYWHERE: Final = ("", "0.0.0.0", "::")
# What Kafka says in its log when it gives up, and what that means here.
_CAUSES: Final = {
    "Address already in use": "another program took one of its ports: choose others with --port and "
    "--controller-port",
    "No space left on device": "the disk is full: make room, or give another --data",
    "Could not reserve enough space|Too small (maximum|initial) heap|Invalid maximum heap|OutOfMemoryError|"
    "insufficient memory|Cannot allocate memory": "Java cannot work with that memory: give another --heap",
    "ConfigException": "it does not take a setting: check --set",
    "Read-only file system|AccessDeniedException|Permission denied": "it may not write its data folder: give "
    "another --data, or start it as the user who made this one",
}


# --- start


def start(options: argparse.Namespace) -> int:
    """Start it, or say that it runs."""
    node = Node(options.data)
    kafka = install()
    if options.foreground:
        signal.signal(signal.SIGTERM, _interrupt)
    with _usable(node), node.changing():
        running = node.running()
        if running is None:
            settings = choose(options)
            say(f"starting Apache Kafka {version()}.")
            node.format(kafka)
            process = _launch(node, settings, kafka, options)
    if running is not None:
        return _already(node, running, options)
    tell(node, settings)
    return _stay(process) if options.foreground else DONE


def choose(options: argparse.Namespace) -> Settings:
    """The settings to run with. Raises SetupError: a port is taken, the address is not ours."""
    host = options.listen_host or ""
    port = _choose_port("--port", host, DEFAULT_PORT if options.port is None else options.port)
    controller = DEFAULT_CONTROLLER_PORT if options.controller_port is None else options.controller_port
    if controller == port:
        raise SetupError(f"--port and --controller-port are both {port}: give two that differ.")
    return Settings(
        listen_host=host,
        port=port,
        controller_port=_choose_port("--controller-port", "127.0.0.1", controller),
        advertise=kafka_net.with_port(
            options.advertise or (kafka_net.lan_address() if host in EVERYWHERE else host), port
        ),
        heap=options.heap or DEFAULT_HEAP,
        more=dict(options.more),
    )


def _choose_port(option: str, host: str, port: int) -> int:
    try:
        if not port:
            return kafka_net.free_port(host)
        taken = kafka_net.port_is_taken(host, port)
    except PermissionError as error:
        raise SetupError(f"this user may not serve at port {port}: give {option} one above 1023.") from error
    except OSError as error:
        raise SetupError(
            f"{host} is no address of this computer ({_reason(error)}): correct --listen-host, or leave it "
            "out to serve on all."
        ) from error
    if taken:
        raise SetupError(
            f"port {port} is taken by another program (perhaps another Kafka): end that one, or choose "
            f"another with {option} ({option} 0: any that is free)."
        )
    return port


def _launch(
    node: Node, settings: Settings, kafka: Installation, options: argparse.Namespace
) -> subprocess.Popen[bytes]:
    process = node.launch(settings, kafka, end_with_parent=signal.SIGTERM if options.foreground else None)
    try:
        deadline = time.monotonic() + options.wait
        served = node.wait_until_served(settings, lambda: process.poll() is None, deadline)
    except BaseException:
        process.kill()
        process.wait()
        raise
    if served is not None:
        return process
    if process.poll() is not None:
        raise SetupError(why_it_ended(node))
    if options.foreground:
        process.kill()
        process.wait()
    raise SetupError(
        f"Kafka does not serve after {options.wait:g} s; it may still be looking through its records: see "
        f"'{typed('EV_Kafka', ['status'])}' and its log {node.log}, or give it longer with --wait."
    )


def why_it_ended(node: Node) -> str:
    """A Kafka that ended by itself: the cause, as its log tells it, and what to do."""
    lines = node.last_words(400)
    for pattern, cause in _CAUSES.items():
        for line in lines:
            if re.search(pattern, line):
                return f"Kafka ended: {cause}. It said: {line.strip()[:300]} (the whole log: {node.log})"
    said = next((line for line in reversed(lines) if re.search("ERROR|FATAL|Exception", line)), "nothing")
    return f"Kafka ended; see its log {node.log}. It said: {said.strip()[:300]}"


def _already(node: Node, running: Running, options: argparse.Namespace) -> int:
    """It runs: wait until it serves, and say whether that is what was asked for."""
    settings = running.settings
    wanted = {
        "--port": (options.port or settings.port, settings.port),
        "--controller-port": (options.controller_port or settings.controller_port, settings.controller_port),
        "--listen-host": (options.listen_host or settings.listen_host, settings.listen_host),
        "--heap": (options.heap or settings.heap, settings.heap),
        "--set": ({**settings.more, **dict(options.more)}, settings.more),
        "--advertise": (
            kafka_net.with_port(options.advertise or settings.advertise, settings.port),
            settings.advertise,
        ),
    }
    others = [option for option, (asked, present) in wanted.items() if asked != present]
    if others:
        raise SetupError(
            f"Kafka runs already (pid {running.pid}, {node.folder}), with another {' and '.join(others)}: "
            f"end it first with '{STOP_COMMAND}'."
        )
    deadline = time.monotonic() + options.wait
    if node.wait_until_served(settings, lambda: node.running() is not None, deadline) is None:
        raise SetupError(
            f"Kafka runs already (pid {running.pid}) but does not answer; see its log {node.log}, or end it "
            f"with '{STOP_COMMAND}' and start it again."
        )
    say(f"Kafka runs already (pid {running.pid}).")
    tell(node, settings)
    return DONE


def tell(node: Node, settings: Settings) -> None:
    """What somebody who has just started it wants to know."""
    say(f"Kafka serves. Programs on every computer reach it as {settings.advertise}")
    say("if that is not its address for all of them: stop it, and start it with --advertise HOST.")
    for warning in warnings(node, settings):
        say(f"mind: {warning}")
    say(f"its records and log are in {node.folder}; '{STOP_COMMAND}' ends it.")


def warnings(node: Node, settings: Settings) -> list[str]:
    """What is likely to be wrong with the address that it gives its clients."""
    host, port = kafka_net.split(settings.advertise)
    if host in ("localhost", "::1") or host.startswith("127."):
        if settings.listen_host in EVERYWHERE:
            return [
                f"{host} is each computer's own name for itself: only programs on this computer can use it."
            ]
        return []
    try:
        served = kafka_net.ask(host, port)
    except (socket.gaierror, UnicodeError):
        return [f"this computer does not know the name {host}: others may not either; an address is safer."]
    except OSError as error:
        return [f"this computer cannot reach it as {settings.advertise} ({_reason(error)}); can the others?"]
    if served is not None and served.cluster_id != node.cluster_id():
        return [f"at {settings.advertise} another Kafka answers."]
    return []


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _stay(process: subprocess.Popen[bytes]) -> int:
    """Until Kafka ends, or this program is told to."""
    try:
        code = process.wait()
    except KeyboardInterrupt:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        say("ending Kafka.")
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return DONE
    if code in (0, 128 + signal.SIGTERM):  # by the command 'stop'
        return DONE
    raise SetupError(f"Kafka ended by itself (code {code}); start it again to go on.")


@contextlib.contextmanager
def _usable(node: Node) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SetupError(
            f"Kafka's data folder {node.folder} cannot be used ({_reason(error)}); give another "
            "--data DIR, or see that this one is yours to write and that its disk has room."
        ) from error


def _reason(error: OSError) -> str:
    return str(error.strerror or error).partition(" (while")[0]


# --- stop, status, get


def stop(options: argparse.Namespace) -> int:
    """End it in order, or by force when that takes too long."""
    node = Node(options.data)
    if not node.folder.exists():
        say(f"no Kafka runs from {node.folder}.")
        return DONE
    with _usable(node), node.changing():
        ended = node.stop(options.within)
    if ended is None:
        say(f"no Kafka runs from {node.folder}.")
    elif ended:
        say("Kafka has ended; its records stay.")
    else:
        say(f"Kafka did not end in {options.within:g} s and was ended by force; its records stay.")
    return DONE


def status(options: argparse.Namespace) -> int:
    """Say on standard output what there is; the exit code says it to scripts."""
    node = Node(options.data)
    with _usable(node):
        running = node.running()
    if running is None:
        print(f"Kafka does not run.\ndata folder: {node.folder}")
        return RUNS_NOT
    settings = running.settings
    served = node.served(settings)
    since = datetime.fromtimestamp(running.since).astimezone()
    print(f"Apache Kafka {version()} {'serves' if served else 'runs, but does not answer'}.")
    print(f"address:     {settings.advertise} (what it tells its clients)")
    print(f"listens at:  {settings.listen_host or 'all addresses'}, port {settings.port}")
    print(f"controller:  127.0.0.1:{settings.controller_port}")
    print(f"since:       {since:%Y-%m-%d %H:%M:%S %z}")
    print(f"pid:         {running.pid}")
    print(f"cluster id:  {node.cluster_id()}")
    print(f"data folder: {node.folder}")
    print(f"log:         {node.log}")
    for warning in warnings(node, settings) if served else ():
        print(f"mind:        {warning}")
    return DONE if served else SILENT


def get(_options: argparse.Namespace) -> int:
    """Only install what it needs."""
    kafka = install()
    say(f"Apache Kafka {version()} is ready to start ({kafka.class_path}, {kafka.java}).")
    return DONE


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "start": start, "stop": stop, "status": status, "get": get,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code."""
    options = parser().parse_args(arguments)
    if sys.platform == "win32":
        say("on Windows start Kafka with Docker (packaging/kafka/compose.yaml) or inside WSL.")
        return FAILED
    try:
        return COMMANDS[options.command](options)
    except SetupError as error:
        say(str(error))
        return FAILED
    except KeyboardInterrupt:
        say("interrupted; start it again to go on.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
