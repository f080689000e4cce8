"""Barcodes in Code 128, which the readers and analyzers of laboratories understand.

The library is imported on first use. Its import takes 0.1 s, as it brings Pillow with it where that is installed.
"""

import re
from dataclasses import dataclass

# Readers need this empty space on both sides.
_QUIET_MODULES = 10


@dataclass(frozen=True, slots=True)
class Barcode:
    """The ``bars`` as (position, width), in modules: the width of the narrowest bar. ``width`` is that of the whole."""

    width: int
    bars: tuple[tuple[int, int], ...]


def code_128(text: str) -> Barcode:
    """Return the barcode of a text of printable ASCII characters."""
    from barcode.codex import Code128

    modules = Code128(text).build()[0]
    runs = re.finditer("1+", modules)
    bars = tuple((_QUIET_MODULES + run.start(), run.end() - run.start()) for run in runs)
    return Barcode(len(modules) + 2 * _QUIET_MODULES, bars)
