"""Texts in the templates of pages: literals that are given to `t` and `plural`."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, nodes

from messages.found import ROOT, SOURCE, Found, domain_of

SAYING = {"t", "text", "plural", "tn"}


def in_templates() -> Iterator[Found]:
    """Every text of the package's templates, in their order."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    for path in sorted(SOURCE.rglob("*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if not call.args or _name(call.node) not in SAYING:
                continue
            several = [*_literals(call.args[1])] if len(call.args) > 1 else []
            for one in _literals(call.args[0]):
                yield Found(
                    one, several[0] if several else None, domain_of(path), str(path.relative_to(ROOT))
                )


def _name(node: nodes.Expr) -> str:
    return str(getattr(node, "attr", None) or getattr(node, "name", ""))


def _literals(node: nodes.Expr) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _literals(node.expr1)
        if node.expr2 is not None:
            yield from _literals(node.expr2)
