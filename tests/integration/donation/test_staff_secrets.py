"""The secrets with which a bank signs, through the staff pages: each is seen once."""

import re
from datetime import timedelta

import httpx

from tests.integration.donation.conftest import Donation
from tests.integration.donation.lines import account
from tests.integration.donation.staff import Staff, led, text_of
from tests.integration.donation.test_bank_callbacks import tell, told


def secret_in(page: httpx.Response) -> str:
    found = re.search(r'id="f-secret"[^>]*>([^<]+)<', page.text)
    assert found, text_of(page)
    return found[1]


async def test_a_secret_is_shown_once_and_the_bank_signs_with_it(donation: Donation) -> None:
    account_id, admin = await account(donation), Staff(donation, "admin")
    home = f"/accounts/{account_id}/callback-secrets"
    assert f'href="/staff/donation{home}"' in (await admin.get(f"/accounts/{account_id}")).text
    assert home not in (await Staff(donation, "accountant").get(f"/accounts/{account_id}")).text
    page = await admin.page(home)
    assert "chưa có khoá" in page
    assert f"/api/donation/bank-callbacks/{account_id}" in page
    assert "Bỏ các khoá cũ" not in page, "there are none"
    assert "chỉ hiện một lần" in await admin.page(f"{home}/new"), "said before it happens"
    form = await admin.filled(f"{home}/new", {})
    made = await admin.post(f"{home}/new", form)
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    secret = secret_in(made)
    assert (await tell(donation, account_id, secret, told())).status_code == 200
    assert secret_in(await admin.post(f"{home}/new", form)) == secret, "a second click shows what the first has made"
    donation.now += timedelta(seconds=11)
    again = led(await admin.post(f"{home}/new", form))
    assert again == f"{home}?done=before", "sent again later it makes no second one and does not show the first"
    assert "đã hiện một lần" in await admin.page(again)
    assert len(await donation.admin("select from callback_secret")) == 1
    for path in (home, again, f"/accounts/{account_id}"):
        assert secret not in (await admin.get(path)).text
    kept = await donation.admin("select body from idempotency")
    assert all(secret.encode() not in row["body"] for row in kept)


async def test_secrets_are_rotated_and_the_old_ones_ended(donation: Donation) -> None:
    account_id, admin = await account(donation), Staff(donation, "admin")
    home = f"/accounts/{account_id}/callback-secrets"
    first, second, third = [secret_in(await admin.send(f"{home}/new", {})) for _ in range(3)]
    page = await admin.page(home)
    assert re.search(r"Mới nhất .* Còn dùng được .* Hết hiệu lực", page)
    for key, status in ((first, 401), (second, 200), (third, 200)):
        assert (await tell(donation, account_id, key, told(bank_id=key[:8]))).status_code == status
    assert "sẽ bị từ chối" in await admin.page(f"{home}/retire")
    form = await admin.filled(f"{home}/retire", {})
    ended = led(await admin.post(f"{home}/retire", form))
    assert ended == led(await admin.post(f"{home}/retire", form)), "a second click leads to the same page"
    assert "Các khoá cũ đã hết hiệu lực" in await admin.page(ended)
    for key, status in ((second, 401), (third, 200)):
        assert (await tell(donation, account_id, key, told(bank_id="R"))).status_code == status
    assert "Không có khoá cũ nào" in await admin.page(led(await admin.send(f"{home}/retire", {})))


async def test_secrets_are_the_administrators_of_the_fund_alone(donation: Donation) -> None:
    account_id = await account(donation)
    home = f"/accounts/{account_id}/callback-secrets"
    for path in (home, f"{home}/new", f"{home}/retire"):
        assert (await Staff(donation, "accountant").get(path)).status_code == 403
        assert (await Staff(donation, "stranger").get(path)).status_code in (403, 404)
    for path in (f"{home}/new", f"{home}/retire"):
        form = await Staff(donation, "stranger").filled("/letterhead", {})
        assert (await Staff(donation, "stranger").post(path, form)).status_code in (403, 404)
    assert not await donation.admin("select from callback_secret")


async def test_what_somebody_else_has_just_made_is_not_shown(donation: Donation) -> None:
    account_id, admin, other = await account(donation), Staff(donation, "admin"), Staff(donation, "everything")
    home = f"/accounts/{account_id}/callback-secrets"
    form = await admin.filled(f"{home}/new", {})
    ours = secret_in(await admin.post(f"{home}/new", form))
    theirs = secret_in(await other.send(f"{home}/new", {}))
    assert ours != theirs
    assert secret_in(await admin.post(f"{home}/new", form)) == ours
