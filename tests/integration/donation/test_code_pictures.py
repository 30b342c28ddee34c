"""What is printed of a payment code: pictures and the poster, read by decoders that are not ours."""

import io
from typing import Any

import pypdfium2
import pytest
import qr_pay
import zxingcpp
from PIL import Image

from services.donation.domain.payment_code import find_codes
from tests.integration.donation.conftest import FUND, Donation

ACCOUNT: dict[str, Any] = {
    "fund_id": str(FUND), "kind": "bank", "bank_bin": "970436", "bank_name": "Vietcombank", "number": "0011001932418",
    "holder": "QUY DEN ON DAP NGHIA XA A", "opened_on": "2024-01-02",
}  # fmt: skip


async def code_of(donation: Donation, account: dict[str, Any] | None = None, **meaning: object) -> str:
    made = await donation.done("/accounts", ACCOUNT | (account or {}), by="admin")
    issued = await donation.done("/payment-codes", {"account_id": made["account_id"], **meaning}, by="admin")
    return str(issued["code"])


def scanned(picture: Image.Image) -> str:
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


@pytest.mark.parametrize("amount", [None, 1, 9_999_999_999_999])
async def test_the_picture_leads_to_the_account_with_the_code_as_memo(donation: Donation, amount: int | None) -> None:
    code = await code_of(donation)
    query = "" if amount is None else f"?amount={amount}"
    answer = await donation.get(f"/payment-codes/{code.lower()}/qr.png{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(answer.content)) as picture:
        read = qr_pay.decode(scanned(picture))
    assert (read["bin_id"], read["consumer_id"], read["purpose_of_transaction"]) == ("970436", ACCOUNT["number"], code)
    assert read["transaction_amount"] == (None if amount is None else str(amount))
    drawing = await donation.get(f"/payment-codes/{code}/qr.svg{query}")
    assert (drawing.status_code, drawing.headers["content-type"]) == (200, "image/svg+xml")
    assert drawing.text.startswith("<svg")


@pytest.mark.parametrize("kind", ["qr.png", "qr.svg"])
async def test_amounts_that_no_qr_can_ask_for(donation: Donation, kind: str) -> None:
    code = await code_of(donation)
    refused = [
        ("0", "qr_amount_not_positive"), ("-5", "qr_amount_not_positive"), ("10000000000000", "qr_amount_too_large"),
        ("abc", "invalid"), ("1.5", "invalid"), ("", "invalid"), ("500.000", "invalid"),
    ]  # fmt: skip
    for amount, expected in refused:
        answer = (await donation.get(f"/payment-codes/{code}/{kind}?amount={amount}")).json()
        assert (answer["status"], answer["code"], answer["errors"][0]["field"]) == (422, expected, "amount"), amount


@pytest.mark.parametrize("kind", ["qr.png", "qr.svg", "poster.pdf"])
async def test_nobody_is_sent_to_what_is_not_in_use(donation: Donation, kind: str) -> None:
    code = await code_of(donation)
    await donation.done(f"/payment-codes/{code}/revoke", {}, by="admin")
    treasury = await code_of(donation, {"kind": "treasury", "bank_bin": None, "number": "3713090"})
    closing = await code_of(donation, {"number": "5000"})
    account_id = (await donation.read(f"/payment-codes/{closing}"))["account_id"]
    await donation.done(f"/accounts/{account_id}/close", {"closed_on": "2024-07-28"}, by="admin")
    refused = [(code, "code_revoked"), (treasury, "account_without_bin"), (closing, "account_closed")]
    for text, expected in refused:
        answer = await donation.get(f"/payment-codes/{text}/{kind}")
        assert (answer.status_code, answer.json()["code"]) == (409, expected)


async def test_the_poster_says_whom_the_money_is_for_and_how_to_send_it(donation: Donation) -> None:
    unit = await donation.unit(name="Trường #strong[A] *b* $x$ \\ \"c\" 'd' <e> @f")
    code = await code_of(donation, campaign_id=await donation.campaign(), unit_id=unit)
    answer = await donation.get(f"/payment-codes/{code}/poster.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    page, words = read(answer.content)
    assert qr_pay.decode(scanned(page))["purpose_of_transaction"] == code
    for said in ("QUỸ Q-1", "Đợt 27/7", "Trường #strong[A] *b* $x$ \\ \"c\" 'd' <e> @f", "Vietcombank",
                 "0011 0019 3241 8", ACCOUNT["holder"], "giữ nguyên nội dung chuyển khoản"):  # fmt: skip
        assert said in words
    assert find_codes(words).codes == (code,), "as it is printed it is found in a memo"


async def test_a_poster_names_a_person_only_with_consent(donation: Donation) -> None:
    consent = {"name_consent_on": "2024-07-01"}
    for n, (changes, named) in enumerate([({}, False), (consent, True)]):
        unit = await donation.unit(f"P-{n}", kind="person", name="Nguyễn Thị Bích", **changes)
        code = await code_of(donation, {"number": f"100{n}"}, unit_id=unit)
        _, words = read((await donation.get(f"/payment-codes/{code}/poster.pdf")).content)
        assert ("Bích" in words) is named


async def test_long_names_stay_on_one_page(donation: Donation) -> None:
    unit = await donation.unit(name=("Trường trung học phổ thông chuyên " * 9)[:300])
    campaign = await donation.campaign(name=("Đợt vận động xây dựng nhà tình nghĩa " * 9)[:300])
    account = {"holder": ("QUY DEN ON DAP NGHIA " * 7)[:140], "bank_name": ("Ngan hang Nong nghiep " * 3)[:60]}
    code = await code_of(donation, account, unit_id=unit, campaign_id=campaign)
    page, words = read((await donation.get(f"/payment-codes/{code}/poster.pdf")).content)
    assert qr_pay.decode(scanned(page))["purpose_of_transaction"] == code
    assert "giữ nguyên nội dung chuyển khoản" in words


async def test_a_walk_in_poster_needs_neither_campaign_nor_unit(donation: Donation) -> None:
    code = await code_of(donation)
    page, words = read((await donation.get(f"/payment-codes/{code}/poster.pdf")).content)
    assert qr_pay.decode(scanned(page))["purpose_of_transaction"] == code
    assert "none" not in words.lower()


def read(document: bytes) -> tuple[Image.Image, str]:
    """The only page of a PDF, as a picture and as words in single spaces."""
    pdf = pypdfium2.PdfDocument(document)
    (page,) = pdf
    return page.render(scale=2).to_pil(), " ".join(page.get_textpage().get_text_range().split())
