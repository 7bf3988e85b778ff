"""The ZIP file that a package is: opened within bounds, members streamed, nothing extracted by its own name."""

import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import zstandard

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

CHUNK = 1 << 20
DIRECTORY_MOST = 16 << 20
"""The most bytes of a list of members: some 300,000 files."""
SPREAD, SPREAD_FREE = 200, 1 << 30
"""So many times its size may a package unpack to, or to so many bytes in any case. Texts shrink some 10 times."""
SIP = 1 << 10
"""So many bytes are given to zstd at once: its blocks of 4 bytes may stand for 128 KB each."""
WINDOW_MOST = 128 << 20
"""zstd's own bound for what a decoder should take without being asked (RFC 8878, 3.1.1.1.2; `zstd -d` refuses more)."""

_END = struct.Struct("<4s4H2LH")
_END_MAGIC, _COMMENT_MOST = b"PK\x05\x06", 0xFFFF
_BROKEN = (
    BadZipFile,
    zlib.error,
    zstandard.ZstdError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


class Archive:
    """An open package; what a member unpacks to counts against what the whole package may."""

    def __init__(self, path: Path) -> None:
        """Open the package; raises DrillError where it cannot be read, is none, or would unpack beyond all measure."""
        self.path = path
        try:
            size = path.stat().st_size
            self._refuse_long_directory(size)
            self._zip = ZipFile(path)
        except (BadZipFile, NotImplementedError) as error:  # of a version of ZIP that nobody has written yet
            text = _("{file} is no Anki package, or is broken off: export it again")
            raise DrillError(text.format(file=path)) from error
        except (OSError, ValueError) as error:
            raise DrillError(_("cannot read {file}: {reason}").format(file=path, reason=reason_of(error))) from error
        self.members = {info.filename: info for info in self._zip.infolist()}
        self._left = max(SPREAD * size, SPREAD_FREE)
        if sum(info.file_size for info in self.members.values()) > self._left:
            raise self._bomb()

    def _refuse_long_directory(self, size: int) -> None:
        """Read the record at the end alone: the library loads the whole list of members."""
        with self.path.open("rb") as file:
            file.seek(max(size - _END.size - _COMMENT_MOST, 0))
            tail = file.read()
        at = tail.rfind(_END_MAGIC)
        if at < 0 or len(tail) - at < _END.size:
            raise BadZipFile
        directory = _END.unpack_from(tail, at)[5]
        if min(directory, size) > DIRECTORY_MOST:
            raise DrillError(_("{file} has too many files in it; nothing was read").format(file=self.path))

    def read(self, name: str, most: int) -> bytes:
        """Return the whole of a member, unpacked; raises DrillError as `chunks` does."""
        return b"".join(self.chunks(name, most))

    def chunks(self, name: str, most: int) -> Iterator[bytes]:
        """Yield the bytes of a member, unpacked from the ZIP and from zstd.

        Raises DrillError where they are more than `most`, or the member is damaged.
        """
        info = self.members[name]
        self._refuse_odd(info)
        got = 0
        try:
            with self._zip.open(info) as packed:
                for chunk in _unpacked(packed):
                    got += len(chunk)
                    self._left -= len(chunk)
                    if got > most or self._left < 0:
                        raise self._bomb()
                    yield chunk
        except _BROKEN as error:
            text = _("{file}: “{name}” in it is damaged ({reason}): export it again")
            raise DrillError(text.format(file=self.path, name=name, reason=reason_of(error))) from error

    def is_link(self, name: str) -> bool:
        """Tell whether a member stands for a symbolic link."""
        return stat.S_ISLNK(self.members[name].external_attr >> 16)

    def _refuse_odd(self, info: ZipInfo) -> None:
        if self.is_link(info.filename):
            raise DrillError(_("{file}: “{name}” in it is a link").format(file=self.path, name=info.filename))
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            text = _("{file}: “{name}” in it is packed in a way that Anki does not use")
            raise DrillError(text.format(file=self.path, name=info.filename))

    def _bomb(self) -> DrillError:
        return DrillError(_("{file} would unpack to far more than its size; nothing was read").format(file=self.path))


def _unpacked(packed: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a file, decompressed where it begins as zstd does."""
    chunk = packed.read(CHUNK)
    if not chunk.startswith(zstandard.FRAME_HEADER):
        while chunk:
            yield chunk
            chunk = packed.read(CHUNK)
        return
    decoder = zstandard.ZstdDecompressor(max_window_size=WINDOW_MOST).decompressobj()
    while chunk and not decoder.eof:
        for at in range(0, len(chunk), SIP):
            yield decoder.decompress(chunk[at : at + SIP])
        chunk = packed.read(CHUNK)
    if not decoder.eof or decoder.unused_data:
        raise EOFError(_("it is broken off"))
