"""PDFs as a person sees them: the text of each page, and the QR codes found in its picture."""

import ctypes
from typing import NamedTuple

import pypdfium2
import zxingcpp

DOTS_A_POINT = 3


class Paper(NamedTuple):
    """A page: its size in millimetres, its text with single spaces and
    without the invisible places where a word may be broken, the codes in its picture, its text over lines."""

    width: int
    height: int
    text: str
    codes: list[str]
    lines: list[str]


def papers(pdf: bytes, *, pictures: bool = False) -> list[Paper]:
    """Every page of a PDF; the codes only with ``pictures``, for which each page is drawn."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_paper(page, pictures) for page in document]
    finally:
        document.close()


def _paper(page: pypdfium2.PdfPage, pictures: bool) -> Paper:
    text = page.get_textpage().get_text_bounded().replace("\u200b", "")
    width, height = (round(points * 25.4 / 72) for points in page.get_size())
    return Paper(width, height, " ".join(text.split()), _codes(page) if pictures else [], text.splitlines())


def _codes(page: pypdfium2.PdfPage) -> list[str]:
    picture = page.render(scale=DOTS_A_POINT, grayscale=True)
    dots = memoryview(ctypes.string_at(picture.buffer, len(picture.buffer)))
    return [found.text for found in zxingcpp.read_barcodes(dots.cast("B", (picture.height, picture.stride)))]
