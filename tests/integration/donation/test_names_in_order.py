"""Names stand in one order, that of a Vietnamese dictionary, on staff pages as in public."""

import random

from shared.text import order_of
from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.staff import Staff, text_of

NAMES = [
    "An Bình", "Ăn Bình", "Ấp Bắc", "Dân quân xã", "Đảng uỷ xã", "Thôn 2", "Thôn 10", "Thôn Đông", "Thôn Đồng",
    "Trường Tiểu học số 2", "Trường Tiểu học số 11", "Úc Việt", "Ủy ban", "Ươm mầm",
]  # fmt: skip
SPELLINGS = [
    *NAMES, "", " ", "ẤP  BẮC", "U\u031b\u0301ng", "Straße 7", "Ⅳ ﬁ", "привет 5", "Đ", "ðɖ", "a\u00a0b\u3000c",
    "000", "0007", "123456789012", "1234567890123", "00012345678901234", "9" * 30, "a1b22c333", "١٢", "🙏 5", "İ",
]  # fmt: skip


async def test_the_databases_key_is_that_of_everybody_else(donation: Donation) -> None:
    chance = random.Random(5)  # noqa: S311 - spellings to try, no secret
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵĐƯ 0129.-("
    spellings = SPELLINGS + ["".join(chance.choices(letters, k=chance.randrange(24))) for _ in range(2000)]
    rows = await donation.admin("select name, name_order(name) as key from unnest($1::text[]) as n (name)", spellings)
    assert len(rows) == len(spellings)
    for row in rows:
        assert row["key"] == order_of(row["name"]), repr(row["name"])


async def test_units_and_results_are_listed_in_it_page_by_page(donation: Donation) -> None:
    names = [*NAMES, *(f"Trường số {n}" for n in range(1, 100))]
    await donation.admin(
        """insert into unit (unit_id, fund_id, code, kind, name, registered_by, registered_at)
           select gen_random_uuid(), $1, 'U' || n, 'school', name, 'x', now()
           from unnest($2::text[]) with ordinality as u (name, n) order by name desc""",
        FUND, names,
    )  # fmt: skip
    expected = sorted(names, key=order_of)
    assert [name for name in expected if name in NAMES] == NAMES
    clerk = Staff(donation, "clerk")
    first = await clerk.get("/units")
    second = await clerk.get(first.text.partition('rel="next" href="/staff/donation')[2].partition('"')[0])
    listed = text_of(first).partition("Mã Loại")[2] + text_of(second).partition("Mã Loại")[2]
    places = [listed.index(f"{name} U") for name in expected]
    assert places == sorted(places)
    found = text_of(await clerk.get("/units?q=thon"))
    assert found.index("Thôn 2 ") < found.index("Thôn 10 ") < found.index("Thôn Đông ") < found.index("Thôn Đồng ")
    campaign = await donation.campaign()
    units = await donation.admin("select unit_id from unit where name = any($1::text[])", NAMES)
    for unit in units:
        target = f"/campaigns/{campaign}/targets/{unit['unit_id']}"
        await donation.done(target, {"amount": 1000}, by="admin", method="PUT")
    shown = await clerk.page(f"/campaigns/{campaign}")
    places = [shown.index(f" {name} 1.000") for name in NAMES]
    assert places == sorted(places)
