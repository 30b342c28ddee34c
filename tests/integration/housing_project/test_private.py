"""Private data: who may read them, that every read is recorded, and that they leak nowhere."""

import asyncio
import unicodedata
from typing import Any

import asyncpg
import pytest

from tests.integration.housing_project.conftest import FUND, Housing

PRIVATE: dict[str, Any] = {
    "name": "Nguyễn Văn Bí-Mật", "birth_year": 1948, "phone": "0912 345 678", "address": "Số nhà 77",
    "identity_number": "026048001234", "notes": "thương tật hạng 2/4",
}  # fmt: skip
NOTE = "Ghi-chú-kín về hộ"


async def test_private_data_are_read_by_officers_and_auditors_and_every_read_is_recorded(housing: Housing) -> None:
    household = await housing.household(private=PRIVATE)
    for by in ("officer", "auditor"):
        answer = await housing.get(f"/households/{household}/private", by=by)
        assert answer.json() == PRIVATE | {"household_id": household}
        assert answer.headers["cache-control"] == "no-store"
    assert (await housing.get(f"/households/{household}/private", by="accountant")).status_code == 403
    assert (await housing.get(f"/households/{household}/private", by="stranger")).status_code == 403
    accesses = (await housing.get(f"/households/{household}/private-accesses", by="auditor")).json()["items"]
    assert [(access["actor"], access["kind"]) for access in accesses] == [
        ("auditor-1", "read"),
        ("officer-1", "read"),
        ("officer-1", "write"),
    ]
    assert (await housing.get(f"/households/{household}/private-accesses", by="officer")).status_code == 403


async def test_private_words_leave_no_trace_elsewhere(
    housing: Housing, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    household = await housing.household(private=PRIVATE)
    house = await housing.house(household_id=household)
    await housing.done(f"/houses/{house}/inspection", {"on": "2019-03-02", "findings": NOTE})
    await housing.done(f"/houses/{house}/cancellation", {"on": "2019-03-03", "reason": NOTE})
    wrong = await housing.post(
        f"/households/{household}/private", PRIVATE | {"birth_year": "1948", "phone": "Bí-Mật", "x": NOTE}
    )
    assert wrong.status_code == 422

    tables = await housing.admin("select tablename from pg_tables where schemaname = 'public'")
    for (table,) in tables:
        text = str(await housing.admin(f"select t::text from {table} t"))  # noqa: S608 - a name from the catalogue
        if table in ("household_private", "stage_note"):
            continue
        for word in (*PRIVATE.values(), NOTE):
            if isinstance(word, str):
                assert word not in text, f"{word} in {table}"
    answers = [
        await housing.get(path) for path in (f"/houses/{house}", "/houses", "/households", f"/households/{household}")
    ]
    shown = "".join(answer.text for answer in answers) + wrong.text + caplog.text + "".join(capfd.readouterr())
    for word in ("Bí-Mật", "Ghi-chú-kín", "026048001234", "345 678"):
        assert word not in shown


async def test_notes_are_read_by_those_who_may_and_recorded(housing: Housing) -> None:
    household = await housing.household()
    house = await housing.house(household_id=household)
    await housing.done(f"/houses/{house}/inspection", {"on": "2019-03-02", "findings": NOTE})
    await housing.done(f"/houses/{house}/cancellation", {"on": "2019-03-03", "reason": "hộ rút đơn"})
    answer = await housing.get(f"/houses/{house}/notes", by="auditor")
    assert answer.json()["notes"] == [
        {"step": 2, "stage": "inspected", "note": NOTE},
        {"step": 3, "stage": "cancelled", "note": "hộ rút đơn"},
    ]
    assert (await housing.get(f"/houses/{house}/notes", by="accountant")).status_code == 403
    assert (await housing.get(f"/houses/{house}/notes", by="stranger")).status_code == 403
    accesses = (await housing.get(f"/households/{household}/private-accesses", by="auditor")).json()["items"]
    assert [(access["actor"], access["kind"]) for access in accesses] == [("auditor-1", "read")]


async def test_private_data_can_be_corrected_and_erased(housing: Housing) -> None:
    household = await housing.household(private=PRIVATE)
    await housing.done(f"/households/{household}/private", {"name": "Nguyễn Văn Đúng"})
    shown = (await housing.get(f"/households/{household}/private")).json()
    assert (shown["name"], shown["phone"]) == ("Nguyễn Văn Đúng", None)
    await housing.done(f"/households/{household}/private", {})
    assert await housing.admin("select from household_private") == []


async def test_an_identity_number_belongs_to_one_household(housing: Housing) -> None:
    first = await housing.household(private=PRIVATE)
    body = {"fund_id": str(FUND), "category": "war_invalid", "village": "Thôn 4", "commune": "Xã A", "private": PRIVATE}
    assert await housing.refused("/households", body) == (409, "identity_known", "private.identity_number")
    second = await housing.household()
    refused = await housing.refused(f"/households/{second}/private", PRIVATE)
    assert refused == (409, "identity_known", "identity_number")
    await housing.done(f"/households/{first}/private", PRIVATE | {"phone": None})


async def test_of_two_at_once_with_one_identity_number_one_is_told(housing: Housing) -> None:
    body = {"fund_id": str(FUND), "category": "war_invalid", "village": "Thôn 4", "commune": "Xã A", "private": PRIVATE}
    answers = await asyncio.gather(*(housing.post("/households", body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert len(await housing.admin("select from household")) == 1


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"code": "026048001234"}, (422, "code_is_a_number", "code")),
        ({"fund_id": "00000000-0000-0000-0000-000000000009"}, (422, "unknown_fund", "fund_id")),
        ({"category": "friend"}, (422, "invalid", "category")),
        ({"village": " "}, (422, "invalid", "village")),
        ({"village": "\u200b"}, (422, "invalid", "village")),
        ({"village": "Thôn 3\nXã B"}, (422, "invalid", "village")),
        ({"private": {"birth_year": 2020}}, (422, "born_in_future", "private.birth_year")),
        ({"private": {"identity_number": "12"}}, (422, "invalid", "private.identity_number")),
    ],
)
async def test_a_household_that_can_not_be_registered(
    housing: Housing, change: dict[str, Any], answer: tuple[int, str, str]
) -> None:
    body = {"fund_id": str(FUND), "category": "war_invalid", "village": "Thôn 3", "commune": "Xã A"}
    assert await housing.refused("/households", body | change) == answer


