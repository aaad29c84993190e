"""The credit of deals that are open at t or were won in the period, under every model (KPIS.md, credit)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.credit_steps import UPON, credit_steps
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.influence.credit_model import MILESTONES
from abmetry.influence.models import MODELS, UNATTRIBUTED, column
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_DEAL = (
    "account_id text: The account.",
    "opportunity_id text: The deal.",
    "name text: Its name.",
    "type text: new_business, renewal or expansion.",
    "is_open boolean: The deal is open at t.",
    "is_won_in_period boolean: The deal was won in the period.",
    "is_primary boolean: The deal belongs to this account.",
    "share number: The account's share of the amount.",
    f"channel text: Channel of the touches; {UNATTRIBUTED}: no touch explains it.",
    "campaign_id text: Their campaign; null: none.",
)
_CREDITS = tuple(
    f"{column(name)} number: Credit under the model {model.title}, reporting currency."
    for name, model in MODELS.items()
)


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return credit_steps(dialect, settings, bounds)


def _touch_steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return credit_steps(dialect, settings, bounds, one_by_one=True)


CREDITS = AsOf(
    name="credits",
    doc="What the touches of one channel and campaign get of an account's part of a deal's amount.",
    columns=fact_columns(*_DEAL, "touches number: How many touches, up to the close or t.", *_CREDITS),
    reads=("people",),
    steps=_steps,
    table="'opportunities'",
    key="opportunity_id",
    shows=("name", "type", "channel", "campaign_id", "touches", "share"),
    upon=UPON,
    scoped=True,
)

TOUCH_CREDITS = AsOf(
    name="touch_credits",
    doc="What one touch gets of an account's part of a deal's amount.",
    columns=fact_columns(
        *_DEAL,
        "touch_id text: The touch, or the response; null: no touch explains it.",
        "occurred_at timestamp: When, UTC.",
        "touches number: Its quantity.",
        "eligible number: The same, of a touch before the creation; else 0.",
        *(f"{name} number: 1: it is this milestone." for name in MILESTONES),
        *_CREDITS,
        *(f"share_{name} number: Its share under the model {model.title}." for name, model in MODELS.items()),
    ),
    reads=("people",),
    steps=_touch_steps,
    table="'touches'",
    key="touch_id",
    upon=UPON,
    scoped=True,
    stored=False,
)
