"""Command line of every program: one sentence a mistake, in the user's language (acceptance section 1).

:class:`AppParser` is ``argparse`` whose own texts are translated too, with the options that all programs
share. The functions after it are values for ``type=``: each raises one sentence that says what to write.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from shared.runtime.addresses import Address, check_host, parse_address, parse_port
from shared.runtime.text import LANGUAGES, Language, translate
from shared.runtime.version import VERSION

LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("text", "json")
USAGE_ERROR = 2
"""Exit code of a wrong argument."""
KafkaOptionParser = Callable[[str], tuple[str, object]]

_T = TypeVar("_T")

_NETWORK = re.compile(r"[a-z0-9-]{1,32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CommonOptions:
    """What every program takes. ``data_dir`` None: the user's data folder."""

    headless: bool
    data_dir: Path | None
    kafka_options: dict[str, Any]
    language: Language | None
    log_level: str
    log_format: str


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Shows the default of each option that has one, and translates the words that argparse adds."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(
            usage, actions, groups, translate("Arguments", "usage: ") if prefix is None else prefix
        )

    def _get_help_string(self, action: argparse.Action) -> str:
        text = action.help or ""
        default = action.default
        silent = default in (None, False, "", argparse.SUPPRESS) or default == []
        if not action.option_strings or silent or "%(default)" in text:
            return text
        return text + " " + translate("Arguments", "(default: {value})").format(value="%(default)s")


