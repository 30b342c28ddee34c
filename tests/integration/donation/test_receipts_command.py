"""``denon receipts`` as it is typed: the file is whole or not there, and what the service refuses is said in a line."""

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
import uvicorn

from deploy.cli import main
from deploy.commands import receipts as command
from deploy.embedded.worker import free_port
from services.donation.documents import press
from tests.integration.donation.conftest import FUND, TOKENS, Donation
from tests.support.papers import papers


@pytest.fixture
async def url(donation: Donation) -> AsyncIterator[str]:
    """The service on a port of its own."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(donation.service.app, port=port, lifespan="off", log_config=None))
    server.capture_signals = contextless  # type: ignore[method-assign,assignment] # the test run keeps its signals
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


class contextless:  # noqa: N801 - stands for a function that gives a context manager
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


async def denon(monkeypatch: pytest.MonkeyPatch, url: str, out: Path, *words: str, book: str = "TM01") -> int:
    """The exit code of ``denon receipts``."""
    options = ["--fund", str(FUND), "--year", "2024", "--out", str(out), "--url", url, "--token", TOKENS["cashier"]]
    monkeypatch.setattr(sys, "argv", ["denon", "receipts", book, *options, *words])

    def call() -> int:
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
        return 0

    return await asyncio.to_thread(call)


async def test_a_book_becomes_a_file(
    donation: Donation, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(12):
        await donation.gift()
    out = tmp_path / "quyen.pdf"
    assert await denon(monkeypatch, url, out) == 0
    said = capsys.readouterr().out
    assert "12 receipts" in said
    assert "12/12" in said
    assert [page.text.split("Phiếu TM01/")[1].split("/")[0] for page in papers(out.read_bytes())][::3] == [
        str(number) for number in range(1, 13)
    ]
    assert await denon(monkeypatch, url, out, "--from", "7", "--to", "7", "--format", "a4") == 0
    pages = papers(out.read_bytes())
    assert ["BẢN SAO – lần 1" in page.text for page in pages] == [True] * 3
    assert pages[0].height == 297
    assert [path.name for path in tmp_path.iterdir()] == ["quyen.pdf"]


async def test_what_is_refused_is_said(
    donation: Donation, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        await donation.gift()
    out = tmp_path / "quyen.pdf"
    out.write_bytes(b"old")
    for words, book, at, sentence in (
        (("--to", "9"), "TM01", url, "This book has receipts 1 to 2."),
        ((), "TM99", url, "There is no such receipt book."),
        ((), "TM01", f"http://127.0.0.1:{free_port()}", "can't be reached"),
    ):
        assert await denon(monkeypatch, at, out, *words, book=book) == 1
        assert sentence in " ".join(capsys.readouterr().err.split())
    assert out.read_bytes() == b"old"


async def test_half_a_file_is_no_file(
    donation: Donation, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service stops in the midst of the file: nothing is left that looks like one."""
    for _ in range(25):
        await donation.gift()
    whole = press.Press.book

    async def broken(self: press.Press, parts: AsyncIterator[press.Document]) -> AsyncGenerator[bytes, None]:
        async with aclosing(whole(self, parts)) as pieces:
            yield await anext(pieces)
            raise RuntimeError("power cut")

    monkeypatch.setattr(press.Press, "book", broken)
    assert await denon(monkeypatch, url, tmp_path / "quyen.pdf") == 1
    assert "stopped answering" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_mark_across_two_pieces_is_seen() -> None:
    pieces = [b"x% part 1", b"0\nyy% pa", b"rt 11\n", b"z"]
    assert [parts for _, parts in command._with_parts(iter(pieces))] == [0, 10, 11, 11]
