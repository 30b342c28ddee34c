"""QR codes as pictures."""

from io import BytesIO
from typing import Final

import segno

_MODULE: Final = 8
"""Pixels of one module in a PNG."""


def png(text: str) -> bytes:
    """A PNG with its quiet zone, in black and white."""
    return _saved(text, "png", scale=_MODULE)


def svg(text: str) -> bytes:
    """An SVG with its quiet zone, as large as the place where it is shown."""
    return _saved(text, "svg", xmldecl=False, omitsize=True, light="#fff")


def _saved(text: str, kind: str, **options: object) -> bytes:
    """Error correction M: what banks print, and enough for a poster that gets a stain."""
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind=kind, **options)
    return out.getvalue()
