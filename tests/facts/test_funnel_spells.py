"""Funnel spells, drawn and against the definition at every instant."""

from datetime import datetime, timedelta
from itertools import pairwise

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.lint import lint
from abmetry.facts import engaged_spells
from abmetry.facts.engaged_spells import ENGAGED_DAYS
from abmetry.facts.funnel_spells import FACT
from abmetry.workspace.settings import Settings
from facts.model_fixture import tiny_model

UTC = {"workspace": {"timezone": "UTC"}}


def test_passes_the_linter():
    engine = DuckDBEngine(threads=1)
    assert lint(FACT.sql(engine.dialect, Settings())) == []


def test_an_account_climbs_and_falls_back():
    """One deal lost, then one won whose customer stays; touched once before.

    Jan 1    Jan 10   Feb 1        Mar 1  Apr 10   May 1        Jun 1
    created  touch    deal d1      lost   90 days  deal d2      won
    target   engaged  opportunity  engaged  target opportunity  won ->
    """
    model = tiny_model(
        settings=UTC,
        accounts="""
        account_id | name | created_at
        a1         | Acme | 2026-01-01
        """,
        touches=[
            {"touch_id": "t1", "occurred_at": "2026-01-10 09:00", "kind": "form_submit", "account_id": "a1"}
        ],
        opportunities="""
        opportunity_id | account_id | stage | created_at | closed_at  | is_closed | is_won
        d1             | a1         | Lost  | 2026-02-01 | 2026-03-01 | true      | false
        d2             | a1         | Won   | 2026-05-01 | 2026-06-01 | true      | true
        """,
    )
    assert model.fact("funnel_spells", "stage, spell_from, spell_to", "spell_from") == [
        (1, datetime(2026, 1, 1), datetime(2026, 1, 10, 9)),
        (2, datetime(2026, 1, 10, 9), datetime(2026, 2, 1)),
        (3, datetime(2026, 2, 1), datetime(2026, 3, 1)),
        (2, datetime(2026, 3, 1), datetime(2026, 4, 10, 9)),
        (1, datetime(2026, 4, 10, 9), datetime(2026, 5, 1)),
        (3, datetime(2026, 5, 1), datetime(2026, 6, 1)),
        (4, datetime(2026, 6, 1), None),
    ]


def test_ninety_days_are_counted_on_the_wall_clock():
    """Engaged at 10:00 in Madrid in winter: until 10:00 in summer, an hour earlier in UTC."""
    model = tiny_model(
        accounts="""
        account_id | name
        a1         | Acme
        """,
        touches=[
            {"touch_id": "t1", "occurred_at": "2026-02-01 09:00", "kind": "form_submit", "account_id": "a1"}
        ],
    )
    assert model.fact("funnel_spells", "stage, spell_from, spell_to", "spell_to") == [
        (1, None, datetime(2026, 2, 1, 9)),
        (2, datetime(2026, 2, 1, 9), datetime(2026, 5, 2, 8)),
        (1, datetime(2026, 5, 2, 8), None),
    ]


def test_retention_and_expansion():
    """A contract of 2025 followed by one of 2026, and an expansion won in March 2026.

    2025-01-01  2026-01-01   2026-03-15    2027-03-02
    won         retention    expansion     grace over: target
    """
    model = tiny_model(
        settings=UTC,
        accounts="""
        account_id | name | created_at
        a1         | Acme | 2024-12-01
        """,
        opportunities="""
        opportunity_id | account_id | type      | stage | created_at | closed_at  | is_won
        d1             | a1         | expansion | Won   | 2026-02-01 | 2026-03-15 | true
        """,
        contracts="""
        contract_id | account_id | starts_on  | ends_on
        c1          | a1         | 2025-01-01 | 2025-12-31
        c2          | a1         | 2026-01-01 | 2026-12-31
        """,
    )
    assert model.fact("funnel_spells", "stage, spell_from", "spell_from") == [
        (1, datetime(2024, 12, 1)),
        (4, datetime(2025, 1, 1)),
        (5, datetime(2026, 1, 1)),
        (6, datetime(2026, 3, 15)),
        (1, datetime(2027, 3, 2)),
    ]


def test_what_a_deal_was_before_its_creation_moves_nobody():
    """Wrong dates: d1 entered Talks on 1 March and was won on the 3rd, by a row created only on the 5th.

    1 Jan    1 Mar   3 Mar   5 Mar
    target   ....    ....    won
    """
    model = tiny_model(
        settings={**UTC, "stages": {"Won": {"won": True}}},
        accounts="""
        account_id | name | created_at
        a1         | Acme | 2026-01-01
        """,
        opportunities="""
        opportunity_id | account_id | stage | created_at
        d1             | a1         | Won   | 2026-03-05
        """,
        opportunity_stages="""
        opportunity_id | stage | entered_at
        d1             | Talks | 2026-03-01
        d1             | Won   | 2026-03-03
        """,
    )
    stages = model.fact("funnel_spells", "stage, spell_from", "spell_from")
    assert stages == [(1, datetime(2026, 1, 1)), (4, datetime(2026, 3, 5))]


