"""The style sheets keep their promises: small, one place for colours, enough contrast in both schemes."""

import re
from pathlib import Path

import pytest

import services
from shared.web import pages

SHEETS = sorted((Path(pages.__file__).parent / "static" / "css").glob("*.css"))
SERVICES = Path(services.__file__).parent
TOKENS = (SHEETS[0]).read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("prefers-color-scheme: dark")
TEXT_ON_PAPER = ("ink", "soft", "red", "green", "amber", "grey")


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", text))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _mixed(colour: str, paper: str, share: float) -> str:
    pairs = [(int(colour[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(c * share + p * (1 - share)):02x}" for c, p in pairs)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_seven_to_one(scheme: str) -> None:
    colours = _colours(scheme)
    for name in TEXT_ON_PAPER:
        assert _contrast(colours[name], colours["paper"]) >= 7, name
    for name in ("ink", "soft"):
        assert _contrast(colours[name], colours["wash"]) >= 7, name
    for name in ("red", "green", "amber", "grey", "deep", "pale"):
        assert _contrast(colours["on"], colours[name]) >= 7, f"a number on {name}"
        band = _mixed(colours[name], colours["paper"], 0.2)
        assert _contrast(colours["ink"], band) >= 7, f"a word on a band of {name}"


def test_colours_are_written_in_one_place() -> None:
    for sheet in SHEETS[1:]:
        text = sheet.read_text(encoding="utf-8")
        text = re.sub(r"@media print \{\n  :root \{[^}]*\}", "", text)
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsl", text), sheet.name


def test_every_variable_that_is_used_exists() -> None:
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    assert set(re.findall(r"var\((--[a-z0-9]+)", text)) <= set(re.findall(r"(--[a-z0-9]+):", LIGHT))


@pytest.mark.parametrize("service", ["transparency", "donation"])
def test_all_sheets_of_a_site_are_small_and_load_nothing(service: str) -> None:
    theirs = sorted((SERVICES / service / "static" / "css").glob("*.css"))
    assert theirs
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in (*SHEETS, *theirs))
    assert len(text.encode()) < 20_000
    assert "url(" not in text
    assert "@import" not in text
    assert text.count("{") == text.count("}")
