"""What importing this module changes in kafka-python itself; measured with 3.0.12, and for no other version.

It raises at a batch whose compression it lacks (snappy, lz4, zstd) or whose structure or checksum is broken,
and again at every try: one such batch, which anybody may send, would end all reading of its partition. And it
decompresses whatever comes: a megabyte of gzip can be a gigabyte of zeros (B2). One record stands for each
such batch now.

Each refused connection leaves its socket open; a name that no name server knows holds all of it; what comes
together with the end of a connection is thrown away; what a consumer had fetched of a partition that was
paused is never given out after its return; two clients that read their first answer at once may spoil its
reader for the whole process, which is then deaf to Kafka.
"""

from __future__ import annotations

import logging
import threading
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import kafka
from kafka.consumer.fetcher import Fetcher
from kafka.errors import (
    CorruptRecordError,
    SaslAuthenticationFailedError,
    UnsupportedCodecError,
    UnsupportedSaslMechanismError,
)
from kafka.net.connection import KafkaConnection
from kafka.net.inet import KafkaNetSocket
from kafka.net.transport import KafkaSSLTransport, KafkaTCPTransport
from kafka.protocol.schemas.fields.struct import StructField
from kafka.record import default_records, legacy_records
from kafka.record.default_records import DefaultRecord, DefaultRecordBatch

from shared.messaging.names import names

_log = logging.getLogger(__name__)

VERSION: Final = "3.0.12"
if kafka.__version__ != VERSION:
    raise ImportError(
        f"kafka-python {kafka.__version__} is installed, and {VERSION} is wanted: install that one"
    )

MAX_BATCH_BYTES: Final = 16_000_000
"""Most bytes of an unpacked batch; producers make them of one megabyte at most unless told otherwise."""
_GZIP: Final = 31


class UnreadableBatch(bytes):
    """The (empty) value of the record that stands for a batch: it begins at ``first``, the record ends it."""

    first: int

    def __new__(cls, first: int) -> UnreadableBatch:
        made = super().__new__(cls)
        made.first = first
        return made


def gunzip(packed: Any) -> bytes:
    """The bytes in ``packed``. Raises :class:`CorruptRecordError`, also if they are too many."""
    plain, left = bytearray(), packed
    try:
        while left:
            member = zlib.decompressobj(_GZIP)
            plain += member.decompress(left, MAX_BATCH_BYTES + 1 - len(plain))
            if not member.eof:
                bomb = len(plain) > MAX_BATCH_BYTES
                why = f"has more than {MAX_BATCH_BYTES} bytes" if bomb else "is cut off"
                raise CorruptRecordError(f"a gzip batch {why}")
            left = member.unused_data
    except zlib.error as error:
        raise CorruptRecordError(f"no gzip: {error}") from None
    return bytes(plain)


_fits_checksum: Final = DefaultRecordBatch.validate_crc
_unpack: Final = DefaultRecordBatch.__iter__
_next_record: Final = DefaultRecordBatch.__next__


def _note_checksum(self: Any) -> bool:
    if not _fits_checksum(self):
        self._num_records = 0  # so it holds more than it says, which is found when it is read
    return True


def _records(self: Any) -> Iterator[Any]:
    records = []
    try:
        _unpack(self)
        try:
            while True:
                records.append(_next_record(self))
        except StopIteration:
            return iter(records)
    except (CorruptRecordError, UnsupportedCodecError) as error:
        _log.debug("records %s to %s cannot be read: %s", self.base_offset, self.last_offset, error)
        value = UnreadableBatch(self.base_offset)
        return iter([DefaultRecord(0, self.last_offset, self.max_timestamp, 0, None, value, [])])


DefaultRecordBatch.validate_crc = _note_checksum
DefaultRecordBatch.__iter__ = _records
default_records.gzip_decode = gunzip
legacy_records.gzip_decode = gunzip

_sock_connect: Final = KafkaNetSocket.sock_connect


async def _connect_or_close(self: Any, net: Any, sock: Any, *args: Any, **named: Any) -> Any:
    try:
        return await _sock_connect(self, net, sock, *args, **named)
    except BaseException:
        sock.close()
        raise


# Two attempts a second through a long outage would use up the file descriptors.
KafkaNetSocket.sock_connect = _connect_or_close


def _look_up(_self: Any, host: str, port: int, raise_error: bool = False) -> list[Any]:
    return names.look_up(host, port)


# getaddrinfo would hold a client's only thread, and whoever closes it, until the last name server gives up.
KafkaNetSocket.dns_lookup = _look_up

_authenticate: Final = KafkaConnection._sasl_authenticate


async def _authenticate_or_tell(self: Any, *args: Any, **named: Any) -> None:
    try:
        await _authenticate(self, *args, **named)
    except (SaslAuthenticationFailedError, UnsupportedSaslMechanismError) as error:
        self.net.refused_user = error
        raise


# The bootstrap takes each failure for a broker that is away.
KafkaConnection._sasl_authenticate = _authenticate_or_tell


def _with_last_words(receive: Callable[[Any], tuple[bytes, Any]]) -> Callable[[Any], tuple[bytes, Any]]:
    def receiving(self: Any) -> tuple[bytes, Any]:
        data, error = receive(self)
        return data, None if data else error

    return receiving


# What comes together with the end of the connection, as the answer to a wrong password does, is thrown away.
for _transport in (KafkaTCPTransport, KafkaSSLTransport):
    _transport._sock_recv = _with_last_words(_transport._sock_recv)

_fetched_records: Final = Fetcher.fetched_records


def _fetched_or_parked(self: Any, *args: Any, **named: Any) -> Any:
    if not self._next_partition_records:
        self._next_partition_records = None  # drained, but only at None does it look for those it has parked
    return _fetched_records(self, *args, **named)


Fetcher.fetched_records = _fetched_or_parked

_compile: Final = StructField.compiled_decode_from
_compiling: Final = threading.RLock()


def _compile_alone(self: Any, *args: Any, **named: Any) -> Any:
    with _compiling:  # it puts another class in the place of the answer's for as long as it compiles
        return _compile(self, *args, **named)


StructField.compiled_decode_from = _compile_alone
