"""Bars as SVG, sized in percent so that they fill a phone and a sheet of paper alike; words and figures stay text.

Colour never tells alone: each part has its word and figure beside it, parts of one bar are numbered.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from markupsafe import Markup

Tone = Literal["red", "green", "amber", "grey", "deep", "pale"]
ROOM: Final = 6
"""Percent of a bar's width that a number needs beside its neighbours, on a phone."""
TONES: tuple[Tone, ...] = ("red", "amber", "green", "grey", "deep", "pale")
"""In this order when the parts of a chart have no meaning of their own."""


class Bar(NamedTuple):
    """One row of a bar chart. ``value`` and ``target`` in one unit; ``text`` is the figure as written."""

    label: str
    value: int
    text: str
    target: int = 0
    href: str = ""
    tone: Tone = "red"


class Share(NamedTuple):
    """One part of a whole; ``value`` >= 0, ``text`` is the figure as written."""

    label: str
    value: int
    text: str
    href: str = ""
    tone: Tone | None = None


def chart_id(*parts: str) -> str:
    """An id for the elements of a chart, the same each time the same chart is made."""
    return "c" + hashlib.blake2b("\n".join(parts).encode(), digest_size=5).hexdigest()


def percentage(value: int, whole: int) -> str:
    """value / whole as a length in SVG: "37.5%"."""
    thousandths = value * 100_000 // whole if whole else 0
    return f"{thousandths // 1000}.{thousandths % 1000:03}".rstrip("0").rstrip(".") + "%"


def thin_bar(actual: int, target: int, tone: Tone = "red") -> Markup:
    """A hair-thin bar for a cell of a table, with a tick where the target is; what passes it is drawn past it.

    Hidden from screen readers: the figure stands in the cell beside it.
    """
    whole = max(actual, target, 1)
    tick = _tick(target, whole, 10) if target else Markup()
    return Markup(
        '<svg class="thin" width="100%" height="10" aria-hidden="true" focusable="false">'
        '<rect class="rest" y="3" width="100%" height="4"/><rect class="{}" y="3" width="{}" height="4"/>{}</svg>'
    ).format(tone, percentage(max(actual, 0), whole), tick)


def bars(title: str, rows: Sequence[Bar]) -> Markup:
    """A list of labelled bars, the longest as wide as the page; the words wrap like any text."""
    whole = max((max(row.value, row.target) for row in rows), default=0)
    items = Markup().join(
        Markup(
            '<li><span class="label">{}</span> <span class="figure">{}</span>'
            '<svg width="100%" height="16" aria-hidden="true" focusable="false">'
            '<rect class="{}" y="2" width="{}" height="12"/>{}</svg></li>'
        ).format(
            _linked(row.label, row.href),
            row.text,
            row.tone,
            percentage(max(row.value, 0), whole),
            _tick(row.target, whole, 16) if row.target else "",
        )
        for row in rows
    )
    return Markup('<figure class="chart bars"><figcaption>{}</figcaption><ul>{}</ul></figure>').format(title, items)


def stacked_bar(title: str, description: str, shares: Sequence[Share]) -> Markup:
    """One bar divided into its parts, each numbered, with the list of the parts under it. A part that is too narrow for
    its number has it above the bar, with a line down to it."""
    whole = sum(share.value for share in shares)
    name = chart_id(title, description)
    wide: list[Markup] = []
    thin: list[Markup] = []
    above: dict[int, int] = {}  # numbers of narrow parts, and where their middle is, in thousandths of a percent
    top = 26 if any(0 < share.value * 100 < whole * ROOM for share in shares) else 0
    start = 0
    for number, share in enumerate(shares, 1):
        left, width, tone = percentage(start, whole), percentage(share.value, whole), _tone(share, number)
        is_thin = share.value * 100 < whole * ROOM
        part = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="40"/>')
        (thin if is_thin else wide).append(part.format(f"{tone} thin" if is_thin else tone, left, top, width))
        if not is_thin and whole:
            middle = percentage(2 * start + share.value, 2 * whole)
            wide.append(Markup('<text class="on-{}" x="{}" y="{}">{}</text>').format(tone, middle, top + 26, number))
        elif share.value:
            above[number] = (2 * start + share.value) * 50_000 // whole
        start += share.value
    legend = Markup().join(
        Markup(
            '<li><span class="key {}">{}</span> <span class="label">{}</span> <span class="figure">{}</span></li>'
        ).format(_tone(share, number), number, _linked(share.label, share.href), share.text)
        for number, share in enumerate(shares, 1)
    )
    return Markup(
        '<figure class="chart stacked"><figcaption>{title}</figcaption>'
        '<svg width="100%" height="{height}" role="img" aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{description}</desc>{parts}</svg>'
        '<ol class="legend">{legend}</ol></figure>'
    ).format(
        title=title,
        name=name,
        height=top + 40,
        description=description,
        parts=Markup().join([*wide, *thin, *_pointers(above, top)]),  # thin ones last: nothing is drawn over them
        legend=legend,
    )


def _pointers(above: Mapping[int, int], top: int) -> Iterator[Markup]:
    """Numbers in a row above a bar, each apart from the next, with a line from each to the middle of its part."""
    for (number, middle), place in zip(above.items(), apart(list(above.values()), ROOM * 1000), strict=True):
        x, down = percentage(place, 100_000), percentage(middle, 100_000)
        yield Markup('<line x1="{}" y1="16" x2="{}" y2="{}"/><text class="out" x="{}" y="12">{}</text>').format(
            x, down, top, x, number
        )


def apart(wanted: Sequence[int], room: int, whole: int = 100_000) -> list[int]:
    """Places along a line from 0 to ``whole``, each as near to the one that is wanted as its neighbours let it be:
    ``room`` around each, or less when there are too many. ``wanted`` is in order."""
    room = min(room, whole // max(1, len(wanted)))
    places: list[int] = []
    for place in wanted:
        places.append(max(place, places[-1] + room if places else room // 2))
    last = whole - room // 2
    for n in range(len(places) - 1, -1, -1):
        places[n] = min(places[n], last)
        last = places[n] - room
    return places


def _tick(target: int, whole: int, height: int) -> Markup:
    """The mark of a target, seen on the bar and beside it."""
    return Markup('<rect class="tick" x="{}" width="3" height="{}"/>').format(percentage(target, whole), height)


def _tone(share: Share, number: int) -> Tone:
    return share.tone or TONES[(number - 1) % len(TONES)]


def _linked(label: str, href: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, label) if href else Markup("{}").format(label)


def for_templates() -> Mapping[str, Callable[..., Markup]]:
    """The charts under the names that templates use."""
    return {"thin_bar": thin_bar, "bars": bars, "stacked_bar": stacked_bar}
