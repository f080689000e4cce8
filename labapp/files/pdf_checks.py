"""Decides whether a PDF file opens and is passive; runs in a worker process only, since a file can loop for hours.

Active content is whatever a reader executes, sends or unpacks: scripts, actions without a click, embedded files.
"""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any, Literal

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

Verdict = Literal["ok", "invalid", "unsafe"]

# pypdf warns about every irregularity of a file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_MAX_OBJECTS = 250_000
_MAX_REFERENCES = 16
# Readers execute nothing below these entries, and they hold most objects of a file.
_PASSIVE_ENTRIES = frozenset({"/Contents", "/Resources", "/StructTreeRoot"})
# Refused even behind a click.
_FORBIDDEN_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute"}
)
# Allowed without a click. A link to a web page needs one.
_PASSIVE_ACTIONS = frozenset({"/GoTo", "/Named", "/Thread", "/Hide", "/SetOCGState", "/Trans"})
_FORBIDDEN_SUBTYPES = frozenset({"/FileAttachment", "/RichMedia", "/3D"})
_FORBIDDEN_ENTRIES = frozenset({"/JS", "/EF", "/XFA", "/RichMediaContent"})
_CHECKED_ENTRIES = _FORBIDDEN_ENTRIES | {"/S", "/Subtype", "/Type", "/EmbeddedFiles", "/OpenAction", "/AA"}

# A file may have ten million characters after its last mark: patterns begin with fixed ones, which are found three
# times as fast.
_MARKUP = rb"<(?i:[\x00\s]*(?:!doctype|html|head|body|script|svg|iframe|img|\?php|\?xml))"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c")
_PROGRAMS_AND_IMAGES = (b"MZ", b"\x7fELF", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"\xca\xfe\xba\xbe", b"#!")
# What another program would read as a file of its own.
_FOREIGN_MARKUP = re.compile(_MARKUP)
_FOREIGN_START = re.compile(
    rb"%%EOF[\x00\s]*(?:" + b"|".join([_MARKUP, *map(re.escape, _ARCHIVES + _PROGRAMS_AND_IMAGES)]) + rb")"
)
_WHITESPACE = b"\x00\t\n\f\r "
_END_OF_ARCHIVE = b"PK\x05\x06"
# An archive is found by its last record, which a comment of up to 64 KiB may follow.
_END_OF_ARCHIVE_BYTES = 66_000
_HEAD_BYTES = 1024


class _Unsafe(Exception):
    """The file has active content, or more objects than can be checked."""


def verdict(content: bytes) -> Verdict:
    """Return whether a file is a passive PDF, a PDF that is not accepted, or no PDF with a page that opens.

    An encrypted file is ``invalid``. Raises MemoryError.
    """
    try:
        # pypdf looks for the last mark from the end, at 10 MB a second.
        reader = PdfReader(io.BytesIO(content.rstrip(_WHITESPACE)), strict=False)
        if reader.is_encrypted or len(reader.pages) < 1:
            return "invalid"
        _search(reader)
    except _Unsafe:
        return "unsafe"
    except MemoryError:
        raise
    except Exception:
        # Malformed files raise all kinds of exceptions in the parser, and each of them means an invalid file.
        return "invalid"
    return "unsafe" if _is_polyglot(content) else "ok"


def _is_polyglot(content: bytes) -> bool:
    """Whether another program would read the file as an archive, a page or a program."""
    if not content.startswith(b"%PDF-"):
        return True
    head = content[:_HEAD_BYTES].partition(b" obj")[0]
    tail = content[content.rfind(b"%%EOF") :] if b"%%EOF" in content else b""
    return bool(
        any(_FOREIGN_MARKUP.search(part) or any(mark in part for mark in _ARCHIVES) for part in (head, tail))
        or _FOREIGN_START.search(content)
        or _END_OF_ARCHIVE in content[-_END_OF_ARCHIVE_BYTES:]
    )


def _resolve(value: Any) -> Any:
    """Follow a reference. An undefined object is null."""
    for _ in range(_MAX_REFERENCES):
        if not isinstance(value, IndirectObject):
            return value
        value = value.get_object()
    raise _Unsafe


def _search(reader: PdfReader) -> None:
    """Check every object that is reachable from the trailer, without recursion. Raises _Unsafe."""
    pending: list[Any] = [reader.trailer]
    # ``dict.items`` and ``list.__iter__`` return the references; the methods of pypdf resolve them.
    seen: set[tuple[int, int]] = set()
    count = 0
    while pending:
        value = pending.pop()
        if isinstance(value, IndirectObject):
            key = (value.idnum, value.generation)
            if key in seen:
                continue
            seen.add(key)
            value = _resolve(value)
        if isinstance(value, DictionaryObject):
            _check(value)
            children = [child for name, child in dict.items(value) if name not in _PASSIVE_ENTRIES]
        elif isinstance(value, ArrayObject):
            children = list(list.__iter__(value))
        else:
            continue
        count += 1 + len(children)
        if count > _MAX_OBJECTS:
            raise _Unsafe
        pending += [child for child in children if isinstance(child, IndirectObject | DictionaryObject | ArrayObject)]


def _check(entries: DictionaryObject) -> None:
    """Raise _Unsafe for a dictionary that is active by itself."""
    values = {name: _resolve(value) for name, value in dict.items(entries) if name in _CHECKED_ENTRIES}
    present = {name for name, value in values.items() if value is not None and not isinstance(value, NullObject)}
    if present & _FORBIDDEN_ENTRIES:
        raise _Unsafe
    if values.get("/S") in _FORBIDDEN_ACTIONS or values.get("/Subtype") in _FORBIDDEN_SUBTYPES:
        raise _Unsafe
    if values.get("/Type") == "/EmbeddedFile" or _has_entries(values.get("/EmbeddedFiles")):
        raise _Unsafe
    automatic = [values.get("/OpenAction")]
    if isinstance(triggers := values.get("/AA"), DictionaryObject):
        automatic += dict.values(triggers)
    for action in automatic:
        for step in _chain(action):
            kind = _resolve(dict.get(step, "/S"))
            if kind is not None and kind not in _PASSIVE_ACTIONS:
                raise _Unsafe


def _has_entries(tree: Any) -> bool:
    """Whether a name tree is not empty; some programs write an empty one."""
    if not isinstance(tree, DictionaryObject):
        return False
    return any(name in ("/Names", "/Kids") and _resolve(value) for name, value in dict.items(tree))


def _chain(action: Any) -> Iterator[DictionaryObject]:
    """Yield an action and those that follow it. A destination is no action."""
    pending = [action]
    for _ in range(_MAX_REFERENCES):
        if not pending:
            return
        step = _resolve(pending.pop())
        if isinstance(step, DictionaryObject):
            yield step
            following = _resolve(dict.get(step, "/Next"))
            pending += list(list.__iter__(following)) if isinstance(following, ArrayObject) else [following]
    raise _Unsafe
