"""The press: long documents are whole and well made, what is too much waits or is told so, nothing is left running."""

import asyncio
import io
import re
import threading
from collections.abc import AsyncIterator
from typing import Any

import psutil
import pypdfium2
import pytest
import typst

from services.donation.documents import press as module
from services.donation.documents.bindery import Binder, NotBindable
from services.donation.documents.press import Document, Press, Typesetter
from tests.support.papers import papers

HEAD = {"unit": "Quỹ A", "place": None, "address": None, "form_code": None}
TABLE: dict[str, Any] = {
    "title": "BẢNG", "about": "Năm 2024", "part": None, "head": HEAD, "sum": "0", "sum_label": "Cộng",
    "columns": [{"label": "Tên", "wide": True, "number": False}, {"label": "Số", "wide": False, "number": True},
                {"label": "Ghi chú", "wide": False, "number": False}],
    "facts_title": None, "facts": [], "complete": True, "words": None, "day": "Ngày 01", "signers": ["Kế toán"],
}  # fmt: skip


def document(number: int, rows: int = 1) -> Document:
    """A list of one page that says its number."""
    cells = [{"cells": [f"Dòng Ế {number}/{row} 7 0 R endobj", "1", ""], "struck": False} for row in range(rows)]
    return Document("table.typ", {**TABLE, "rows": cells})


async def parts(count: int) -> AsyncIterator[Document]:
    for number in range(1, count + 1):
        yield document(number)


async def test_a_long_document_is_one_whole_file() -> None:
    pieces = [piece async for piece in Press().book(parts(25))]
    pdf = b"".join(pieces)
    pages = papers(pdf)
    assert [f"Dòng Ế {number}/0 7 0 R endobj" in page.text for number, page in enumerate(pages, 1)] == [True] * 25
    assert re.findall(rb"^% part (\d+)$", pdf, re.MULTILINE) == [b"%d" % n for n in range(1, 26)]
    well_made(pdf)
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_value("Title") == "BẢNG – Năm 2024"
    document.close()


def well_made(pdf: bytes) -> None:
    """Every object is where the table says, every reference leads to one, and readers need mend nothing."""
    assert pdf.startswith(b"%PDF-1.7\n")
    assert pdf.endswith(b"%%EOF\n")
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    assert pdf.startswith(b"xref\n", start)
    rows = pdf[start:].split(b"trailer")[0].split(b"\n", 2)[2]
    assert len(rows) % 20 == 0
    there = set()
    for number in range(len(rows) // 20):
        row = rows[number * 20 : number * 20 + 20]
        if row[17:18] == b"n":
            place = int(row[:10])
            assert pdf.startswith(b"%d 0 obj\n" % number, place), number
            there.add(number)
    without_streams = re.sub(rb"stream\n.*?endstream", b"", pdf, flags=re.DOTALL)
    assert {int(found) for found in re.findall(rb"(\d+) 0 R", without_streams)} <= there
    assert without_streams.count(b"/Type/Catalog") == without_streams.count(b"/Type/Pages") == 1


async def test_no_face_of_the_machine_is_used() -> None:
    pdf = await Press().pdf(document(1))
    faces = set(re.findall(rb"/BaseFont/[A-Z]{6}\+([A-Za-z0-9]+)", pdf))
    assert faces == {b"LibertinusSerif"}
    assert {font.path for font in typst.Fonts(include_system_fonts=False).fonts()} == {None}


async def test_the_same_paper_is_made_of_the_same_bytes() -> None:
    press = Press()
    assert await press.pdf(document(1)) == await press.pdf(document(1))


async def test_many_at_once_are_each_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most = 0, 0
    lock, compiled = threading.Lock(), Typesetter.compile

    def counting(self: Typesetter, document: Document, *, tags: bool = True) -> bytes:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        try:
            return compiled(self, document, tags=tags)
        finally:
            with lock:
                at_work -= 1

    monkeypatch.setattr(Typesetter, "compile", counting)
    press = Press()
    made = await asyncio.gather(*(press.pdf(document(number)) for number in range(20)))
    assert [f"Dòng Ế {number}/0" in papers(pdf)[0].text for number, pdf in enumerate(made)] == [True] * 20
    assert 1 <= most <= module.THREADS


async def test_the_loop_goes_on_while_a_paper_is_made() -> None:
    """typst lets go of the interpreter: what else the service does is not held up."""
    press, loop = Press(), asyncio.get_running_loop()
    making = asyncio.create_task(press.pdf(document(1, rows=2000)))
    longest, before = 0.0, loop.time()
    started = before
    while not making.done():
        await asyncio.sleep(0.001)
        longest, before = max(longest, loop.time() - before), loop.time()
    assert loop.time() - started > 0.2, "else this shows nothing"
    assert longest < (loop.time() - started) / 2


async def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(module, "SECONDS", 0.05)
    monkeypatch.setattr(Typesetter, "compile", lambda *_, **__: released.wait(10) and b"")
    press = Press()
    try:
        waiting = [asyncio.create_task(press.pdf(document(1))) for _ in range(module.THREADS + 2)]
        assert all(isinstance(end, TimeoutError) for end in await asyncio.gather(*waiting, return_exceptions=True))
    finally:
        released.set()


async def test_a_faulty_template_is_an_error_and_not_a_paper() -> None:
    with pytest.raises(typst.TypstError):
        await Press().pdf(Document("table.typ", {"head": HEAD}))
    pieces: list[bytes] = []

    async def read(*documents: Document) -> None:
        async for piece in Press().book(only(*documents)):
            pieces.append(piece)  # noqa: PERF401 - what came before the error counts

    with pytest.raises((RuntimeError, OSError)):
        await read(document(1), Document("table.typ", {"head": HEAD}), document(2))
    assert not b"".join(pieces).endswith(b"%%EOF\n")


async def only(*documents: Document) -> AsyncIterator[Document]:
    for each in documents:
        yield each


async def test_when_the_reader_goes_away_nothing_is_left() -> None:
    press = Press()
    pieces = press.book(parts(500))
    assert await anext(pieces)
    assert children()
    await pieces.aclose()
    async with asyncio.timeout(10):
        while children():
            await asyncio.sleep(0.01)
    assert len(papers(b"".join([piece async for piece in press.book(parts(2))]))) == 2, "and the next one can go on"


async def test_a_long_document_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG_SECONDS", 0.3)

    async def endless() -> AsyncIterator[Document]:
        yield document(1)
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        async for _ in Press().book(endless()):
            pass
    assert not children()


def children() -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children():
        try:
            if "services.donation.documents.bindery" in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


async def test_the_process_is_told_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONATION_DATABASE_URL", "postgresql://x")
    pieces = Press().book(parts(500))
    assert await anext(pieces)
    (child,) = children()
    assert set(child.environ()) == {"PYTHONPATH", "LANG"}
    await pieces.aclose()


def test_what_typst_would_not_write_is_not_bound() -> None:
    pdf = Typesetter().compile(document(1), tags=False)
    for damaged in (b"", b"%PDF-1.7\n", pdf.replace(b"xref\n0 ", b"xref\n1 "), pdf.replace(b"3 0 obj", b"4 0 obj")):
        with pytest.raises(NotBindable):
            Binder().add(damaged)


def test_binding_one_part_gives_the_same_page() -> None:
    binder, pdf = Binder(), Typesetter().compile(document(1), tags=False)
    bound = binder.add(pdf) + binder.end()
    assert papers(bound) == papers(pdf)
    well_made(bound)
    assert io.BytesIO(bound).read(8) == b"%PDF-1.7"
