"""The pack says what the answers say: titles, figures, changes, states."""

import pytest

from abmetry.answers.question import Question
from abmetry.lang.words import Words
from abmetry.report.answered import gather
from abmetry.report.figures import figure, way
from abmetry.report.footnotes import Footnotes
from abmetry.report.packing import pack_of
from abmetry.report.phrases import changed, may_be_chance
from abmetry.report.slides.insights import effect_said


def by_layout(pack, layout):
    return [slide for slide in pack.slides if slide.layout == layout]


def test_a_pack_tells_all_that_was_asked(packs):
    layouts = [slide.layout for slide in packs["en"].slides]
    assert layouts[0] == "cover"
    assert layouts[1] == "cards"
    assert layouts[-1] == "method"
    assert {"trends", "table", "chart"} <= set(layouts)


def test_the_figures_are_the_answers(packs, answered):
    (cards,) = by_layout(packs["en"], "cards")
    engaged = answered.results["engaged_accounts"]
    shown = cards.figures[0]
    assert shown.value == f"{engaged.value:,.0f}"
    assert f"{engaged.interval['low']:.0f}" in shown.interval
    assert "95% interval" in shown.interval
    assert shown.result is engaged
    rate = answered.results["engaged_account_rate"]
    assert shown.rest == f"Other accounts: {rate.comparison['value']:.1f}%"


def test_titles_state_the_finding(packs, answered):
    engaged = answered.results["engaged_accounts"]
    (cards,) = by_layout(packs["en"], "cards")
    verb = "grew" if engaged.value > engaged.previous["value"] else "fell"
    assert cards.title == (
        f"Engaged accounts {verb} from {engaged.previous['value']:.0f} to {engaged.value:.0f}"
        if engaged.value != engaged.previous["value"]
        else f"Engaged accounts stayed at {engaged.value:.0f}"
    )


def test_every_figure_has_its_definition_at_the_foot(packs):
    for pack in packs.values():
        for slide in pack.slides:
            notes = {note.number: note for note in slide.notes}
            for one in slide.figures:
                assert notes[one.note].name == one.name
                assert notes[one.note].text


def test_accounts_that_came_and_went_make_the_change(answered):
    engaged, moved = answered.results["engaged_accounts"], answered.exchanges["engaged_accounts"]
    assert moved.stayed + len(moved.came) == engaged.value
    assert moved.stayed + len(moved.went) == engaged.previous["value"]


def test_trends_end_with_the_period(answered):
    for results in answered.trends.values():
        assert results[-1].period == answered.results["engaged_accounts"].period
        assert results[-1].value == answered.results[results[-1].kpi].value


def test_what_was_never_loaded_is_told(tiny):
    lacking = next(one for one in tiny.results.values() if one.status == "unavailable" and one.needs)
    shown = figure(lacking, tiny.told, Words(), Footnotes(Words()))
    assert (shown.state, shown.value, shown.interval, shown.change) == ("unavailable", "Not known", "", "")
    assert all(table in shown.remark for table in lacking.needs)


def test_what_cannot_be_measured_is_no_zero(tiny):
    empty = next(one for one in tiny.results.values() if one.status == "empty")
    shown = figure(empty, tiny.told, Words(), Footnotes(Words()))
    assert (shown.value, shown.remark) == ("–", "Nothing to measure in this period")


def test_a_report_can_be_of_one_tier_and_compare_with_nothing(sampled):
    alone = gather(sampled, Question(period="2026-Q3", tiers=("1",), compare="none"))
    pack = pack_of(alone, Words())
    assert "Tiers: 1" in pack.slides[0].points[0]
    assert alone.before is None
    assert alone.lift == ()
    (cards,) = by_layout(pack, "cards")
    assert {one.rest for one in cards.figures} == {""}


def test_few_cases_are_marked(answered):
    few = next(result for result in answered.results.values() if result.status == "too_few")
    shown = figure(few, answered.told, Words(), Footnotes(Words()))
    assert shown.remark == f"Few cases: {few.n:.0f}"


def test_better_depends_on_the_kpi(answered):
    engaged, velocity = answered.told["engaged_accounts"], answered.told["deal_velocity_days"]
    assert (way(3, engaged), way(-3, engaged), way(0, engaged)) == ("better", "worse", "neither")
    assert (way(3, velocity), way(-3, velocity)) == ("worse", "better")


def test_a_change_within_the_interval_may_be_chance(answered):
    one = answered.results["engaged_account_rate"]
    low, high = one.interval["low"], one.interval["high"]
    assert may_be_chance(one) == (low <= one.previous["value"] <= high)


def test_without_a_before_the_title_says_the_value(answered):
    from dataclasses import replace

    one = replace(answered.results["engaged_accounts"], previous=None)
    assert changed(one, answered.told[one.kpi], Words()) == f"Engaged accounts: {one.value:.0f}"


@pytest.mark.parametrize(
    ("effect", "unit", "said"),
    [
        (1694.6, "percent", "× 17.9"),
        (-34.2, "percent", "-34%"),
        (35, "percent", "+35%"),
        (77, "score", "+77 points"),
        (None, "percent", "–"),
    ],
)
def test_effects(effect, unit, said):
    assert effect_said(effect, unit, Words()) == said
