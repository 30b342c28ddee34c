"""Who may open which staff page, and which forms are taken."""

import re
from uuid import UUID

from services.donation.pages import PAGES
from shared.access import ROLES
from tests.integration.donation.conftest import FUND, TOKENS, Donation, token
from tests.integration.donation.staff import ROOT, Staff, fields_of, led, text_of


def filled_in(path: str) -> str:
    return (
        re.sub(r"{(\w+_id)}", str(FUND), path)
        .replace("{year:int}", "2024")
        .replace("{book}", "TM01")
        .replace("{code}", "DN1234567890")
    )


def test_every_page_says_for_whom() -> None:
    for path, page in PAGES.items():
        assert page.readers <= ROLES, path
        assert page.readers, path
        assert bool(page.take) == bool(page.writers), f"{path}: a form and who may send it"
        assert page.writers <= page.readers, path


async def test_nothing_is_shown_before_signing_in(donation: Donation) -> None:
    for path, page in PAGES.items():
        address = ROOT + filled_in(path)
        answer = await donation.client.get(address)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith(f"{ROOT}/sign-in?next="), path
        assert (await donation.client.get(address, headers={"cookie": "staff=forged"})).status_code == 401, path
        if page.take:
            posted = await donation.client.post(address, data={"amount": "1"}, headers={"origin": "http://test"})
            assert posted.status_code == 401, path
            assert "chưa được ghi" in text_of(posted), "what was typed was not recorded, and that is said"


async def test_a_page_is_for_its_roles_and_a_forbidden_one_names_them(donation: Donation) -> None:
    before = await donation.rows()
    outsider = Staff(donation, "auditor")
    for path, page in PAGES.items():
        if "auditor" not in page.readers:
            answer = await outsider.get(filled_in(path))
            assert answer.status_code == 403, path
            assert "vai trò" in text_of(answer), path
            assert "vai trò: " in text_of(answer)
        if page.take and "auditor" not in page.writers:
            assert (await outsider.post(filled_in(path), {})).status_code == 403, path
    forbidden = await Staff(donation, "cashier").get("/books/close")
    assert "kế toán (accountant)" in text_of(forbidden)
    assert "accountant" in text_of(await Staff(donation, "cashier", "en").get("/books/close"))
    assert await donation.rows() == before


async def test_signing_in_keeps_the_token_where_no_script_can_read_it(donation: Donation) -> None:
    page = await donation.client.get(f"{ROOT}/sign-in?next={ROOT}/books")
    typed = fields_of(page)
    assert typed["next"] == f"{ROOT}/books"
    own = {"origin": "http://test", "sec-fetch-site": "same-origin"}
    body = {"token": f"  {TOKENS['cashier']}\n", "next": typed["next"]}
    answer = await donation.client.post(f"{ROOT}/sign-in", data=body, headers=own)
    assert led(answer) == "/books"
    cookie = answer.headers["set-cookie"]
    assert f"staff={TOKENS['cashier']};" in cookie
    assert {"httponly", "samesite=strict", "path=/staff"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "expires=Fri, 23 May 2025" in cookie, "until the token ends"
    assert "secure" not in cookie.lower()
    safe = await donation.client.post(
        f"https://test{ROOT}/sign-in", data=body, headers=own | {"origin": "https://test"}
    )
    assert "secure" in safe.headers["set-cookie"].lower()
    donation.client.cookies.clear()


async def test_a_wrong_token_is_refused_with_the_remedy(donation: Donation) -> None:
    for typed, said in (("", "Hãy dán thẻ"), ("x.y.z", "không hợp lệ"), ("a" * 5000, "Hãy xin thẻ")):
        answer = await donation.client.post(f"{ROOT}/sign-in", data={"token": typed}, headers={"origin": "http://test"})
        assert answer.status_code == 401
        assert said in text_of(answer)
        assert "set-cookie" not in answer.headers


async def test_signing_in_leads_nowhere_else_and_signing_out_forgets(donation: Donation) -> None:
    for address in ("https://elsewhere.vn", "//elsewhere.vn", "/api", f"{ROOT}x", f"{ROOT}/\\x", ""):
        body = {"token": TOKENS["cashier"], "next": address}
        answer = await donation.client.post(f"{ROOT}/sign-in", data=body, headers={"origin": "http://test"})
        assert answer.headers["location"] == ROOT, address
        donation.client.cookies.clear()
    answer = await Staff(donation, "cashier").press("", "/sign-out")
    assert led(answer) == "/sign-in"
    assert 'staff=""' in answer.headers["set-cookie"]
    donation.client.cookies.clear()


async def test_a_form_is_taken_only_from_a_page_of_its_session(donation: Donation) -> None:
    cashier = Staff(donation, "cashier")
    form = await cashier.filled("/counter", {"amount": "500.000"})
    other = await Staff(donation, "clerk").filled("/counter", {"amount": "500.000"})
    before = await donation.rows()
    for changed, headers in (
        ({"csrf": ""}, {}),
        ({"csrf": other["csrf"]}, {}),
        ({}, {"origin": "https://elsewhere.vn"}),
        ({}, {"sec-fetch-site": "cross-site"}),
    ):
        answer = await cashier.post("/counter", form | changed, headers)
        assert answer.status_code == 403
        assert "Chưa ghi gì cả" in text_of(answer)
    assert await donation.rows() == before
    assert led(await cashier.post("/counter", form)).startswith("/gifts/")


async def test_pages_keep_to_the_funds_of_the_token(donation: Donation) -> None:
    unit, campaign = await donation.unit(), await donation.campaign()
    gift = await donation.gift(unit_id=unit)
    stranger = Staff(donation, "stranger")
    for path in (f"/units/{unit}", f"/campaigns/{campaign}", f"/books/{FUND}/2024/TM01", f"/gifts/{gift['gift_id']}"):
        assert (await stranger.get(path)).status_code in (403, 404), path
    assert "Quỹ Q-1" not in await stranger.page("")
    assert (await stranger.send("/fund", {"fund_id": str(FUND)})).status_code == 422


async def test_the_fund_that_was_chosen_is_worked_for(donation: Donation) -> None:
    admin = Staff(donation, "cashier")
    answer = await admin.send("/fund", {"fund_id": str(UUID(int=2))})
    assert led(answer) == ""
    assert f"staff_fund={UUID(int=2)}" in answer.headers["set-cookie"]
    donation.client.cookies.clear()


async def test_an_address_without_a_page_leads_back(donation: Donation) -> None:
    cashier = Staff(donation, "cashier")
    for path in ("/nowhere", "/gifts/not-an-id", f"/gifts/{FUND}"):
        answer = await cashier.get(path)
        assert answer.status_code == 404, path
        assert "Về trang đầu" in text_of(answer)


async def test_every_answer_is_kept_by_nobody_and_framed_by_nobody(donation: Donation) -> None:
    answer = await Staff(donation, "cashier").get("/counter")
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "style=" not in answer.text
    assert "<script>" not in answer.text


async def test_a_token_of_too_short_a_life_is_out_with_it(donation: Donation) -> None:
    TOKENS["brief"] = token("brief-1", "cashier")
    brief = Staff(donation, "brief")
    assert (await brief.get("/counter")).status_code == 200
    donation.now = donation.now.replace(year=2025, month=12)
    gone = await brief.get("/counter")
    assert gone.status_code == 401
    assert "hết hạn" in text_of(gone)
