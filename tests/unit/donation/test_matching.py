"""What a memo says of its giver: codes before rules before names, and never a guess."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.donation.domain.issuing import Purpose
from services.donation.domain.matching import WALK_IN, Hint, Matched, Matcher, Outcome, Review, Rule
from services.donation.domain.payment_code import SYMBOLS, grouped, make_code
from services.donation.domain.register import Campaign, Unit
from services.donation.domain.unit_name import phrase_of, reading_of, words_of
from shared.contracts.donation import UnitKind

FUND, OTHER_FUND, ACCOUNT = UUID(int=1), UUID(int=2), UUID(int=3)
SCHOOL, COMPANY, TWIN, TWIN_2, COMMUNE, LARGER, PERSON, SHORT = (UUID(int=n) for n in range(10, 18))
DRIVE, OTHER_DRIVE = UUID(int=30), UUID(int=31)
RULE, OTHER_RULE, LONG_RULE = UUID(int=40), UUID(int=41), UUID(int=42)
DAY = date(2024, 7, 20)
CODE, WALK_IN_CODE, SAME_CODE, FOREIGN, UNKNOWN = (make_code(serial) for serial in (7, 8, 9, 10, 11))


def unit(unit_id: UUID, name: str, kind: UnitKind = "school") -> Unit:
    return Unit(unit_id, FUND, f"U-{unit_id.int}", kind, name, None)


def campaign(campaign_id: UUID, opens: date, closes: date) -> Campaign:
    return Campaign(campaign_id, FUND, "D", "Đợt", 2024, opens, closes)


UNITS = [
    unit(SCHOOL, "Trường THPT Trần Phú"),
    unit(COMPANY, "Công ty TNHH Vingroup", "enterprise"),
    unit(TWIN, "Trường tiểu học Kim Đồng"),
    unit(TWIN_2, "Trường Tiểu học Kim Đồng"),
    unit(COMMUNE, "UBND xã An", "state_agency"),
    unit(LARGER, "UBND xã An Bình Đông", "state_agency"),
    unit(PERSON, "Nguyễn Văn An Trường", "person"),
    unit(SHORT, "Minh Long", "enterprise"),
]
MATCHER = Matcher(
    FUND,
    codes={
        CODE: Purpose(FUND, ACCOUNT, DRIVE, SCHOOL),
        SAME_CODE: Purpose(FUND, UUID(int=4), DRIVE, SCHOOL),
        WALK_IN_CODE: Purpose(FUND, ACCOUNT, None, None),
        FOREIGN: Purpose(OTHER_FUND, ACCOUNT, None, SCHOOL),
    },
    rules=[
        Rule(RULE, "hoi dong huong", COMPANY, OTHER_DRIVE),
        Rule(OTHER_RULE, "nhom thien nguyen", None, None),
        Rule(LONG_RULE, "hoi dong huong mien nam", TWIN, None),
    ],
    units=UNITS,
    campaigns={
        SCHOOL: [
            campaign(DRIVE, date(2024, 6, 28), date(2024, 7, 27)),
            campaign(OTHER_DRIVE, date(2024, 8, 1), date(2024, 9, 1)),
        ],
        COMPANY: [
            campaign(DRIVE, date(2024, 6, 28), date(2024, 7, 27)),
            campaign(OTHER_DRIVE, date(2024, 7, 1), date(2024, 9, 1)),
        ],
    },
)


def match(memo: str, day: date = DAY) -> Outcome:
    return MATCHER.match(memo, day)


@pytest.mark.parametrize(
    ("memo", "outcome"),
    [
        (f"{CODE} NGUYEN VAN AN", Matched("code", SCHOOL, DRIVE)),
        (f"MBVCB.123.{CODE.lower()}nguyen van an.CT tu 9", Matched("code", SCHOOL, DRIVE)),
        (f"ung ho\n{grouped(CODE)}", Matched("code", SCHOOL, DRIVE)),
        (f"{CODE} {SAME_CODE}", Matched("code", SCHOOL, DRIVE)),  # two codes, one meaning
        (WALK_IN_CODE, Matched("code", None, None)),
        (f"{WALK_IN_CODE} HOI DONG HUONG", Matched("code", None, None)),  # a code before a rule
        ("hoi dong-huong, truong thpt tran phu", Matched("rule", COMPANY, OTHER_DRIVE)),  # a rule before a name
        ("NHOM THIEN NGUYEN ung ho", Matched("rule", None, None)),
        ("HOI DONG HUONG MIEN NAM", Matched("rule", TWIN, None)),  # the longer phrase
        ("xahoi dong huong", WALK_IN),  # no whole word
        ("CT nhanh 247 den: TRUONG THPT TRAN PHU ung ho – A/C", Matched("unit", SCHOOL, DRIVE)),
        ("Trường  THPT\nTrần Phú", Matched("unit", SCHOOL, DRIVE)),
        ("TRUONGTHPTTRANPHU ung ho", Matched("unit", SCHOOL, DRIVE)),
        ("TRUONG THPT TRAN PHUONG", WALK_IN),
        ("THPT TRAN PHU", WALK_IN),
        ("CONG TY TNHH VINGROUP", Matched("unit", COMPANY, None)),  # two campaigns are open: none is taken
        ("UBND XA AN BINH DONG", Matched("unit", LARGER, None)),  # the longer name, not the one within it
        ("NGUYEN VAN AN TRUONG ung ho", WALK_IN),  # a person's name proves nothing
        ("NGUYEN MINH LONG", WALK_IN),  # nor does a name that is part of many people's
        ("", WALK_IN),
        ("– – –", WALK_IN),
    ],
)
def test_what_is_certain(memo: str, outcome: Outcome) -> None:
    assert match(memo) == outcome


@pytest.mark.parametrize(
    ("memo", "hints"),
    [
        (f"{CODE} {WALK_IN_CODE}",
         {Hint("codes_differ", SCHOOL, DRIVE, CODE), Hint("codes_differ", code=WALK_IN_CODE)}),
        (UNKNOWN, {Hint("code_unknown", code=UNKNOWN)}),
        (f"{CODE} {UNKNOWN}", {Hint("codes_differ", SCHOOL, DRIVE, CODE), Hint("code_unknown", code=UNKNOWN)}),
        (FOREIGN, {Hint("code_of_other_fund", code=FOREIGN)}),
        ("HOI DONG HUONG - NHOM THIEN NGUYEN",
         {Hint("rules_differ", COMPANY, OTHER_DRIVE, rule_id=RULE), Hint("rules_differ", rule_id=OTHER_RULE)}),
        ("TRUONG TIEU HOC KIM DONG", {Hint("units_differ", TWIN), Hint("units_differ", TWIN_2)}),
        ("truong thpt tran phu, cong ty tnhh vingroup", {Hint("units_differ", SCHOOL), Hint("units_differ", COMPANY)}),
        ("UBND XA AN BINH", {Hint("name_unspecific", COMMUNE)}),
    ],
)  # fmt: skip
def test_what_a_person_decides(memo: str, hints: set[Hint]) -> None:
    outcome = match(memo)
    assert isinstance(outcome, Review)
    assert set(outcome.hints) == hints


def test_a_slip_of_a_code_is_never_taken_for_a_code() -> None:
    """Every wrong character and every swap of neighbours; the words beside it are told too."""
    slips = {CODE[:at] + wrong + CODE[at + 1 :] for at in range(len(CODE)) for wrong in SYMBOLS if wrong != CODE[at]}
    slips |= {CODE[:at] + CODE[at + 1] + CODE[at] + CODE[at + 2 :] for at in range(len(CODE) - 1)} - {CODE}
    for slip in slips:
        outcome = match(f"{slip} TRUONG THPT TRAN PHU")
        assert isinstance(outcome, Review), slip
        assert Hint("code_slip", SCHOOL, DRIVE, CODE) in outcome.hints
        assert Hint("units_differ", SCHOOL) in outcome.hints


def test_a_name_takes_the_one_campaign_that_is_open_on_its_day() -> None:
    assert match("TRUONG THPT TRAN PHU", date(2024, 8, 15)) == Matched("unit", SCHOOL, OTHER_DRIVE)
    assert match("TRUONG THPT TRAN PHU", date(2024, 7, 30)) == Matched("unit", SCHOOL, None)


@settings(deadline=None)
@given(st.text("AEIOUeiou 19\n.-/đƯ–", max_size=20), st.text("AEIOUeiou 19\n.-/đƯ–", max_size=20), st.booleans())
def test_a_code_is_found_whatever_surrounds_it(before: str, after: str, lower: bool) -> None:
    code = CODE.lower() if lower else CODE
    assert match(f"{before}{code}{after}") == Matched("code", SCHOOL, DRIVE)


@settings(deadline=None)
@given(st.sampled_from(["Trường THPT Trần Phú", "hội đồng hương", "UBND xã An", "Nguyễn Văn An"]), st.data())
def test_accents_case_and_what_stands_between_words_say_nothing(text: str, data: st.DataObject) -> None:
    plain = phrase_of(text)
    varied = "".join(data.draw(st.sampled_from([letter, letter.upper()])) for letter in text)
    between = data.draw(st.sampled_from([" ", "  ", "\n", ", ", " - ", "."]))
    assert match(varied.replace(" ", between)) == match(plain)


PIECES = ["truong thpt tran phu", "ubnd xa an", "ubnd xa an binh dong", "truong tieu hoc kim dong", "truong", "an",
          "phu", "dong", "binh", "12"]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_an_index_finds_what_a_plain_search_finds(words: list[str]) -> None:
    """Every unit whose words stand in the memo in a row, but not within a longer name that does."""
    memo = f" {' '.join(words)} ".replace(" ", "  ")  # two, so that words side by side don't share one
    names = {
        u.unit_id: f" {phrase_of(u.name).replace(' ', '  ')} "
        for u in UNITS
        if u.kind != "person" and u.unit_id != SHORT
    }
    held = {unit_id for unit_id, name in names.items() if name in memo}
    if COMMUNE in held and LARGER in held and memo.count(names[COMMUNE]) == memo.count(names[LARGER]):
        held.discard(COMMUNE)
    outcome = match(memo)
    found = {outcome.unit_id} if isinstance(outcome, Matched) else {hint.unit_id for hint in outcome.hints}
    assert found - {None} == held


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("Trường THPT Trần Phú", "certain"),
        ("Công ty TNHH Vingroup", "certain"),
        ("Trạm y tế số 12", "certain"),
        ("HTX An 7", "certain"),
        ("UBND xã An", "hint"),  # one syllable is borne by many
        ("Hội CCB", "hint"),  # nothing of its own
        ("Trường Phú", "hint"),
        ("Samsung Electronics Việt Nam", "hint"),  # may be somebody's name
        ("Minh Long", "none"),
        ("Viettel", "none"),
        ("", "none"),
    ],
)
def test_when_a_name_is_specific_enough(name: str, reading: str) -> None:
    assert reading_of(words_of(name)) == reading


def test_a_hint_is_kept_without_what_it_lacks() -> None:
    assert Hint("units_differ", SCHOOL).to_json() == {"why": "units_differ", "unit_id": str(SCHOOL)}
