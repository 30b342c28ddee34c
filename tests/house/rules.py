"""The few rules that neither ruff nor mypy nor import-linter knows: each takes a tree and names its breaches."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from shared.contracts import SOURCES

Rule = Callable[[Path], list[str]]

CODE = ("services", "shared", "deploy")
MAX_LINES = 300
MAX_TEST_LINES = 500
SKIPPED = {"var", "build", "dist", "__pycache__"}
TEXT = {
    ".py",
    ".sql",
    ".md",
    ".toml",
    ".lock",
    ".yml",
    ".yaml",
    ".xml",
    ".json",
    ".css",
    ".html",
    ".js",
    ".txt",
    ".typ",
    "",
}

RUNS_SQL = {"execute", "executemany", "fetch", "fetchrow", "fetchval", "prepare", "cursor"}
CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "uuid1", "uuid4",
    "uuid.uuid1", "uuid.uuid4", "os.urandom", "utc_now", "uuid7",
}  # fmt: skip
HAS_CLOCK_AND_CHANCE = {"shared/clock.py", "shared/ids.py"}
EVERY_ERROR = {"Exception", "BaseException"}
REGISTERS = {"add_typer"}
OPENS = {"open", "connect", "create_pool", "getenv", "read_text", "read_bytes", "write_text", "mkdir", "run", "Popen"}
PARTS = {
    "README.md", "__init__.py", "service.py", "api", "pages", "consumers", "commands", "documents", "projections",
    "views", "store", "domain", "words", "english", "migrations", "templates", "static",
}  # fmt: skip
NEEDED = {"README.md", "__init__.py", "service.py", "consumers", "store", "domain", "migrations"}
CANVAS = ["Purpose", "API", "Events out", "Events in", "Tables", "Invariants", "Settings"]
MACHINE = re.compile(
    r"(?<![\w.])/(?:wor[k]|roo[t])/|/hom[e]/\w|(?:pyp[i]|pythonhoste[d]|npmj[s]|repo1?\.mave[n])\.(?:org|com)|"
    r"--(?:extra-)?inde[x]-url"
)
GIVEN_REASON = re.compile(
    r"#\s*(?:type:\s*ignore\[[\w, -]+\]|noqa:\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)\s*(?:#|-|–)\s*\S"
)
SUPPRESSION = re.compile(r"#\s*(?:type:\s*ignore|noqa)\b")
HOLE = "…"
"""Stands for what an f-string fills in."""
VIETNAMESE = re.compile(r"[đĐ\u00c0-\u01b0\u1ea0-\u1ef9]")


def sql_is_literal(root: Path) -> list[str]:
    """A statement is literal text, constants, or the sum of such; never formatted, never a parameter."""
    breaches = []
    for path, tree in _modules(root, "services", "shared"):
        if path == "shared/migrate.py":
            continue  # runs the migrations, which are files
        literal = _literal_names(tree)
        for call in _calls(tree):
            if isinstance(call.func, ast.Attribute) and call.func.attr in RUNS_SQL and call.args:
                statements = _handed_in(call.args[0], tree) or [call.args[0]]
                if not all(_is_literal(statement, literal) for statement in statements):
                    breaches.append(f"{path}:{call.lineno}: SQL that is not literal text")
    return breaches


def time_and_chance_are_passed_in(root: Path) -> list[str]:
    """Only shared/clock.py and shared/ids.py ask the machine; services don't even call those, they are given them."""
    breaches = []
    for path, tree in _modules(root, "services", "shared"):
        if path in HAS_CLOCK_AND_CHANCE:
            continue
        for call in _calls(tree):
            name = _dotted(call.func)
            if name in CHANCE or name.split(".")[0] in ("random", "secrets"):
                breaches.append(f"{path}:{call.lineno}: {name}() instead of an argument")
    return breaches


def nothing_happens_at_import(root: Path) -> list[str]:
    """Modules define; they don't call, read or connect while they are imported."""
    breaches = []
    for path, tree in _modules(root, *CODE):
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If):
                continue  # an if is for TYPE_CHECKING or __main__
            called = (
                isinstance(statement, ast.Expr)
                and isinstance(statement.value, ast.Call)
                and _dotted(statement.value.func).split(".")[-1] not in REGISTERS
            )
            busy = isinstance(statement, ast.For | ast.While | ast.With)
            opens = any(_dotted(call.func).split(".")[-1] in OPENS for call in _calls(statement))
            environment = any(_dotted(node) == "os.environ" for node in ast.walk(statement))
            if called or busy or opens or environment:
                breaches.append(f"{path}:{statement.lineno}: something happens at import")
    return breaches


