"""The import contracts of pyproject.toml: kept by this tree, and each broken by what it is there to stop."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "deploy")

VIOLATIONS: list[tuple[str, str, str]] = [
    ("roots", "shared/money.py", "import services.donation"),
    ("roots", "services/donation/domain", "import deploy"),
    ("apart", "services/donation/service.py", "import services.fund_allocation.domain"),
    ("apart", "services/housing_project/consumers", "from services.transparency import store"),
    ("apart", "services/newcomer/__init__.py", ""),
    ("layers", "services/donation/store", "import services.donation.commands"),
    ("layers", "services/fund_allocation/domain", "import services.fund_allocation.store"),
    ("layers", "services/housing_project/commands", "import services.housing_project.api"),
    ("layers", "services/housing_project/api", "import services.housing_project.consumers"),
    ("layers", "services/transparency/projections", "import services.transparency.consumers"),
    ("layers", "services/donation/newcomer.py", ""),
    ("shared", "shared/clock.py", "import shared.db"),
    ("shared", "shared/inbox.py", "import shared.bus"),
    ("shared", "shared/newcomer.py", ""),
    ("pure", "services/housing_project/domain", "import asyncpg"),
    ("pure", "services/transparency/domain", "from fastapi import Request"),
    ("pure", "services/donation/domain", "import shared.db"),
    ("pure", "shared/contracts/__init__.py", "import aiokafka"),
]


def _lint(tree: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for contract in contracts for argument in ("--contract", contract)]
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo", *chosen],
        cwd=tree, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code without its data."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            target = tmp_path / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return tmp_path


def test_the_contracts_are_kept() -> None:
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("contract", "place", "line"), VIOLATIONS)
def test_a_violation_is_stopped(tree: Path, contract: str, place: str, line: str) -> None:
    path = tree / place
    module = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    module.parent.mkdir(exist_ok=True)
    with module.open("a", encoding="utf-8") as code:
        code.write(f"\n{line}\n")
    result = _lint(tree, contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


def test_every_contract_is_shown_to_bite() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}
    assert named == {contract for contract, _, _ in VIOLATIONS}
