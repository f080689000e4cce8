"""The ZIP file of a person's own data: a README, the JSON document, and the PDF files of results."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from labapp.contract.base import View
from labapp.files.zip_stream import ZipStream

DOCUMENT = "datos.json"
README = "LEAME-README.txt"
_README = Path(__file__).with_name("own_data_readme.txt")
_PIECE = 64 * 1024

Chunks = Iterable[list[View]]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _document(values: dict[str, object], lists: dict[str, Chunks]) -> Iterator[str]:
    """Yield the JSON document. ``lists`` are read one after the other, a chunk at a time."""
    yield _json(values).removesuffix("\n}")
    for name, chunks in lists.items():
        yield f",\n {json.dumps(name)}: ["
        separator = "\n"
        for chunk in chunks:
            rows = [_json(row.model_dump(mode="json", by_alias=True)) for row in chunk]
            if rows:
                yield separator + ",\n".join(rows)
                separator = ",\n"
        yield "]"
    yield "\n}\n"


class Export:
    """The ZIP file under way. Each method yields the bytes that can be sent on."""

    def __init__(self, moment: datetime) -> None:
        self._zip = ZipStream(moment)

    def document(self, values: dict[str, object], lists: dict[str, Chunks]) -> Iterator[bytes]:
        """Write the README and the document. ``values`` and ``lists`` have the names of the JSON."""
        with self._zip.member(README) as write:
            write(_README.read_bytes())
        with self._zip.member(DOCUMENT) as write:
            for text in _document(values, lists):
                write(text.encode())
                yield self._zip.take()
        yield self._zip.take()

    def file(self, name: str, content: bytes) -> Iterator[bytes]:
        """Write a file."""
        with self._zip.member(name) as write:
            for start in range(0, len(content), _PIECE):
                write(content[start : start + _PIECE])
                yield self._zip.take()
        yield self._zip.take()

    def end(self) -> bytes:
        """Write the directory of the ZIP file."""
        self._zip.close()
        return self._zip.take()
