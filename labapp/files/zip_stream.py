"""A ZIP file that is written piece by piece: its memory does not grow with the size of the file."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

# Compresses more than a hundred megabytes a second: a piece of 64 KiB keeps the loop for less than a millisecond.
_LEVEL = 1


class _Pieces:
    """The part of a file that ``zipfile`` needs to write one without seeking; holds what was not taken yet."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        """Hold some bytes."""
        self._pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what was written can be taken."""

    def close(self) -> None:
        """Do nothing: what was written can still be taken."""

    def take(self) -> bytes:
        """Return what was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class ZipStream:
    """A ZIP file under way. ``take`` returns its next bytes; after ``close`` they are the last ones.

    Every member is compressed: readers that do not seek cannot find the end of an uncompressed one whose size follows
    it (APPNOTE 4.3.9).
    """

    def __init__(self, moment: datetime) -> None:
        self._pieces = _Pieces()
        self._file = zipfile.ZipFile(self._pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._moment = moment.timetuple()[:6]

    @contextmanager
    def member(self, name: str) -> Iterator[Callable[[bytes], object]]:
        """Begin a member; the block writes its content with the yielded function."""
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        # Python 3.13 has a public name for this attribute.
        info._compresslevel = _LEVEL  # type: ignore[attr-defined]
        with self._file.open(info, "w") as member:
            yield member.write

    def take(self) -> bytes:
        """Return the bytes that were written since the last call."""
        return self._pieces.take()

    def close(self) -> None:
        """Write the directory of the file."""
        self._file.close()
