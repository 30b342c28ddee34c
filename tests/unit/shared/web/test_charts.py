"""Charts: exact lengths, words beside every colour, nothing that breaks out of its place."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from shared.web import Bar, Level, Link, Node, Share, bars, flow, stacked_bar, thin_bar
from shared.web.charts import apart, percentage

EVIL = '<script>alert("x")</script> & "quoted"'


def _parse(markup: Markup) -> ET.Element:
    return ET.fromstring(f"<x>{markup}</x>")  # noqa: S314 - our own output


@given(st.integers(0, 10**16), st.integers(1, 10**16))
def test_a_length_is_exact_to_a_thousandth_of_a_percent(value: int, whole: int) -> None:
    text = percentage(value, whole)
    assert re.fullmatch(r"\d+(\.\d{1,3})?%", text)
    assert abs(float(text[:-1]) - value * 100 / whole) <= 0.001 + value * 1e-12 / whole
    assert percentage(value, 0) == "0%"


def test_what_passes_a_target_is_drawn_past_it() -> None:
    drawing = _parse(thin_bar(245, 100))
    rest, bar, tick = drawing.iter("rect")
    assert (rest.get("width"), bar.get("width"), tick.get("x")) == ("100%", "100%", "40.816%")
    _, bar, tick = _parse(thin_bar(50, 100)).iter("rect")
    assert (bar.get("width"), tick.get("x")) == ("50%", "100%")


def test_a_bar_without_target_or_value_can_be_drawn() -> None:
    assert len(list(_parse(thin_bar(5, 0)).iter("rect"))) == 2
    assert len(list(_parse(thin_bar(0, 0)).iter("rect"))) == 2
    assert _parse(thin_bar(-5, 10)).find(".//rect[@class='red']").get("width") == "0%"  # type: ignore[union-attr] # there
    assert _parse(bars("Không có gì", [])).find(".//li") is None


def test_the_parts_of_a_stacked_bar_fill_it_and_are_listed() -> None:
    shares = [Share("Quỹ", 50, "50 đ"), Share("Gia đình", 110, "110 đ", href="/x"), Share("Khác", 0, "0 đ")]
    chart = _parse(stacked_bar("Tiền", "Mô tả", shares))
    widths = [float((rect.get("width") or "").rstrip("%")) for rect in chart.iter("rect")]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    items = ["".join(item.itertext()).split() for item in chart.iter("li")]
    assert items == [["1", "Quỹ", "50", "đ"], ["2", "Gia", "đình", "110", "đ"], ["3", "Khác", "0", "đ"]]
    assert chart.find(".//li//a").get("href") == "/x"  # type: ignore[union-attr] # there


def test_a_narrow_part_has_its_number_above_the_bar() -> None:
    shares = [Share("Lớn", 940, "940 đ"), *(Share(f"Nhỏ {n}", 15, "15 đ") for n in range(4)), Share("Không", 0, "0 đ")]
    chart = _parse(stacked_bar("Tiền", "Mô tả", shares))
    drawing = chart.find(".//svg")
    assert drawing is not None
    assert [text.text for text in drawing.iter("text")] == ["1", "2", "3", "4", "5"], "each that is drawn has its own"
    above = [text for text in drawing.iter("text") if text.get("class") == "out"]
    lines = list(drawing.iter("line"))
    assert [text.text for text in above] == ["2", "3", "4", "5"]
    for text, line, rect in zip(above, lines, list(drawing.iter("rect"))[1:], strict=False):
        assert text.get("x") == line.get("x1")
        left, width = (float((rect.get(name) or "").rstrip("%")) for name in ("x", "width"))
        assert left < float((line.get("x2") or "").rstrip("%")) < left + width, "the line leads to its part"
    top = {rect.get("y") for rect in drawing.iter("rect")}
    assert top == {lines[0].get("y2")} == {"26"}
    assert drawing.get("height") == "66"
    plain = _parse(stacked_bar("Tiền", "Mô tả", [Share("A", 1, ""), Share("B", 1, "")])).find(".//svg")
    assert plain is not None
    assert plain.get("height") == "40", "no room is kept for what is not there"


@given(st.lists(st.integers(0, 100_000), max_size=40).map(sorted), st.integers(1, 9_000))
def test_numbers_keep_apart_and_within_the_bar(wanted: list[int], room: int) -> None:
    places = apart(wanted, room)
    between = min(room, 100_000 // max(1, len(wanted)))
    assert all(second - first >= between for first, second in pairwise(places))
    assert all(between // 2 <= place <= 100_000 - between // 2 for place in places)
    assert apart(places, room) == places, "what has room stays where it is wanted"


@pytest.mark.parametrize("make", ["stacked", "flow"])
def test_a_drawing_has_a_title_and_a_description_for_those_who_do_not_see_it(make: str) -> None:
    if make == "stacked":
        chart = _parse(stacked_bar("Tiền", "Quỹ một nửa", [Share("Quỹ", 1, "1 đ")]))
    else:
        levels = [Level("Từ", [Node("a", "A", 1, "1 đ")]), Level("Đến", [Node("b", "B", 1, "1 đ")])]
        chart = _parse(flow("Tiền", "Quỹ một nửa", levels, [Link("a", "b", 1)]))
    drawings = list(chart.iter("svg"))
    ids = [element.get("id") for element in chart.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 2 * len(drawings)
    for svg in drawings:
        assert svg.get("role") == "img"
        named = [chart.find(f".//*[@id='{name}']") for name in (svg.get("aria-labelledby") or "").split()]
        assert [element.text for element in named if element is not None] == ["Tiền", "Quỹ một nửa"]


def test_words_of_users_stay_words() -> None:
    level = Level(EVIL, [Node("a", EVIL, 1, EVIL)])
    for chart in (
        bars(EVIL, [Bar(EVIL, 1, EVIL, href='javascript:"')]),
        stacked_bar(EVIL, EVIL, [Share(EVIL, 1, EVIL)]),
        flow(EVIL, EVIL, [level], []),
    ):
        assert _parse(chart).find(".//script") is None
        assert EVIL in "".join(_parse(chart).itertext())


def test_no_chart_needs_a_style_attribute() -> None:
    """The content security policy forbids them."""
    levels = [Level("Từ", [Node("a", "A", 1, "1 đ")]), Level("Đến", [Node("b", "B", 1, "1 đ")])]
    charts = [thin_bar(1, 2), bars("x", [Bar("a", 1, "1")]), flow("x", "y", levels, [Link("a", "b", 1)])]
    assert not any("style=" in chart for chart in charts)


nodes = st.lists(st.integers(1, 10**12), min_size=1, max_size=8)


@settings(max_examples=30)
@given(nodes, nodes)
def test_bands_leave_and_arrive_within_their_nodes(givers: list[int], uses: list[int]) -> None:
    whole = sum(givers) * sum(uses)
    sources = [Node(f"g{i}", f"g{i}", value * sum(uses), "") for i, value in enumerate(givers)]
    targets = [Node(f"u{i}", f"u{i}", value * sum(givers), "") for i, value in enumerate(uses)]
    links = [
        Link(source.key, target.key, source.value * target.value // whole)
        for source in sources
        for target in targets
        if source.value * target.value // whole
    ]
    chart = _parse(flow("x", "y", [Level("a", sources), Level("b", targets)], links))
    for svg in chart.iter("svg"):
        _, _, width, height = map(float, (svg.get("viewBox") or "").split())
        for rect in svg.iter("rect"):
            x, y, w, h = (float(rect.get(name) or 0) for name in ("x", "y", "width", "height"))
            assert 0 <= x <= x + w <= width + 0.2 + len(sources) + len(targets)
            assert 0 <= y <= y + h <= height + 0.2
        assert len(list(svg.iter("path"))) == len(links)


def test_a_flow_of_nothing_is_nothing() -> None:
    assert flow("x", "y", [], []) == ""
    assert flow("x", "y", [Level("a", [])], []) == ""
