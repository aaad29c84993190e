"""The settings hold the catalogue's defaults, and what a workspace says lies over them."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from abmetry.model.kinds import TOUCH_KINDS
from abmetry.workspace.settings import Settings
from abmetry.workspace.touch_minutes import DEFAULT_MINUTES


def said(**sections):
    return Settings.model_validate(sections)


def test_the_constants_of_the_catalogue():
    settings = Settings()
    assert (settings.workspace.timezone, settings.workspace.currency) == ("Europe/Madrid", "EUR")
    assert settings.engaged.rule == "any"
    assert settings.engagement.daily_cap == 240
    assert not settings.engagement.count_opens
    assert settings.influence.window_days == 90
    assert settings.influence.half_life_days == 7
    assert settings.renewal.grace_days == 60
    assert settings.intent.threshold == 60
    assert (settings.intent.min_count, settings.intent.baseline_weeks) == (3, 12)
    assert settings.icp.tier2_share == 0.6
    assert settings.lifetime.horizon_years == 5
    assert (settings.mqa.marketing_minutes, settings.mqa.people, settings.mqa.minutes_each) == (100, 2, 20)
    assert (settings.stats.min_n, settings.stats.level) == (20, 0.95)
    assert settings.sales.meaningful_minutes == 5
    relationship = settings.relationship
    assert (relationship.inbound_mail, relationship.outbound_mail, relationship.meeting) == (1, 0.25, 3)
    assert (relationship.half_life_days, relationship.scale, relationship.breadth_days) == (30, 40, 90)


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [("page_view", 1), ("meeting", 30), ("event_attended", 60), ("download", 10), ("call", 0)],
)
def test_default_minutes_of_a_kind(kind, minutes):
    assert Settings().engagement.minutes[kind] == minutes


def test_minutes_of_a_workspace_lie_over_those_of_the_preset():
    minutes = said(engagement={"preset": "demandbase", "minutes": {"call": 7}}).engagement.minutes
    assert (minutes["call"], minutes["email_reply"], minutes["meeting"]) == (7, 1, 30)


def test_weights_of_a_workspace_lie_over_those_of_the_preset():
    weights = said(
        engagement={"preset": "demandbase", "weights": {"seniority": {"vp": 3.0}}}
    ).engagement.weights
    assert (weights.seniority["vp"], weights.seniority["c_level"]) == (3.0, 2.0)


def test_successes_of_a_workspace_lie_over_the_defaults():
    programs = said(programs={"success": {"webinar": ["attended", "watched"]}}).programs
    assert programs.success_of("webinar") == ("attended", "watched")
    assert programs.success_of("event") == ("attended",)
    assert programs.success_of("billboard") == programs.success_of(None) == ("responded",)


def test_holidays_are_a_country_or_dates():
    assert said(calendar={"holidays": "ES-CT"}).calendar.holidays == "ES-CT"
    days = [date(2026, 12, 25), "2027-01-01"]
    assert said(calendar={"holidays": days}).calendar.holidays == (date(2026, 12, 25), date(2027, 1, 1))


def test_a_tier_that_is_not_one_of_the_list():
    with pytest.raises(ValidationError, match="rule for tier '3'"):
        said(lists={"a": {"where": "x = 1", "tiers": ["1"], "tier": [{"tier": "3", "where": "x = 2"}]}})


def test_settings_never_change():
    with pytest.raises(ValidationError):
        Settings().stats.min_n = 3  # type: ignore[misc]


def test_a_whole_number_where_a_number_may_be():
    assert said(engaged={"minutes": 12}).engaged.minutes == 12.0


def test_the_touch_kinds_and_their_minutes_are_those_of_the_model():
    of_the_model = {name: kind.minutes for name, kind in TOUCH_KINDS.items()}
    assert of_the_model | {"response": 0} == DEFAULT_MINUTES


def test_files_lie_in_the_folder_of_the_settings():
    placed = Settings().in_folder(Path("/w"))
    assert placed.path("lists/a.csv") == Path("/w/lists/a.csv")
    assert placed.path("/data/a.csv") == Path("/data/a.csv")
    assert placed.path("~/a.csv").is_absolute()
