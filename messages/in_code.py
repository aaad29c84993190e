"""Texts in Python: literals that are given to `message`, `.text`, `.plural` and `t`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from messages.found import ROOT, SOURCE, Found, domain_of

SAYING = {"message", "text", "plural", "t"}
CHECKS = {"Check", "check"}
"""What makes a check of quality; its detail comes last."""

COUNTED = "counted"
"""What says a number with its noun, which comes second, for several third."""


def in_code() -> Iterator[Found]:
    """Every text of the package's modules, in their order."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from in_module(path)


def in_module(path: Path) -> Iterator[Found]:
    """Every text of one module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tables = _tables(tree)
    where = str(path.relative_to(ROOT))
    calls = sorted(
        (n for n in ast.walk(tree) if isinstance(n, ast.Call) and _says(n)), key=lambda n: n.lineno
    )
    for call in calls:
        if _name(call) in CHECKS:
            for detail in _literals(call.args[-1], tables):
                if detail.endswith("."):
                    yield Found(detail, None, "answers", where)
            continue
        if _name(call) == COUNTED and len(call.args) > 1:
            one = next(_literals(call.args[1], tables), None)
            several = next(_literals(call.args[2], tables), None) if len(call.args) > 2 else f"{one}s"
            if one:
                yield Found(f"{{n}} {one}", f"{{n}} {several}", domain_of(path), where)
            continue
        if _name(call) == COUNTED:
            continue
        given = [*_literals(call.args[0], tables)]
        plural = next(_literals(call.args[1], tables), None) if len(call.args) > 1 else None
        for text in given:
            yield Found(text, plural, domain_of(path), where)


def _says(call: ast.Call) -> bool:
    if not call.args:
        return False
    if isinstance(call.func, ast.Name):
        return call.func.id in {*SAYING, *CHECKS, COUNTED}
    # A dialect has a `text` too, which quotes.
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in SAYING
        and "dialect" not in ast.unparse(call.func.value)
    )


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", None) or getattr(call.func, "attr", ""))


def _literals(node: ast.expr, tables: dict[str, ast.expr]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from _literals(node.body, tables)
            yield from _literals(node.orelse, tables)
        case ast.Subscript(value=ast.Name(id=name)) if name in tables:
            yield from _values(tables[name])
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get")) if name in tables:
            yield from _values(tables[name])


def _values(node: ast.expr) -> Iterator[str]:
    values = node.values if isinstance(node, ast.Dict) else getattr(node, "elts", [])
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
        elif isinstance(value, ast.Dict | ast.Tuple | ast.List):
            yield from _values(value)


def _tables(tree: ast.Module) -> dict[str, ast.expr]:
    """Module-level tables of texts by name."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return {
        name: value for name, value in found.items() if isinstance(value, ast.Dict | ast.Tuple | ast.List)
    }
