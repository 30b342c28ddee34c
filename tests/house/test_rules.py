"""The rules hold for this tree, and each of them notices the breach it is there for and lets pass what is right."""

from pathlib import Path

import pytest

from shared.contracts import SOURCES
from tests.house import rules
from tests.house.rules import RULES, Rule

ROOT = Path(__file__).parents[2]

_PARTS = (
    "__init__.py",
    "service.py",
    "api/__init__.py",
    "consumers.py",
    "store.py",
    "domain.py",
    "migrations/0001_a.sql",
)
_CANVAS = "# donation\n" + "".join(
    f"## {heading}\n{' '.join(event.TYPE[:-3] for event in SOURCES['donation'])}\n" for heading in rules.CANVAS
)
_SERVICE = {f"services/donation/{part}": "" for part in _PARTS} | {"services/donation/README.md": _CANVAS}
_STORE = "services/donation/store.py"

BREACHES: list[tuple[Rule, dict[str, str]]] = [
    (rules.sql_is_literal, {_STORE: "async def f(c, t): await c.fetch(f'select * from {t}')"}),
    (rules.sql_is_literal, {_STORE: "async def f(c, t): await c.execute('drop table %s' % t)"}),
    (rules.sql_is_literal, {_STORE: "async def f(c, t): await c.fetchval('select {}'.format(t))"}),
    (rules.sql_is_literal, {_STORE: "async def f(c, t):\n    q = 'select ' + t\n    await c.fetch(q)"}),
    (rules.sql_is_literal, {_STORE: "async def f(c, q): await c.fetch(q)"}),
    (rules.sql_is_literal, {_STORE: "async def _g(c, q): await c.fetch(q)\nasync def f(c, t): await _g(c, t)"}),
    (rules.time_and_chance_are_passed_in, {_STORE: "def f(): return datetime.now(UTC)"}),
    (rules.time_and_chance_are_passed_in, {_STORE: "def f(): return utc_now()"}),
    (rules.time_and_chance_are_passed_in, {"shared/money.py": "def f(): return uuid.uuid4()"}),
    (rules.time_and_chance_are_passed_in, {"shared/money.py": "def f(): return random.choice([1])"}),
    (rules.nothing_happens_at_import, {"shared/settings.py": "load()"}),
    (rules.nothing_happens_at_import, {"shared/settings.py": "TEXT = Path('x').read_text()"}),
    (rules.nothing_happens_at_import, {"shared/settings.py": "URL = os.environ['URL']"}),
    (rules.nothing_happens_at_import, {"deploy/cli.py": "for name in NAMES:\n    print(name)"}),
    (rules.services_look_alike, {"services/donation/helpers.py": ""}),
    (rules.services_look_alike, {"services/identity/__init__.py": ""}),
    (rules.canvases_tell_the_same, {"services/donation/README.md": _CANVAS.replace("## Tables", "## Data")}),
    (rules.canvases_tell_the_same, {"services/donation/README.md": _CANVAS.replace("target.set", "")}),
    (rules.files_stay_readable, {_STORE: "x = 1\n" * 301}),
    (rules.files_stay_readable, {"tests/unit/test_x.py": "x = 1\n" * 501}),
    (rules.migrations_are_numbered, {"services/donation/migrations/0003_c.sql": ""}),
    (rules.migrations_are_numbered, {"services/donation/migrations/0001_b.sql": ""}),
    (rules.no_machine_is_named, {"Makefile": "run:\n\t/hom" + "e/someone/bin/run"}),
    (rules.no_machine_is_named, {"requirements.lock": "--index" + "-url https://mirror.example"}),
    (rules.refusals_speak_two_languages, {_STORE: "raise Refused('no_money', vi='Hết tiền. Hãy chờ.')"}),
    (rules.refusals_speak_two_languages, {_STORE: "raise Refused('No money', vi='Hãy chờ.', en='Wait.')"}),
    (rules.refusals_speak_two_languages, {_STORE: "raise Refused('no_money', vi='Wait.', en='Wait.')"}),
    (rules.refusals_speak_two_languages, {_STORE: "raise Refused('no_money', vi='Hãy chờ.', en='Hãy chờ.')"}),
    (rules.refusals_speak_two_languages, {_STORE: "raise Refused('no_money', vi='Hãy chờ.', en=f'Wait {n}, ')"}),
    (rules.exceptions_to_the_tools_give_a_reason, {_STORE: "x = 1  # type" + ": ignore[misc]"}),
    (rules.exceptions_to_the_tools_give_a_reason, {_STORE: "x = 1  # no" + "qa"}),
    (rules.broad_catches_give_a_reason, {_STORE: "try:\n    f()\nexcept Exception:\n    pass"}),
    (rules.broad_catches_give_a_reason, {_STORE: "try:\n    f()\nexcept (OSError, BaseException) as e:\n    pass"}),
    (rules.broad_catches_give_a_reason, {_STORE: "try:\n    f()\nexcept:\n    pass"}),
]

RIGHT: list[tuple[Rule, dict[str, str]]] = [
    (rules.sql_is_literal, {_STORE: "Q = 'select 1 '\nasync def f(c, n): await c.fetch(Q + 'limit $1', n)"}),
    (rules.sql_is_literal, {_STORE: "async def _g(c, q): await c.fetch(q)\nasync def f(c): await _g(c, 'select 1')"}),
    (rules.time_and_chance_are_passed_in, {"shared/clock.py": "def f(): return datetime.now(UTC)"}),
    (rules.time_and_chance_are_passed_in, {_STORE: "def f(clock=utc_now): return clock()"}),
    (rules.nothing_happens_at_import, {"shared/settings.py": "if __name__ == '__main__':\n    main()"}),
    (rules.no_machine_is_named, {"README.md": "see /api/work/orders and docs/root/x"}),
    (rules.refusals_speak_two_languages, {_STORE: "raise Refused('no_money', vi=f'Hãy chờ {n}', en='0 đồng left.')"}),
    (rules.exceptions_to_the_tools_give_a_reason, {_STORE: "x = 1  # type" + ": ignore[misc] # built at run time"}),
    (
        rules.broad_catches_give_a_reason,
        {_STORE: "try:\n    f()\nexcept Exception:  # a reader must learn it\n    pass"},
    ),
    (rules.broad_catches_give_a_reason, {_STORE: "try:\n    f()\nexcept Exception:\n    # said here\n    pass"}),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_this_tree_keeps(rule: Rule) -> None:
    assert rule(ROOT) == []


def _tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in (_SERVICE | files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(("rule", "files"), BREACHES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_breach_is_noticed(tmp_path: Path, rule: Rule, files: dict[str, str]) -> None:
    assert rule(_tree(tmp_path, {})) == []
    assert rule(_tree(tmp_path, files)) != []


@pytest.mark.parametrize(("rule", "files"), RIGHT, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_right_passes(tmp_path: Path, rule: Rule, files: dict[str, str]) -> None:
    assert rule(_tree(tmp_path, files)) == []


def test_every_rule_is_shown_to_bite() -> None:
    assert {rule for rule, _ in BREACHES} == set(RULES)
