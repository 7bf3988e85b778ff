"""Reads the fields of a protobuf message off the wire, without its schema."""

from collections.abc import Iterator

from drillcli.locale import _

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield (number, value) of each field in the order written: an int for numbers, bytes for all else.

    The encoding is that of protobuf.dev/programming-guides/encoding. Raises ValueError where it is broken off or wrong.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if kind == _BYTES:
            length, at = _varint(message, at)
        elif kind in (_FIXED32, _FIXED64):
            length = 4 if kind == _FIXED32 else 8
        else:
            raise ValueError(_("it makes no sense"))
        if at + length > len(message):
            raise ValueError(_("it is broken off"))
        yield key >> 3, message[at : at + length]
        at += length


def text(value: int | bytes) -> str:
    """Return a string field; raises ValueError where the value is none."""
    if isinstance(value, int):
        raise ValueError(_("it makes no sense"))
    return value.decode("utf-8", "replace")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at `at`, and where it ends."""
    number = 0
    for place, byte in enumerate(message[at : at + _LONGEST_VARINT]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, at + place + 1
    raise ValueError(_("it is broken off"))
