"""What is wrong in an abmetry.toml, in the words of the person who wrote it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from abmetry.workspace.known_keys import keys_at, nearest
from abmetry.workspace.toml_lines import Path

_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "tuple_type": "a list",
    "date_type": "a date",
}
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the line it stands on, its dotted key, and one sentence that names both key
    and reason.
    """

    line: int
    key: str
    sentence: str


def syntax_problem(error: Exception, text: str) -> Problem:
    """What a TOML reader could not read."""
    said = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.DOTALL)
    reason, line = (said[1], said[2]) if said else (str(error), None)
    reason = reason.rstrip(".")
    return Problem(
        int(line) if line else max(1, len(text.splitlines())),
        "",
        f"this is not TOML: {reason[:1].lower()}{reason[1:]}.",
    )


def problems_of(error: ValidationError, given: Mapping[str, Any], lines: Mapping[Path, int]) -> list[Problem]:
    """All problems of the settings, in the order of the file.

    Args:
        error: What the settings refused.
        given: The document as it was read.
        lines: The line of every path of the document.
    """
    found = [_problem(one, given, lines) for one in error.errors(include_url=False)]
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line)


def _problem(one: ErrorDetails, given: Mapping[str, Any], lines: Mapping[Path, int]) -> Problem:
    path = _document_path(one["loc"], given)
    ctx = one.get("ctx", {})
    if one["type"] in ("union_tag_invalid", "literal_error") and "discriminator" in ctx:
        path = (*path, ctx["discriminator"].strip("'"))
    key = _dotted(path)
    line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 1)
    return Problem(line, key, _sentence(one, path, key))


def _document_path(location: tuple[str | int, ...], given: Any) -> Path:
    """The location without what only pydantic knows: the tags of unions, the marks of keys."""
    path: list[str | int] = []
    here = given
    for n, part in enumerate(location):
        held = (isinstance(here, Mapping) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        if held and not _is_tag(location, n):
            path.append(part)
            here = here[part]
        elif n == len(location) - 1 and part != "[key]":
            path.append(part)
    return tuple(path)


def _is_tag(location: tuple[str | int, ...], n: int) -> bool:
    return location[0] == "sources" and n == 2


def _dotted(path: Path) -> str:
    bare = re.compile(r"[A-Za-z0-9_-]+")
    return ".".join(part if bare.fullmatch(part) else f'"{part}"' for part in path if isinstance(part, str))


def _sentence(one: ErrorDetails, path: Path, key: str) -> str:
    kind, ctx, value = one["type"], one.get("ctx", {}), one["input"]
    if kind == "extra_forbidden":
        return _unknown(one["loc"], path, key)
    if kind == "missing":
        return f"{key} is missing."
    if kind == "union_tag_not_found":
        return f"{key}.type is missing."
    if kind == "value_error":
        reason = f"{key} {ctx['error']}"
        return reason if reason.endswith("?") else f"{reason}."
    if kind in ("literal_error", "union_tag_invalid"):
        return _choice(key, value, ctx)
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return f"{key} must be {words} {ctx[bound]:g}, not {_shown(value)}."
    if kind == "string_too_short":
        return f"{key} must not be empty." if not value else f"{key} is too short."
    if kind == "string_too_long":
        return f"{key} must be a single character, not {_shown(value)}."
    if kind in _KINDS:
        return f"{key} must be {_KINDS[kind]}, not {_shown(value)}."
    return f"{key} is {_shown(value)}: {one['msg'][:1].lower()}{one['msg'][1:]}."


def _unknown(location: tuple[str | int, ...], path: Path, key: str) -> str:
    keys = keys_at(location[:-1])
    table = _dotted(path[:-1])
    meant = nearest(str(path[-1]), table, keys)
    if meant:
        return f"{key} is not a known key; did you mean {meant}?"
    where = f"[{table}]" if table else "the file"
    return f"{key} is not a known key; {where} knows {', '.join(keys)}."


def _choice(key: str, value: Any, ctx: Mapping[str, Any]) -> str:
    if isinstance(value, Mapping) and "tag" in ctx:
        value = ctx["tag"]
    choices = re.findall(r"'([^']*)'", str(ctx.get("expected", ctx.get("expected_tags", ""))))
    near = (
        get_close_matches(value.lower(), choices, n=1) if isinstance(value, str) and len(choices) > 1 else []
    )
    quoted = [f'"{choice}"' for choice in choices]
    listed = " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
    return f"{key} must be {listed}, not {_shown(value)}" + (f'; did you mean "{near[0]}"?' if near else ".")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) <= 40 else f'the text "{value[:37]}..."'
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, date | datetime | time):
        return f"the date or time {value.isoformat()}"
    return str(value)
