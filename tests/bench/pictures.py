"""Charts of a run as SVG: lines over the number of clients, both axes logarithmic, readable on light and on dark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tests.bench.plan import Figures, Plan
from tests.bench.screens import WAYS

WIDTH, HEIGHT = 760, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 232, 56, 60
_LINE = 16
# A colour for each line, on light and on dark, with at least 4.5 : 1 to the background; the dashes differ as well.
_COLOURS = (("#0a5cc2", "#6cb0ff"), ("#a34400", "#ffa657"), ("#18713a", "#57c77b"), ("#5b616b", "#a9b2bd"))
_DASHES = ("none", "9 4", "2 4", "12 4 2 4")
_STYLE = "\n".join(
    [
        "svg { background: #fff; font: 13px system-ui, sans-serif; --text: #24292f; --grid: #d8dee4; }",
        *(f".s{n} {{ --line: {light}; }}" for n, (light, _) in enumerate(_COLOURS)),
        "text { fill: var(--text); } .title { font-size: 15px; font-weight: 600; }",
        ".grid { stroke: var(--grid); } .label { fill: var(--line); font-weight: 600; }",
        "path { fill: none; stroke: var(--line); stroke-width: 2.5; } circle { fill: var(--line); }",
        "@media (prefers-color-scheme: dark) {",
        "svg { background: #0d1117; --text: #e6edf3; --grid: #30363d; }",
        *(f".s{n} {{ --line: {dark}; }}" for n, (_, dark) in enumerate(_COLOURS)),
        "}",
    ]
)


@dataclass(frozen=True)
class Line:
    """A name and points: a number of clients, and a value in the unit of the chart."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """A chart; ``text`` says in words what it shows."""

    file: str
    title: str
    text: str
    x: str
    y: str
    lines: list[Line]


class _Axis:
    """A logarithmic axis from ``start`` to ``end`` in pixels, with a tick at each 1, 2 and 5 of a power of ten."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        low, high = min(values), max(values)
        powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
        steps = [step * 10**power for power in powers for step in (1, 2, 5)]
        first = max(step for step in steps if step <= low * 1.0001)
        last = min((step for step in steps if step >= high * 0.9999), default=high)
        self.ticks = [step for step in steps if first <= step <= last]
        self._low, self._high = math.log10(first), math.log10(max(last, first * 2))
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return self._start + (math.log10(value) - self._low) / (self._high - self._low) * (self._end - self._start)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _apart(places: list[float]) -> list[float]:
    """Move labels down until none covers another."""
    moved = dict.fromkeys(range(len(places)), 0.0)
    last = -math.inf
    for number in sorted(moved, key=lambda one: places[one]):
        last = moved[number] = max(places[number], last + _LINE)
    return [moved[number] for number in range(len(places))]


def draw(chart: Chart) -> str:
    """Return the chart as SVG."""
    points = [point for line in chart.lines for point in line.points]
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    across = _Axis([x for x, _ in points], _LEFT, right)
    up = _Axis([y for _, y in points], bottom, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(chart.title)}</title><desc id="d">{escape(chart.text)}</desc>',
        f'<style>{_STYLE}</style><text class="title" x="16" y="26">{escape(chart.title)}</text>',
    ]
    for tick in up.ticks:
        place = f"{up.at(tick):.1f}"
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{place}" y2="{place}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{up.at(tick) + 4:.1f}" text-anchor="end">{_number(tick)}</text>')
    for tick in across.ticks:
        place = f"{across.at(tick):.1f}"
        parts.append(f'<line class="grid" x1="{place}" x2="{place}" y1="{_TOP}" y2="{bottom}"/>')
        parts.append(f'<text x="{place}" y="{bottom + 20}" text-anchor="middle">{_number(tick)}</text>')
    middle = (_TOP + bottom) / 2
    parts += [
        f'<text x="{(_LEFT + right) / 2}" y="{HEIGHT - 14}" text-anchor="middle">{escape(chart.x)}</text>',
        f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{escape(chart.y)}</text>',
    ]
    labels = _apart([up.at(line.points[-1][1]) for line in chart.lines])
    for number, (line, label) in enumerate(zip(chart.lines, labels, strict=True)):
        places = [(across.at(x), up.at(y)) for x, y in line.points]
        path = " ".join(f"{'L' if place else 'M'}{x:.1f} {y:.1f}" for place, (x, y) in enumerate(places))
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places)
        look = number % len(_COLOURS)
        parts.append(
            f'<g class="s{look}"><path d="{path}" stroke-dasharray="{_DASHES[look]}"/>{dots}'
            f'<text class="label" x="{right + 12}" y="{label + 4:.1f}">{escape(line.name)}</text></g>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _words(lines: list[Line], unit: str) -> str:
    return "; ".join(
        f"{line.name}: " + ", ".join(f"{y:,.1f} {unit} at {x:,.0f}" for x, y in line.points) for line in lines
    )


def charts(found: list[Figures], plan: Plan) -> list[Chart]:
    """Return the charts for which a run has figures. Values that are not above zero are noise, and left out."""

    def points(one: Figures, key: str, counts: Sequence[int], scale: float) -> list[tuple[float, float]]:
        values = [(count, one.values.get(key.format(count), 0) * scale) for count in counts]
        return [(count, value) for count, value in values if value > 0]

    deliveries = [Line(one.name, points(one, "net_{}", plan.points, 1e6)) for one in found]
    right = [
        Line(words, points(one, way + "_{}_p99", plan.screens, 1e3)) for one in found[:1] for way, words in WAYS.items()
    ]
    made = [
        ("deliveries.svg", "Server CPU per delivery of one event", "clients", "µs per delivery", "µs", deliveries),
        ("screens.svg", "Time until 99 % of the screens are right", "screens", "ms since the commit", "ms", right),
    ]
    return [
        Chart(file, title, f"{title}. {_words(lines, unit)}.", x, y, lines)
        for file, title, x, y, unit, all_lines in made
        if (lines := [line for line in all_lines if line.points])
    ]
