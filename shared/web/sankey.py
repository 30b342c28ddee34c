"""Where money comes from and goes to, as bands whose width is the sum: from left to right on a wide page, from top to
bottom on a phone. Both are drawn from one layout; the page shows the one that fits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from shared.web.charts import TONES, Tone, chart_id

_WIDE = (960, 340)
"""Width and length of the largest level, in units of the drawing."""
_NARROW = (340, 320)
_LINE = 16.0
_NODE = 14.0
_GAP_WIDE, _GAP_NARROW = 10.0, 4.0
_STEP_NARROW = 96.0
_LABEL_CHARACTERS = 24
_LABEL_WIDTH = 190.0
"""What the longest line of a label takes: the last level needs as much to its right as the others have."""


class Node(NamedTuple):
    """A place that money passes; ``value`` > 0 in đồng, ``text`` as written."""

    key: str
    label: str
    value: int
    text: str
    tone: Tone | None = None


class Level(NamedTuple):
    """The places at one distance from the source, with the word for them all."""

    title: str
    nodes: Sequence[Node]


class Link(NamedTuple):
    """``value`` đồng went from one node to another of the next level."""

    source: str
    target: str
    value: int


class Placed(NamedTuple):
    """A node on its level: where it begins, how long it is, its number in the list and its colour."""

    start: float
    length: float
    number: int
    tone: Tone
    node: Node


class Band(NamedTuple):
    """A link between two levels: where it leaves, where it arrives, how wide it is."""

    level: int
    leaves: float
    arrives: float
    width: float
    tone: Tone


def flow(title: str, description: str, levels: Sequence[Level], links: Sequence[Link]) -> Markup:
    """The figure, with both drawings and the numbered list of its places."""
    largest = max((sum(node.value for node in level.nodes) for level in levels), default=0)
    if not largest:
        return Markup()
    (wide_width, wide_length), (narrow_width, narrow_length) = _WIDE, _NARROW
    wide = _place(levels, wide_length / largest, _GAP_WIDE, _label_room)
    most = max(len(level.nodes) for level in levels)
    narrow = _place(levels, (narrow_length - _GAP_NARROW * (most - 1)) / largest, _GAP_NARROW, lambda node: 0.0)
    return Markup(
        '<figure class="chart flow"><figcaption>{}</figcaption>{}{}<ol class="legend">{}</ol></figure>'
    ).format(
        title,
        _across(chart_id("w", title, description), title, description, levels, wide, _bands(wide, links), wide_width),
        _down(
            chart_id("n", title, description), title, description, levels, narrow, _bands(narrow, links), narrow_width
        ),
        _legend(narrow),
    )


def _place(levels: Sequence[Level], scale: float, gap: float, least: Callable[[Node], float]) -> list[list[Placed]]:
    """Every node on its level, one after the other, each with room for its label."""
    placed: list[list[Placed]] = []
    number = 0
    for level in levels:
        row: list[Placed] = []
        start = 0.0
        for position, node in enumerate(level.nodes):
            number += 1
            length = max(node.value * scale, 1.0)
            row.append(Placed(start, length, number, node.tone or TONES[position % len(TONES)], node))
            start += max(length, least(node)) + gap
        placed.append(row)
    return placed


def _bands(placed: Sequence[Sequence[Placed]], links: Sequence[Link]) -> list[Band]:
    """The links in the order of their nodes, so that bands between two levels cross as little as they can."""
    where: Mapping[str, tuple[int, Placed]] = {
        item.node.key: (level, item) for level, row in enumerate(placed) for item in row
    }
    order = {key: position for position, key in enumerate(where)}
    left = {key: item.start for key, (_, item) in where.items()}
    arrived = dict(left)
    bands: list[Band] = []
    for link in sorted(links, key=lambda link: (order[link.source], order[link.target])):
        level, source = where[link.source]
        width = source.length * link.value / source.node.value
        bands.append(Band(level, left[link.source], arrived[link.target], width, source.tone))
        left[link.source] += width
        arrived[link.target] += width
    return bands


def _across(
    name: str,
    title: str,
    description: str,
    levels: Sequence[Level],
    placed: Sequence[Sequence[Placed]],
    bands: Iterable[Band],
    width: int,
) -> Markup:
    step = (width - _NODE - _LABEL_WIDTH) / max(len(levels) - 1, 1)
    top = 28.0
    height = top + max(item.start + max(item.length, _label_room(item.node)) for row in placed for item in row)
    drawn: list[Markup] = []
    for band in bands:
        x0, x1 = band.level * step + _NODE, (band.level + 1) * step
        drawn.append(_ribbon(band, x0, top + band.leaves, x1, top + band.arrives, upright=False))
    for level, row in enumerate(placed):
        x = level * step
        drawn.append(_text("level", x, 14, levels[level].title, "start"))
        for item in row:
            y = top + item.start
            drawn.append(_box(item.tone, x, y, _NODE, item.length))
            lines = [*_wrap(item.node.label), item.node.text]
            for line, words in enumerate(lines):
                style = "figure" if line == len(lines) - 1 else "label"
                drawn.append(_text(style, x + _NODE + 8, y + 14 + _LINE * line, words, "start"))
    return _svg("wide", name, title, description, width, height, drawn)


def _down(
    name: str,
    title: str,
    description: str,
    levels: Sequence[Level],
    placed: Sequence[Sequence[Placed]],
    bands: Iterable[Band],
    width: int,
) -> Markup:
    head, thick = 20.0, 26.0
    drawn: list[Markup] = []
    for band in bands:
        y0 = band.level * _STEP_NARROW + head + thick
        y1 = (band.level + 1) * _STEP_NARROW + head
        drawn.append(_ribbon(band, band.leaves, y0, band.arrives, y1, upright=True))
    for level, row in enumerate(placed):
        y = level * _STEP_NARROW
        drawn.append(_text("level", 0, y + 14, levels[level].title, "start"))
        for item in row:
            drawn.append(_box(item.tone, item.start, y + head, item.length, thick))
            if item.length >= 18:
                drawn.append(
                    _text(f"on-{item.tone}", item.start + item.length / 2, y + head + 18, str(item.number), "middle")
                )
    height = (len(placed) - 1) * _STEP_NARROW + head + thick
    return _svg("narrow", name, title, description, width, height, drawn)


def _svg(
    kind: str, name: str, title: str, description: str, width: float, height: float, drawn: Sequence[Markup]
) -> Markup:
    return Markup(
        '<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{description}</desc>{drawn}</svg>'
    ).format(
        kind=kind,
        width=_number(width),
        height=_number(height),
        name=name,
        title=title,
        description=description,
        drawn=Markup().join(drawn),
    )


def _ribbon(band: Band, x0: float, y0: float, x1: float, y1: float, *, upright: bool) -> Markup:
    """A band from one node to another, ``band.width`` wide, bent like an S."""
    w = band.width
    if upright:
        middle = (y0 + y1) / 2
        there = (x0, y0, x0, middle, x1, middle, x1, y1)
        back = (x1 + w, y1, x1 + w, middle, x0 + w, middle, x0 + w, y0)
    else:
        middle = (x0 + x1) / 2
        there = (x0, y0, middle, y0, middle, y1, x1, y1)
        back = (x1, y1 + w, middle, y1 + w, middle, y0 + w, x0, y0 + w)
    return Markup('<path class="band {}" d="M{} {}C{} {} {} {} {} {}L{} {}C{} {} {} {} {} {}Z"/>').format(
        band.tone, *map(_number, (*there, *back))
    )


def _box(tone: Tone, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        tone, *map(_number, (x, y, width, height))
    )


def _text(style: str, x: float, y: float, words: str, anchor: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        style, _number(x), _number(y), anchor, words
    )


def _legend(placed: Sequence[Sequence[Placed]]) -> Markup:
    return Markup().join(
        Markup(
            '<li><span class="key {}">{}</span> <span class="label">{}</span> <span class="figure">{}</span></li>'
        ).format(item.tone, item.number, item.node.label, item.node.text)
        for row in placed
        for item in row
    )


def _wrap(label: str) -> list[str]:
    """The words of a label in lines that fit beside a node; none is cut."""
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LABEL_CHARACTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _label_room(node: Node) -> float:
    """What the label and the figure beside a node take."""
    return _LINE * (len(_wrap(node.label)) + 1) + 4


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