def services_look_alike(root: Path) -> list[str]:
    """Knowing one service is knowing all: the same names, a module or a package of that name, and nothing else."""
    breaches = []
    for service in _services(root):
        parts = {p.name if p.suffix == ".md" or p.name in NEEDED else p.stem for p in _listed(service)}
        breaches += [f"{service.name}: {missing} is missing" for missing in sorted(NEEDED - parts)]
        breaches += [f"{service.name}: {extra} has no place in a service" for extra in sorted(parts - PARTS)]
        if not parts & {"api", "pages"}:
            breaches.append(f"{service.name}: neither api nor pages")
    return breaches


def canvases_tell_the_same(root: Path) -> list[str]:
    """Each README has the canvas' headings in their order, and names every event that the service publishes."""
    breaches = []
    for service in _services(root):
        readme = service / "README.md"
        if not readme.exists():
            continue
        text = readme.read_text(encoding="utf-8")
        headings = [heading for heading in re.findall(r"^## (.+)$", text, re.MULTILINE) if heading in CANVAS]
        if headings != CANVAS:
            breaches.append(f"{service.name}/README.md: headings {headings}, not {CANVAS}")
            continue
        told = text.split("## Events out\n")[1].split("\n## ")[0]
        names = [event.TYPE.rpartition(".")[0] for event in SOURCES.get(service.name, ())]
        breaches += [f"{service.name}/README.md: {name} is not under Events out" for name in names if name not in told]
    return breaches


def files_stay_readable(root: Path) -> list[str]:
    """A file has one subject: at most 300 lines, a test at most 500. A migration is as long as its tables are."""
    breaches = []
    for folder, limit in [*((name, MAX_LINES) for name in CODE), ("tests", MAX_TEST_LINES)]:
        for path in _files(root / folder):
            if path.suffix in (".py", ".html", ".css", ".js", ".typ"):
                lines = len(path.read_text(encoding="utf-8").splitlines())
                if lines > limit:
                    breaches.append(f"{path.relative_to(root)}: {lines} lines, at most {limit}")
    return breaches


def migrations_are_numbered(root: Path) -> list[str]:
    """0001, 0002, … without gaps or twins."""
    breaches = []
    for folder in sorted(root.glob("*/migrations")) + sorted(root.glob("*/*/migrations")):
        numbers = [path.name[:4] for path in sorted(folder.glob("*.sql"))]
        if numbers != [f"{number:04d}" for number in range(1, len(numbers) + 1)]:
            breaches.append(f"{folder.relative_to(root)}: {numbers}")
    return breaches


def no_machine_is_named(root: Path) -> list[str]:
    """No path of somebody's machine and no address of a package registry."""
    breaches = []
    for path in _files(root):
        if path.suffix in TEXT:
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if MACHINE.search(line):
                    breaches.append(f"{path.relative_to(root)}:{number}: {line.strip()[:80]}")
    return breaches


def refusals_speak_two_languages(root: Path) -> list[str]:
    """A Refused has a slug, a Vietnamese and an English sentence."""
    breaches = []
    for path, tree in _modules(root, "services", "shared"):
        for call in _calls(tree):
            if _dotted(call.func).split(".")[-1] != "Refused":
                continue
            vi, en = (_text(keyword(call, name)) for name in ("vi", "en"))
            code = _text(call.args[0]) if call.args else None
            if vi is not None and not re.search(r"\w", vi.replace(HOLE, "")):
                continue  # put together from sentences that were handed in
            if keyword(call, "vi") is None or keyword(call, "en") is None:
                breaches.append(f"{path}:{call.lineno}: a refusal needs vi and en")
            elif code is not None and not re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", code):
                breaches.append(f"{path}:{call.lineno}: {code!r} is not a slug")
            elif vi is not None and not (VIETNAMESE.search(vi) and vi.endswith((".", "?", "!", HOLE))):
                breaches.append(f"{path}:{call.lineno}: vi is not a Vietnamese sentence")
            elif en is not None and (
                VIETNAMESE.search(en.replace("đồng", "")) or not en.endswith((".", "?", "!", HOLE))
            ):
                breaches.append(f"{path}:{call.lineno}: en is not an English sentence")
    return breaches


