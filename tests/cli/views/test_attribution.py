"""Credit as tables, at every width."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from abmetry.answers.answer import Answer, Result
from abmetry.answers.deal_credit import DealCredit
from abmetry.cli.terminal import view_text
from abmetry.cli.views.attribution import attribution_view, deal_view
from abmetry.influence.models import MODELS

RESULT = Result(
    kpi="attributed_revenue",
    unit="money",
    period={"start": "2026-07-01", "end": "2026-10-01"},
    as_of="2026-10-01T00:00:00+02:00",
    scope={"lists": ["named"], "cohort": "abm"},
    group={"channel": "webinar", "campaign": "k", "model": "linear"},
    status="too_few",
    definition="sha256:0",
    build="b",
    value=12000.0,
    numerator=12000.0,
    n=3,
    currency="EUR",
    interval={"low": 5000.0, "high": 20000.0, "level": 0.95, "method": "bootstrap"},
    extra={"lowest": 0.0, "highest": 90000.0, "unattributed": 0.0},
    label={"campaign": "Spring webinar"},
    flags=("the Markov model learns from 8 closed deals with touches: too few to rely on",),
)
NOBODY = replace(
    RESULT, group={"channel": "unattributed", "campaign": None, "model": "linear"}, value=30000.0, label={}
)
TOUCH = {
    "touch_id": "t",
    "occurred_at": "2026-02-28T23:30:00+00:00",
    "kind": "form_submit",
    "channel": "web",
    "campaign_id": "k",
    "campaign": "Spring \x1b[31malert",
    "milestones": ["first", "lead"],
    "counts": "before creation",
    "credit": dict.fromkeys(MODELS, 1000.0),
}
DEAL = DealCredit(
    {"opportunity_id": "d", "name": "Big", "account": "Acme", "account_id": "a", "status": "won", "amount": 1000.0,
     "created_at": "2026-03-01T00:00:00+00:00", "closed_at": None},
    {"start": "2026-01-01", "end": "2026-04-01"}, "", {}, tuple(MODELS), (TOUCH,), dict.fromkeys(MODELS, 0.0), "EUR",
)  # fmt: skip


def text(*results, width=120):
    return view_text(lambda columns: attribution_view(Answer(results), columns), width)


def test_one_model_shows_range_spread_and_size():
    shown = text(RESULT, NOBODY)
    lines = shown.splitlines()
    assert "Attributed revenue [1]   Linear" in lines
    assert "Channel" in shown
    assert "Under any model" in shown
    row = next(line for line in lines if "Spring webinar" in line)
    assert [word in row for word in ("webinar", "€12,000", "€5,000 – €20K", "€0 – €90K", "few 3")] == [
        True
    ] * 5
    # The biggest part comes first.
    assert shown.index("unattributed") < shown.index("Spring webinar")
    assert "[1] the Markov model learns from 8" in shown


def test_several_models_stand_side_by_side():
    first = replace(RESULT, group={**RESULT.group, "model": "first"}, value=90000.0)
    shown = text(first, RESULT)
    assert "2 models" in shown
    row = next(line for line in shown.splitlines() if "Spring webinar" in line)
    assert row.split()[-2:] == ["€90K", "€12K"]


def test_nothing_to_credit():
    assert "nothing to credit" in text()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_one_opportunity_fits_and_says_its_rules(width):
    shown = view_text(lambda columns: deal_view(DEAL, ZoneInfo("Europe/Madrid"), columns), width)
    assert all(len(line) <= width for line in shown.splitlines())
    assert "\x1b[31m" not in shown
    flat = " ".join(shown.split())
    assert "Big" in flat
    assert "1 Mar 2026" in flat  # the local day
    for name in MODELS:
        assert name in flat
