"""Colours that can be read: WCAG's contrasts, in both themes."""

import pytest

from abmetry.charts.palette import DARK, LIGHT, THEMES, contrast, luminance


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "positive", "negative", "warning"])
def test_text_stands_out(theme, name):
    colour = getattr(theme, name)
    assert contrast(colour, theme.surface) >= 4.5
    assert contrast(colour, theme.canvas) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_marks_stand_out(theme):
    assert all(contrast(colour, theme.surface) >= 3 for colour in (*theme.categorical, theme.rest))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_sequence_goes_one_way(theme):
    steps = [luminance(step) for step in theme.sequential]
    assert steps == sorted(steps, reverse=theme is LIGHT)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_on_a_step_can_be_read(theme):
    assert all(contrast(theme.on(step), step) >= 4.5 for step in theme.sequential)


@pytest.mark.parametrize("step", range(6))
def test_text_on_a_step_can_be_read_where_the_browser_turns_a_light_chart_dark(step):
    turned = {LIGHT.ink: DARK.ink, LIGHT.surface: DARK.surface}
    ink = turned[LIGHT.on(LIGHT.sequential[step])]
    assert contrast(ink, DARK.sequential[step]) >= 4.5


def test_contrast_of_black_and_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == 1


def test_both_themes_have_the_same_properties():
    assert LIGHT.css_variables().keys() == DARK.css_variables().keys()
    assert LIGHT.css_variables()["--accent"] == LIGHT.accent


def test_a_family_with_a_space_is_quoted():
    assert '"Segoe UI"' in LIGHT.font("rtl")
    assert LIGHT.font("rtl").startswith("Vazirmatn")
