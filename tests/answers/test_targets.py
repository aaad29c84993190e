"""Which target holds for a number: of just its accounts and its period."""

import pytest

from abmetry.answers.answer import Result
from abmetry.answers.calendar import Calendar
from abmetry.answers.period_text import parse_period
from abmetry.answers.question import Question
from abmetry.answers.targets import Target, target_of
from abmetry.kpis.catalogue import find
from abmetry.lang.words import Words
from abmetry.workspace.settings import Settings

CALENDAR = Calendar("Europe/Madrid")
SETTINGS = Settings.model_validate(
    {
        "targets": {
            "engaged_accounts": [
                {"value": 400},
                {"value": 90, "list": "named"},
                {"value": 30, "tier": "1"},
                {"value": 380, "period": "quarter"},
                {"value": 350, "period": "2026-q3"},
            ],
            "deal_cycle_days": 60,
            "leads_created": 10,
        }
    }
)


def aimed(kpi="engaged_accounts", value=0.0, period="2026-09", group=None, **asked):
    found = target_of(
        SETTINGS,
        find(kpi),
        Question(**asked),
        ("named", "other"),
        parse_period(period, CALENDAR),
        group or {},
        value,
    )
    return None if found is None else found.value


def test_the_whole_program_by_the_period_that_fits_best():
    assert aimed(period="2026-09") == 400
    assert aimed(period="2026-Q2") == 380
    assert aimed(period="2026-Q3") == 350


def test_a_list_and_a_tier_have_their_own():
    assert aimed(lists=("named",)) == aimed(group={"list": "named"}) == 90
    assert aimed(tiers=("1",)) == aimed(group={"tier": "1"}) == 30
    assert aimed(lists=("named", "other")) == 400
    assert aimed(lists=("other",)) is None
    assert aimed(tiers=("2",)) is None
    assert aimed(group={"tier": None}) is None
    assert aimed(lists=("named",), tiers=("1",)) is None


def test_a_split_by_time_is_no_other_scope():
    assert aimed(period="2026-Q3", group={"quarter": "2026-Q3"}) == 350


@pytest.mark.parametrize(
    "asked",
    [
        {"cohort": "non_abm"},
        {"cohort": "all"},
        {"where": ("industry=Software",)},
        {"owner": "u1"},
        {"rollup": "parent"},
        {"link_confidence": 0.8},
        {"group": {"industry": "Software"}},
    ],
)
def test_other_accounts_than_the_targets_have_none(asked):
    assert aimed(**asked) is None


def test_met_goes_by_the_direction_of_the_kpi():
    def met(kpi, value):
        period = parse_period("2026-09", CALENDAR)
        found = target_of(SETTINGS, find(kpi), Question(), (), period, {}, value)
        assert found is not None
        return found.met

    assert (met("engaged_accounts", 400), met("engaged_accounts", 399)) == (True, False)
    assert (met("deal_cycle_days", 60), met("deal_cycle_days", 61)) == (True, False)
    assert met("leads_created", 12) is None
    assert met("engaged_accounts", None) is None


def test_words():
    words = Words()
    assert Target(400, 12, True).told(words, "count") == "Target 400: met"
    assert Target(30, -1.5, False).told(words, "percent") == "Target 30.0%: not met (-1.5 pt)"
    assert Target(10, 2, None).told(words, "count") == "Target 10 (+2)"
    assert Target(10).told(words, "count") == "Target 10"


def test_json_has_it_among_what_is_shown_beside():
    result = Result(
        kpi="engaged_accounts",
        unit="count",
        period={"start": "2026-07-01", "end": "2026-10-01"},
        as_of="2026-10-01T00:00:00+02:00",
        scope={},
        group={},
        status="ok",
        definition="sha256:0",
        build="b",
        value=20,
        target=Target(25, -5, False),
    )
    assert result.to_dict()["extra"] == {"target": 25, "target_met": False}
    assert result.extra == {}