class AppParser(argparse.ArgumentParser):
    """Arguments of one program: ``AppParser("EV_Central", translate(...), kafka_option=parse_kafka_option)``.

    ``kafka_option`` reads one ``NAME=VALUE`` and raises :class:`ValueError` with a sentence; it is handed in
    because the Kafka clients are a layer above. Install the catalogue before (see
    ``shared.runtime.text.language_from``): texts are translated while the parser is built.

    A mistake prints one line, ``EV_Central: ...``, on standard error and ends with exit code 2.
    """

    def __init__(self, prog: str, description: str, *, kafka_option: KafkaOptionParser) -> None:
        super().__init__(
            prog=prog,
            description=description,
            formatter_class=_HelpFormatter,
            allow_abbrev=False,
            add_help=False,
        )
        # argparse has no other way to name its two groups than these attributes, the same since Python 2.7.
        self._positionals.title = translate("Arguments", "arguments")
        self._optionals.title = translate("Arguments", "options")
        self.checking = False
        self._add_common(kafka_option)

    def file(self, read: Callable[[str], _T]) -> Callable[[str], _T | Path]:
        """``type=`` of a file that is read while arguments are: by ``read``, as :func:`sentence_type`.

        While ``checking`` it stays a path: ``--check`` reads it, and says what is wrong with it among the
        rest.
        """
        parse = sentence_type(read)
        return lambda text: Path(text) if self.checking else parse(text)

    def _add_common(self, kafka_option: KafkaOptionParser) -> None:
        add = self.add_argument_group(translate("Arguments", "options of every program")).add_argument
        add("-h", "--help", action="help", help=translate("Arguments", "show this help and end"))
        add(
            "--version",
            action="version",
            version=f"%(prog)s {VERSION}",
            help=translate("Arguments", "show the version and end"),
        )
        add(
            "--headless",
            action="store_true",
            help=translate("Arguments", "no window: log on standard error, commands on standard input"),
        )
        add(
            "--check",
            action="store_true",
            help=translate(
                "Arguments",
                "do not start: look at addresses, ports, files and clock, one line each; exit code 1 if one "
                "fails",
            ),
        )
        add(
            "--data-dir",
            metavar="DIR",
            type=Path,
            help=translate("Arguments", "folder of database, journal, secret, settings and log")
            + " "
            + translate("Arguments", "(default: the data folder of the user)"),
        )
        add(
            "--network",
            metavar="NAME",
            default="ev",
            type=network,
            help=translate(
                "Arguments", "name of the network, in the names of its topics: the same for all its programs"
            ),
        )
        add(
            "--kafka-option",
            metavar="NAME=VALUE",
            action="append",
            default=[],
            type=sentence_type(kafka_option),
            help=translate("Arguments", "any option of the Kafka client, also NAME=@FILE; may be repeated"),
        )
        add(
            "--lang",
            choices=LANGUAGES,
            help=translate("Arguments", "language of texts and figures")
            + " "
            + translate("Arguments", "(default: the language of the system)"),
        )
        add(
            "--log-level",
            choices=LOG_LEVELS,
            default="info",
            help=translate("Arguments", "least severity that is logged"),
        )
        add(
            "--log-format",
            choices=LOG_FORMATS,
            default="text",
            help=translate("Arguments", "log for people, or for machines with one JSON object a line"),
        )

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does, of words that are text: a terminal of another encoding gives others."""
        for word in sys.argv[1:] if args is None else args:
            shown = word.encode("utf-8", "backslashreplace").decode()
            if shown != word:
                text = translate("Arguments", "'{word}' is no UTF-8 text; set the terminal to UTF-8")
                self.error(text.format(word=shown))
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Print ``message`` as one line on standard error, with where to read more, and end with code 2."""
        line = " ".join(_translated(message).split())
        more = translate("Arguments", "({program} --help explains all arguments)").format(program=self.prog)
        self.exit(USAGE_ERROR, f"{self.prog}: {line} {more}\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End the program with ``status``; without a console (``sys.stderr`` None) silently."""
        if message and sys.stderr is not None:
            sys.stderr.write(message)
        sys.exit(status)


def common_options(parsed: argparse.Namespace) -> CommonOptions:
    """The shared options in what ``parse_args`` gave; of equal Kafka options the last holds."""
    return CommonOptions(
        headless=parsed.headless,
        data_dir=parsed.data_dir,
        kafka_options=dict(parsed.kafka_option),
        language=parsed.lang,
        log_level=parsed.log_level,
        log_format=parsed.log_format,
    )


def sentence_type(parse: Callable[[str], _T]) -> Callable[[str], _T]:
    """``parse`` for ``type=``: argparse then shows the sentence of its :class:`ValueError`."""

    def parsed(text: str) -> _T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parsed


@sentence_type
def address(text: str) -> Address:
    """``host:port`` of a peer."""
    return parse_address(text)


@sentence_type
def listen_host(text: str) -> str:
    """Address of this computer to listen on, IPv6 without brackets; empty: all."""
    if text:
        check_host(text, bracketed=":" in text)
    return text


@sentence_type
def port(text: str) -> int:
    """Port to listen on, 0 to 65535; with 0 the system chooses a free one."""
    return parse_port(text, allow_zero=True)


@sentence_type
def network(text: str) -> str:
    """Name of a network, the first part of its topics' names (wire contract 7)."""
    if _NETWORK.fullmatch(text) is None:
        raise ValueError(
            translate(
                "Arguments",
                "'{text}' is not the name of a network; write 1 to 32 of a-z, 0-9 and '-', as in group-7.",
            ).format(text=text)
        )
    return text


@sentence_type
def most(text: str) -> int:
    """How many of something there may be, 1 to a million."""
    if re.fullmatch("[0-9]{1,7}", text) is None or not 1 <= int(text) <= 1_000_000:
        raise ValueError(
            translate("Arguments", "'{text}' is not a whole number from 1 to 1000000.").format(text=text)
        )
    return int(text)


_ARGPARSE: tuple[tuple[re.Pattern[str], Callable[[], str]], ...] = (
    (
        re.compile(r"the following arguments are required: (?P<names>.*)", re.DOTALL),
        lambda: translate("Arguments", "these arguments are missing: {names}"),
    ),
    (
        re.compile(r"unrecognized arguments: (?P<names>.*)", re.DOTALL),
        lambda: translate("Arguments", "nobody knows these arguments: {names}"),
    ),
    (
        re.compile(
            r"argument (?P<name>\S+): invalid choice: (?P<value>.*) \(choose from (?P<choices>.*)\)",
            re.DOTALL,
        ),
        lambda: translate("Arguments", "{name}: {value} is not possible; write one of {choices}"),
    ),
    (
        re.compile(r"argument (?P<name>(?:\S+/)?(?P<option>\S+)): expected one argument"),
        lambda: translate("Arguments", "{name} needs one value; if it starts with '-', write {option}=VALUE"),
    ),
    (
        re.compile(r"argument (?P<name>\S+): ignored explicit argument (?P<value>.*)", re.DOTALL),
        lambda: translate("Arguments", "{name} takes no value, but {value} was given"),
    ),
    (re.compile(r"argument (?P<name>\S+): (?P<value>.*)", re.DOTALL), lambda: "{name}: {value}"),
)


def _translated(message: str) -> str:
    """argparse's English ``message`` in the user's language; that of our types already is."""
    for pattern, words in _ARGPARSE:
        found = pattern.fullmatch(message)
        if found is not None:
            values = found.groupdict()
            return words().format(**values | {"choices": values.get("choices", "").replace("'", "")})
    return message
