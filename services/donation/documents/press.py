"""The press: a template of ours and somebody's data in, a PDF out."""

import json
from pathlib import Path
from typing import Final

import typst

TEMPLATES: Final = Path(__file__).parents[1] / "templates"


def pdf(template: str, data: object) -> bytes:
    """The PDF that a template makes of ``data`` (whatever JSON can say). Takes some 20 ms: call it in a thread.

    The data are read by the template and never become part of it, so no text of a user is taken for markup.
    """
    made = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=typst.Fonts(include_system_fonts=False),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError("one file was asked for")
    return made
