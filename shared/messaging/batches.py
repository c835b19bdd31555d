"""Batches that kafka-python cannot read, or that would take all memory: one record stands for each.

kafka-python 3.0.12 raises at a batch whose compression it lacks (snappy, lz4, zstd) or whose structure or
checksum is broken, and again at every try: one such batch, which anybody may send, would end all reading of
its partition. And it decompresses whatever comes: a megabyte of gzip can be a gigabyte of zeros (B2).

Importing this module changes that in kafka-python itself.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from typing import Any, Final

from kafka.errors import CorruptRecordError, UnsupportedCodecError
from kafka.record import default_records, legacy_records
from kafka.record.default_records import DefaultRecord, DefaultRecordBatch

_log = logging.getLogger(__name__)

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
