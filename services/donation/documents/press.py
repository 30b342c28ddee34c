"""The one place that runs typst: a template, and everything a person typed as data beside it, never as markup."""

import json
from functools import cache
from pathlib import Path
from typing import Final

import typst

TEMPLATES: Final = Path(__file__).parents[1] / "templates"


@cache
def _fonts() -> typst.Fonts:
    """Only the faces that typst itself carries: the same everywhere, and they have every Vietnamese letter."""
    return typst.Fonts(include_system_fonts=False)


def pdf(template: str, data: object) -> bytes:
    """The document that a template makes of ``data``, which it reads as JSON. Blocks: call it in a thread.

    Raises typst.TypstError for a faulty template.
    """
    made = typst.compile(
        TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )  # fmt: skip
    if not isinstance(made, bytes):
        raise TypeError("one file was asked for")
    return made
