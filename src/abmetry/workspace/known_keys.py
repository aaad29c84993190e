"""Which keys abmetry.toml may hold at a place, and which of them a wrong one was probably meant to be."""

from collections.abc import Iterator
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from abmetry.workspace.section import Section
from abmetry.workspace.settings import Settings


def keys_at(location: tuple[str | int, ...]) -> list[str]:
    """The keys of the table at a location as pydantic gives it (with the tags of unions); none where names
    are free.
    """
    kind: Any = Settings
    for part in location:
        kind = _inside(kind, part)
    section = _one_section(kind)
    return list(section.model_fields) if section else []


def nearest(key: str, table: str, keys: list[str]) -> str | None:
    """The dotted key that was probably meant: one of the same table, else one of that name elsewhere."""
    here = get_close_matches(key.lower(), keys, n=1)
    if here:
        return f"{table}.{here[0]}" if table else here[0]
    elsewhere = {dotted.rsplit(".", 1)[-1]: dotted for dotted in reversed(list(all_keys()))}
    there = get_close_matches(key.lower(), elsewhere, n=1, cutoff=0.8)
    return elsewhere[there[0]] if there else None


def all_keys(kind: Any = Settings, before: str = "") -> Iterator[str]:
    """Every dotted key of abmetry.toml, `NAME` standing for a free name; a table before its keys."""
    for section in _sections(kind):
        for name, field in section.model_fields.items():
            yield before + name
            named = ".NAME" if get_origin(_bare(field.annotation)) is dict else ""
            yield from all_keys(field.annotation, f"{before}{name}{named}.")


def _bare(kind: Any) -> Any:
    return _bare(get_args(kind)[0]) if get_origin(kind) is Annotated else kind


def _members(kind: Any) -> list[Any]:
    kind = _bare(kind)
    if get_origin(kind) in (Union, UnionType):
        return [member for each in get_args(kind) for member in _members(each)]
    return [kind]


def _sections(kind: Any) -> list[type[Section]]:
    found: list[type[Section]] = []
    for member in _members(kind):
        if isinstance(member, type) and issubclass(member, Section):
            found.append(member)
        elif get_origin(member) in (dict, tuple):
            found.extend(section for each in get_args(member) for section in _sections(each))
    return found


def _one_section(kind: Any) -> type[Section] | None:
    return next((m for m in _members(kind) if isinstance(m, type) and issubclass(m, Section)), None)


def _inside(kind: Any, part: str | int) -> Any:
    members = _members(kind)
    for member in members:
        if isinstance(member, type) and issubclass(member, Section):
            tag = member.model_fields.get("type")
            if tag is not None and len(members) > 1 and part in get_args(tag.annotation):
                return member
            if part in member.model_fields:
                return member.model_fields[str(part)].annotation
        elif get_origin(member) in (dict, tuple):
            return get_args(member)[1 if get_origin(member) is dict else 0]
    return None