def test_a_second_product_beside_the_first_is_no_renewal_until_the_first_is_over():
    """c1 all of 2026, c2 from July 2026 to June 2027: retention from January 2027."""
    model = tiny_model(
        settings=UTC,
        accounts="""
        account_id | name | created_at
        a1         | Acme | 2025-12-01
        """,
        contracts="""
        contract_id | account_id | starts_on  | ends_on
        c1          | a1         | 2026-01-01 | 2026-12-31
        c2          | a1         | 2026-07-01 | 2027-06-30
        """,
    )
    stages = model.fact("funnel_spells", "stage, spell_from", "spell_from")
    assert (5, datetime(2027, 1, 1)) in stages
    assert len(stages) == 4


DAY0 = datetime(2026, 1, 1)
SPAN = 200
days = st.integers(0, SPAN)


def day(number):
    return DAY0 + timedelta(days=number)


@st.composite
def interval(draw):
    begin = draw(days)
    length = draw(st.none() | st.integers(1, 60))
    return day(begin), None if length is None else day(begin + length)


@st.composite
def touch(draw):
    occurred = day(draw(days)) + timedelta(hours=draw(st.integers(0, 23)))
    known = occurred + timedelta(days=draw(st.sampled_from([0, 0, 0, 5, 100])))
    lasting = draw(st.sampled_from([None, None, 3, 50]))
    return occurred, known, None if lasting is None else known + timedelta(days=lasting)


deal = st.tuples(
    st.sampled_from(["new_business", "renewal", "expansion"]), st.sampled_from(["open", "won"]), interval()
)


def holds(begin, end, t):
    return begin < t and (end is None or end >= t)


def stage_at(t, touches, deals, spells, renewals):
    customer = any(holds(begin, end, t) for begin, end in spells)
    if customer:
        for kind, status, (begin, end) in deals:
            if kind == "expansion" and status == "won" and holds(begin, end, t):
                return 6
        if any(holds(*when, t) for kind, status, when in deals if (kind, status) == ("renewal", "won")):
            return 5
        return 5 if any(begin < t for begin in renewals) else 4
    if any(holds(*when, t) for kind, status, when in deals if (kind, status) == ("new_business", "open")):
        return 3
    for occurred, known, known_to in touches:
        if t - timedelta(days=ENGAGED_DAYS) <= occurred < t and holds(known, known_to, t):
            return 2
    return 1


@settings(max_examples=100, deadline=None)
@given(
    st.lists(touch(), max_size=6),
    st.lists(deal, max_size=4),
    st.lists(interval(), max_size=3),
    st.lists(days.map(day), max_size=1),
)
def test_every_instant_has_the_highest_stage_that_holds(touches, deals, spells, renewals):
    with DuckDBEngine(threads=1) as engine:
        register(engine, touches, deals, spells, renewals)
        by_rule = Settings.model_validate(UTC)
        engine.create_table("engaged_spells", engaged_spells.FACT.sql(engine.dialect, by_rule))
        rows = engine.query(FACT.sql(engine.dialect, by_rule)).to_pylist()
    rows.sort(key=lambda row: row["spell_from"])
    assert all(one["spell_to"] == two["spell_from"] for one, two in pairwise(rows))
    assert rows[-1]["spell_to"] is None
    for half in range(1, 2 * (SPAN + 110)):
        t = DAY0 + timedelta(hours=12 * half)
        (stage,) = [row["stage"] for row in rows if holds(row["spell_from"], row["spell_to"], t)]
        assert stage == stage_at(t, touches, deals, spells, renewals), t


def register(engine, touches, deals, spells, renewals):
    text, instant = pa.string(), pa.timestamp("us")

    def table(name, **columns):
        arrays = {column: pa.array(values, kind) for column, (kind, values) in columns.items()}
        engine.register(name, pa.table(arrays))

    def account(rows):
        return text, ["a1" for _ in rows]

    table("accounts", account_id=(text, ["a1"]), created_at=(instant, [DAY0 - timedelta(days=1)]))
    table(
        "touches",
        account_id=account(touches),
        occurred_at=(instant, [one[0] for one in touches]),
        occurred_local=(instant, [one[0] for one in touches]),
        occurred_on=(pa.date32(), [one[0].date() for one in touches]),
        known_from=(instant, [one[1] for one in touches]),
        known_to=(instant, [one[2] for one in touches]),
        is_engagement=(pa.bool_(), [True for _ in touches]),
    )
    ids = [f"d{number}" for number in range(len(deals))]
    table(
        "opportunities",
        opportunity_id=(text, ids),
        account_id=account(deals),
        type=(text, [one[0] for one in deals]),
        created_at=(instant, [DAY0 for _ in deals]),
    )
    table(
        "opportunity_states",
        opportunity_id=(text, ids),
        status=(text, [one[1] for one in deals]),
        state_from=(instant, [one[2][0] for one in deals]),
        state_to=(instant, [one[2][1] for one in deals]),
        closed_at=(instant, [one[2][0] if one[1] == "won" else None for one in deals]),
    )
    table(
        "customer_spells",
        account_id=account(spells),
        known_from=(instant, [one[0] for one in spells]),
        spell_to=(instant, [one[1] for one in spells]),
        known_to=(instant, [None for _ in spells]),
    )
    table(
        "contracts",
        contract_id=(text, [f"c{number}" for number in range(len(renewals))]),
        account_id=account(renewals),
        starts_on=(pa.date32(), [one.date() for one in renewals]),
        last_on=(pa.date32(), [None for _ in renewals]),
        active_from=(instant, renewals),
        active_to=(instant, [None for _ in renewals]),
        known_from=(instant, renewals),
        renews_contract_id=(text, ["before" for _ in renewals]),
    )