def exceptions_to_the_tools_give_a_reason(root: Path) -> list[str]:
    """``type: ignore`` and ``noqa`` name their code and say why, in the same line."""
    breaches = []
    for folder in (*CODE, "tests"):
        for path in _files(root / folder):
            if path.suffix != ".py":
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                comment = line[line.find("#") :] if "#" in line else ""
                if SUPPRESSION.match(comment) and not GIVEN_REASON.match(comment):
                    breaches.append(f"{path.relative_to(root)}:{number}: {comment}")
    return breaches


def broad_catches_give_a_reason(root: Path) -> list[str]:
    """Whoever catches every error says why, there or at the beginning of what is done."""
    breaches = []
    for path, tree in _modules(root, *CODE):
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        for handler in ast.walk(tree):
            if not isinstance(handler, ast.ExceptHandler) or not _catches_all(handler.type):
                continue
            near = lines[handler.lineno - 1 : handler.lineno + 3]
            if not any("# " in line for line in near):
                breaches.append(f"{path}:{handler.lineno}: {near[0].strip()}")
    return breaches


def _catches_all(caught: ast.expr | None) -> bool:
    every = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(one is None or (isinstance(one, ast.Name) and one.id in EVERY_ERROR) for one in every)


RULES: tuple[Rule, ...] = (
    sql_is_literal, time_and_chance_are_passed_in, nothing_happens_at_import, services_look_alike,
    canvases_tell_the_same, files_stay_readable, migrations_are_numbered, no_machine_is_named,
    refusals_speak_two_languages, exceptions_to_the_tools_give_a_reason, broad_catches_give_a_reason,
)  # fmt: skip


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if _is_skipped(path):
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _is_skipped(path: Path) -> bool:
    """What tools leave behind: never committed, never ours."""
    hidden = path.name.startswith(".") and path.name not in (".ci", ".gitignore")
    return hidden or path.name in SKIPPED or path.name.endswith(".egg-info")


def _modules(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in _files(root / folder):
            if path.suffix == ".py":
                yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _services(root: Path) -> list[Path]:
    return [path for path in sorted((root / "services").iterdir()) if path.is_dir() and not _is_skipped(path)]


def _listed(service: Path) -> list[Path]:
    return [path for path in service.iterdir() if not _is_skipped(path)]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument, if the call has it."""
    return next((item.value for item in call.keywords if item.arg == name), None)


def _text(node: ast.expr | None) -> str | None:
    """Literal text, with HOLE for what an f-string fills in; None when it is worked out elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
    return None


def _handed_in(node: ast.expr, tree: ast.Module) -> list[ast.expr]:
    """What a module hands to the parameter of its own private function; empty when ``node`` is no such parameter."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name.startswith("_"):
            parameters = [argument.arg for argument in function.args.args]
            if (
                isinstance(node, ast.Name)
                and node.id in parameters
                and any(inner is node for inner in ast.walk(function))
            ):
                calls = [call for call in _calls(tree) if _dotted(call.func) == function.name]
                return [call.args[parameters.index(node.id)] for call in calls]
    return []


def _literal_names(tree: ast.Module) -> set[str]:
    """Names that a module binds to literal text alone. A parameter, a loop's name or a formatted text is none."""
    literal: set[str] = set()
    bound: dict[str, list[ast.expr | None]] = {}
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                bound.setdefault(name, []).append(value)
            case ast.Name(id=name, ctx=ast.Store()):
                bound.setdefault(name, [])
            case ast.arg(arg=name):
                bound.setdefault(name, []).append(None)
            case _:
                pass
    for _ in bound:
        known = {n for n, values in bound.items() if values and all(v and _is_literal(v, literal) for v in values)}
        if known == literal:
            break
        literal = known
    return literal


def _is_literal(node: ast.expr, literal: set[str]) -> bool:
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.JoinedStr(values=values):
            return all(isinstance(value, ast.Constant) for value in values)
        case ast.Name(id=name):
            return name in literal
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_literal(left, literal) and _is_literal(right, literal)
        case ast.IfExp(body=body, orelse=orelse):
            return _is_literal(body, literal) and _is_literal(orelse, literal)
        case _:
            return False
