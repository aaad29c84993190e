"""Credit for revenue and pipeline by channel and campaign, under one model or several."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace

from abmetry.answers.answer import Answer
from abmetry.answers.question import Question
from abmetry.errors import Unknown
from abmetry.influence.models import DEFAULT, MODELS
from abmetry.kpis.catalogue import find
from abmetry.kpis.influence_credit import of_models
from abmetry.kpis.kpi import Kpi
from abmetry.lang.message import message, one_of

ALL = "all"
CREDITED = ("attributed_revenue", "attributed_pipeline")
_PARTS = ("channel", "campaign")


def chosen(models: Sequence[str]) -> tuple[str, ...]:
    """The models meant, in their order, each once; none: the default; ``all``: every one.

    Raises:
        Unknown: There is no such model; names the nearest.
    """
    for name in models:
        if name not in MODELS and name != ALL:
            near = difflib.get_close_matches(name, MODELS, 3)
            raise Unknown(
                message("There is no model of credit '{name}'.", name=name),
                help=message("Did you mean {near}?", near=one_of(near))
                if near
                else message("There are: {models}, {all}.", models=", ".join(MODELS), all=ALL),
            )
    if ALL in models:
        return tuple(MODELS)
    return tuple(name for name in MODELS if name in models) or (DEFAULT,)


def credit_kpis(models: Sequence[str]) -> tuple[Kpi, ...]:
    """The KPIs of credit, under these models only."""
    return tuple(of_models(find(kpi), models) for kpi in CREDITED)


def split_by_credit(question: Question) -> Question:
    """The question about credit: by channel and campaign, or the one of them that it names, and by model."""
    named = [by for by in question.by if by != "model"]
    if not any(by in _PARTS for by in named):
        named.extend(_PARTS)
    return replace(question, kpis=CREDITED, by=(*named, "model"))


def with_credit(answer: Answer) -> Answer:
    """The answer without parts that get nothing under any model."""
    return Answer(
        tuple(
            result for result in answer if result.value is None or result.value or result.extra.get("highest")
        )
    )
