"""Help texts: options by their group, examples as they are typed."""

from __future__ import annotations

import inspect
import re
from copy import copy
from typing import Any

from typer.core import TyperCommand, TyperGroup

from abmetry.cli.spoken import t

OWN_OPTIONS = "Options"


def grouped(command: Any, context: Any, formatter: Any) -> None:
    """Write a command's arguments and options, each group under its heading, in the order of declaration."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for parameter in map(_spoken, command.get_params(context)):
        is_argument = parameter.param_type_name == "argument"
        record = parameter.get_help_record(context)
        if record is None:
            continue
        heading = getattr(parameter, "rich_help_panel", None) or ("Arguments" if is_argument else OWN_OPTIONS)
        name = (parameter.metavar or record[0]) if is_argument else record[0]
        groups.setdefault(heading, []).append((name, record[1]))
    helps = groups.pop(OWN_OPTIONS, [])
    ordered = {**{k: v for k, v in groups.items() if k == "Arguments"}, OWN_OPTIONS: helps, **groups}
    for heading, rows in ordered.items():
        if rows:
            with formatter.section(t(heading)):
                formatter.write_dl(rows, col_max=30)


def _spoken(parameter: Any) -> Any:
    """A parameter whose help is in the language of this run."""
    told = copy(parameter)
    if getattr(told, "help", None):
        told.help = t(told.help)
    return told


def helped(command: Any, context: Any, formatter: Any) -> None:
    """Write what a command does, in the language of this run."""
    told = copy(command)
    told.help = t(inspect.cleandoc(command.help)) if command.help else command.help
    super(type(command), told).format_help_text(context, formatter)


def examples(command: Any, formatter: Any) -> None:
    """Write a command's examples, which stand in its epilog one on a line, as they are."""
    if command.epilog:
        with formatter.section(t("Examples")):
            for line in command.epilog.strip().splitlines():
                formatter.write(f"  {line.strip()}\n")


def brief(help: str) -> str:
    """What a command does, in a few words: its help up to the first colon, semicolon or sentence's end."""
    return re.split(r"[:;]|\.(?=\s|$)", help, maxsplit=1)[0].strip()


class Command(TyperCommand):
    """A command whose help has grouped options and examples."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what it does."""
        helped(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options."""
        grouped(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        del ctx
        examples(self, formatter)


class Commands(TyperGroup):
    """The commands in the order in which they are used, then the options of them all, then examples."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the commands, as registered."""
        del ctx
        return list(self.commands)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what it does."""
        helped(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write commands and options."""
        rows = [(name, t(brief(command.help or ""))) for name, command in self.commands.items()]
        with formatter.section(t("Commands")):
            formatter.write_dl(rows)
        grouped(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        del ctx
        examples(self, formatter)
