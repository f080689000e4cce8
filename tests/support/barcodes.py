"""Reads Code 128 from the bars of an SVG image, with the table of a library other than the one that draws them."""

from itertools import pairwise

from playwright.sync_api import Locator
from reportlab.graphics.barcode.code128 import _patterns

_START_B, _START_C, _STOP = 104, 105, 106
_TO_C, _TO_B = 99, 100
_QUIET = 10
# The widths of bars and spaces, in turn; a letter of either case stands for a width.
_SYMBOLS = {tuple(ord(letter.lower()) - ord("a") + 1 for letter in letters): n for n, letters in _patterns.items()}


def _symbols(bars: list[tuple[int, int]], width: int) -> list[int]:
    assert bars[0][0] >= _QUIET
    assert width - sum(bars[-1]) >= _QUIET
    runs = [bars[0][1]]
    for (at, length), (following, next_length) in pairwise(bars):
        runs += [following - at - length, next_length]
    ends = range(0, len(runs) - 7, 6)
    return [_SYMBOLS[tuple(runs[at : at + 6])] for at in ends] + [_SYMBOLS[tuple(runs[-7:])]]


def _decode(symbols: list[int]) -> str:
    start, *values, check, stop = symbols
    assert start in (_START_B, _START_C)
    assert stop == _STOP
    assert (start + sum(at * value for at, value in enumerate(values, 1))) % 103 == check
    text, in_digits = "", start == _START_C
    for value in values:
        if value == (_TO_B if in_digits else _TO_C):
            in_digits = not in_digits
        else:
            text += f"{value:02}" if in_digits else chr(value + 32)
    return text


def read_barcode(image: Locator) -> str:
    """Return the text of an SVG image whose rectangles are the bars. Fails if it is not readable."""
    found = image.evaluate("""(svg) => ({
        width: svg.viewBox.baseVal.width,
        bars: [...svg.querySelectorAll("rect")].map((one) => [one.x.baseVal.value, one.width.baseVal.value]),
        colours: [...svg.querySelectorAll("rect")].map((one) => getComputedStyle(one).fill),
    })""")
    assert set(found["colours"]) == {"rgb(0, 0, 0)"}
    return _decode(_symbols([(int(at), int(width)) for at, width in found["bars"]], int(found["width"])))
