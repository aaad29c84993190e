"""Bundles of options that several commands share: dataclasses whose fields are options of the command line."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import typer

from abmetry.cli.run_options import RunOptions

_CONTEXT = "context"


def spread(function: Callable[..., int | None]) -> Callable[..., None]:
    """A command with the fields of its bundles as options of its own.

    A parameter whose annotation is a dataclass is a bundle. `RunOptions` given before the command's name hold
    unless they are given again behind it. What the command returns is its exit status.
    """
    given_parameters = inspect.signature(function, eval_str=True).parameters.values()
    bundles: dict[str, Any] = {p.name: p.annotation for p in given_parameters if is_dataclass(p.annotation)}

    def run(**given: Any) -> None:
        context: typer.Context = given.pop(_CONTEXT)
        for name, bundle in bundles.items():
            given[name] = bundle(**{field.name: given.pop(field.name) for field in fields(bundle)})
            if bundle is RunOptions:
                given[name] = context.obj = given[name].over(context.obj or RunOptions())
        status = function(**given)
        if status:
            raise typer.Exit(status)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter(_CONTEXT, keyword, annotation=typer.Context),
        *(p.replace(kind=keyword) for p in given_parameters if p.name not in bundles),
        *(option for bundle in bundles.values() for option in _options(bundle)),
    ]
    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run


def _options(bundle: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(bundle, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, annotation=hints[field.name], default=field.default
        )
        for field in fields(bundle)
    ]
