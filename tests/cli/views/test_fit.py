"""Every view fits the terminal, and is plain text in a pipe."""

import pytest

VIEWS = (
    "kpi",
    "kpi engaged_accounts --by tier --by month --period 2026",
    "kpi deal_velocity_days",
    "funnel --period 2026-Q3",
    "funnel --period 2026 --by tier",
    "account a1",
    "account a8",
    "evidence engaged_accounts --period 2026-Q3",
    "evidence engaged_account_rate --part denominator",
    "explain engaged_account_rate",
    "status",
    "links",
    "links --held",
    "rejected",
    "catalogue",
    "catalogue deal_velocity_days",
)


@pytest.mark.parametrize("typed", VIEWS)
@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_view_fits(abmetry, in_workspace, monkeypatch, typed, width):
    monkeypatch.setenv("COLUMNS", str(width))
    said = abmetry(*typed.split())
    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines
    assert max(map(len, lines)) <= width
    assert "\x1b" not in said.out
    assert not [line for line in lines if line != line.rstrip()]