async def test_household_codes_are_unique_and_given_when_left_out(housing: Housing) -> None:
    first = (await housing.get(f"/households/{await housing.household()}")).json()
    assert first["code"] == "HO-000001"
    body = {
        "fund_id": str(FUND),
        "category": "war_invalid",
        "village": "Thôn 3",
        "commune": "Xã A",
        "code": "HO-000001",
    }
    assert await housing.refused("/households", body) == (409, "code_taken", "code")
    assert await housing.refused("/households", body, by="stranger") == (403, "other_fund", "fund_id")


async def test_combining_letters_are_stored_composed(housing: Housing) -> None:
    private = {"name": unicodedata.normalize("NFD", "Nguyễn Thị Đỗ"), "notes": "dòng 1\ndòng 2"}
    household = await housing.household(village=unicodedata.normalize("NFD", "Thôn Đồng Mỏ"), private=private)
    assert (await housing.get(f"/households/{household}")).json()["village"] == "Thôn Đồng Mỏ"
    shown = (await housing.get(f"/households/{household}/private")).json()
    assert (shown["name"], shown["notes"]) == ("Nguyễn Thị Đỗ", "dòng 1\ndòng 2")


async def test_households_of_other_funds_are_not_listed(housing: Housing) -> None:
    household = await housing.household()
    assert [row["household_id"] for row in (await housing.get("/households")).json()["items"]] == [household]
    assert (await housing.get("/households", by="stranger")).json()["items"] == []
    assert (await housing.get(f"/households/{household}", by="stranger")).status_code == 403
    assert (await housing.get(f"/households?fund_id={FUND}", by="stranger")).status_code == 403


@pytest.mark.parametrize(
    "statement",
    [
        "select name from household_private",
        "select note from stage_note",
        "insert into household_private (household_id) values (gen_random_uuid())",
        "update household set village = 'x'",
        "delete from household",
        "update house_stage set stage = 'settled'",
        "delete from house_stage",
        "update house set programme = 'X'",
        "delete from house",
        "update instalment set amount = 1",
        "delete from settlement",
        "insert into stage_transition values ('repair', 'applied', 'settled')",
        "delete from private_access",
        "insert into private_access (household_id, kind, actor, at) values (gen_random_uuid(), 'read', 'x', now())",
        "update outbox set data = ''",
    ],
)
async def test_the_runtime_role_may_not(housing: Housing, statement: str) -> None:
    async with housing.database.connection() as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(statement)
