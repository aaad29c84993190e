"""The house: imports run one way, files stay short and well named, engines stay behind their seam."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "abmetry"
MODULES = sorted(SOURCE.rglob("*.py"))

# A part may import itself, parts of the rows above its own, and nothing else of Abmetry.
ROWS = (
    ("errors",),
    ("lang",),
    ("engine", "stats", "workspace"),
    ("model.column", "model.tables", "model.kinds"),
    ("sources",),
    ("model",),
    ("steps",),
    ("identity",),
    ("scores",),
    ("facts",),
    ("influence",),
    ("asof",),
    ("kpis", "presets"),
    ("answers",),
    ("access", "charts", "sample", "serving"),
    ("report",),
    ("api",),
    ("web",),
    ("cli", "public"),
    ("__main__",),
)
RANK = {part: rank for rank, row in enumerate(ROWS) for part in row}
BANNED_NAMES = {
    "utils",
    "util",
    "common",
    "helpers",
    "helper",
    "misc",
    "tools",
    "lib",
    "shared",
    "core",
    "base",
}
ENGINES = {"duckdb", "pyspark"}
LONGEST = 400


def named(path: Path) -> str:
    """`model.tables` of src/abmetry/model/tables.py."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def part_of(module: str) -> str | None:
    """The part that a module belongs to: the longest that begins its name."""
    parts = module.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in RANK), None)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file, as `package.module` or `package.module.name`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def house_id(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_the_house_is_there():
    assert {"errors", "engine", "workspace", "model"} <= {named(path).split(".")[0] for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=house_id)
def test_imports_run_one_way(path):
    module = named(path)
    if module == "":
        assert {name for name in imports(path) if name.startswith("abmetry")} <= {
            "abmetry.public.__getattr__"
        }
        return
    own = part_of(module)
    assert own is not None, f"{module} belongs to no part of the house; ROWS says which there are"
    for name in imports(path):
        if not name.startswith("abmetry.") or name == "abmetry.__version__":
            continue
        other = part_of(name.removeprefix("abmetry."))
        assert other is not None, f"{module} imports {name}, which belongs to no part of the house"
        inside = other.split(".")[0] == own.split(".")[0]
        assert inside or RANK[other] < RANK[own], f"{module} imports {name}: against the way of the data"


@pytest.mark.parametrize("path", MODULES, ids=house_id)
def test_only_the_engine_imports_an_engine(path):
    if named(path).split(".")[0] != "engine":
        assert not [name for name in imports(path) if name.split(".")[0] in ENGINES]


@pytest.mark.parametrize("path", MODULES, ids=house_id)
def test_no_file_is_long(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines; take it apart"


@pytest.mark.parametrize("path", MODULES, ids=house_id)
def test_no_name_says_nothing(path):
    assert not BANNED_NAMES & set(named(path).split("."))


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=house_id)
def test_a_package_holds_only_names(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        assert words or isinstance(node, ast.Import | ast.ImportFrom | ast.Assign), ast.unparse(node)


def test_every_package_says_that_it_is_one():
    folders = {path.parent for path in MODULES}
    assert not [folder for folder in folders if not (folder / "__init__.py").is_file()]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_package_index_is_named_anywhere():
    """Where packages come from is the installer's own affair: mirrors differ from place to place."""
    hosts = re.compile(
        rb"--(extra-)?index-url|--find-links|pypi\.(org|python)|pythonhosted|registry\.npmjs", re.IGNORECASE
    )
    own = Path(__file__).resolve()
    named_in = [path.name for path in tracked() if path != own and hosts.search(path.read_bytes())]
    assert named_in == []


@pytest.mark.parametrize("name", ["build", "dev", "run"])
def test_every_requirement_is_pinned_by_hash(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all(re.match(r"[a-z0-9._-]+==\S+( ; .*)? \\$", pin) for pin in pins)
    assert "://" not in text
