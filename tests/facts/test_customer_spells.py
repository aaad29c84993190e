"""Customer spells, drawn and against a recomputation per instant."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.lint import lint
from abmetry.facts.customer_spells import FACT
from abmetry.workspace.settings import Settings
from facts.model_fixture import tiny_model

SPELL = "spell_from_local, spell_to, began_by, began_id, known_from, known_to"


def spells(**tables):
    return tiny_model(**tables).fact("customer_spells", SPELL, "account_id, spell_from, known_from")


def test_passes_the_linter():
    engine = DuckDBEngine(threads=1)
    assert lint(FACT.sql(engine.dialect, Settings())) == []


def test_win_without_any_contract_lasts():
    """A deal won on 1 March (a bare date), no contract row: customer for ever from local midnight."""
    found = spells(
        opportunities="""
        opportunity_id | account_id | stage | created_at | closed_at  | is_won
        d1             | a1         | Won   | 2026-01-05 | 2026-03-01 | true
        """
    )
    begin = datetime(2026, 2, 28, 23)
    assert found == [(datetime(2026, 3, 1), None, "opportunity", "d1", begin, None)]


def test_contract_dated_before_the_close_begins_the_spell_once_the_close_is_known():
    """Contract from 1 March, its deal closed on the 5th at 12:00: from the 1st, known from the 5th."""
    found = spells(
        opportunities="""
        opportunity_id | account_id | stage | created_at | closed_at        | is_won
        d1             | a1         | Won   | 2026-01-05 | 2026-03-05 12:00 | true
        """,
        contracts="""
        contract_id | account_id | opportunity_id | starts_on  | ends_on
        c1          | a1         | d1             | 2026-03-01 | 2026-12-31
        """,
    )
    grace_over = datetime(2027, 3, 1, 23)
    assert found == [
        (datetime(2026, 3, 1), grace_over, "contract", "c1", datetime(2026, 3, 5, 12), None),
    ]


@pytest.mark.parametrize(("starts_on", "count"), [("2027-03-01", 1), ("2027-03-02", 2)])
def test_a_contract_on_the_last_day_of_grace_continues_and_a_day_later_begins_anew(starts_on, count):
    """Last day 31 December 2026, grace 60 days: up to 1 March 2027 the next contract continues."""
    found = spells(
        contracts=f"""
        contract_id | account_id | starts_on  | ends_on
        c1          | a1         | 2026-01-01 | 2026-12-31
        c2          | a1         | {starts_on} | 2027-12-31
        """
    )
    assert len(found) == count


def test_a_reopened_win_is_undone_from_the_reopening_on():
    """Won on 1 February, open again on the 10th, won on 1 March: two spells, each as it was known.

    known:  ..... 1 Feb ======== 10 Feb ........ 1 Mar =======>
    """
    found = spells(
        settings={"workspace": {"timezone": "UTC"}, "stages": {"Won": {"won": True}}},
        opportunities="""
        opportunity_id | account_id | stage | created_at
        d1             | a1         | Won   | 2026-01-05
        """,
        opportunity_stages="""
        opportunity_id | stage | entered_at
        d1             | Won   | 2026-02-01
        d1             | Talks | 2026-02-10
        d1             | Won   | 2026-03-01
        """,
    )
    feb, again, march = datetime(2026, 2, 1), datetime(2026, 2, 10), datetime(2026, 3, 1)
    assert found == [
        (feb, None, "opportunity", "d1", feb, again),
        (march, None, "opportunity", "d1", march, None),
    ]


def test_a_win_dated_before_its_deal_was_created_is_known_from_the_creation():
    """Closed on 1 March by its row, created on the 5th: a customer from the 1st, which nobody knew before the 5th.

    spell:  1 Mar ==|===============>
    known:          5 Mar ==========>
    """
    found = spells(
        settings={"workspace": {"timezone": "UTC"}},
        opportunities="""
        opportunity_id | account_id | stage | created_at | closed_at  | is_won
        d1             | a1         | Won   | 2026-03-05 | 2026-03-01 | true
        """,
    )
    closed, created = datetime(2026, 3, 1), datetime(2026, 3, 5)
    assert found == [(closed, None, "opportunity", "d1", created, None)]


def test_a_renewal_won_begins_nothing():
    assert not spells(
        opportunities="""
        opportunity_id | account_id | type    | stage | created_at | closed_at  | is_won
        d1             | a1         | renewal | Won   | 2026-01-05 | 2026-03-01 | true
        """
    )


def test_midnights_move_with_daylight_saving():
    """Madrid: the first midnight in summer is 22:00 UTC, that after the winter's grace 23:00."""
    (spell,) = spells(
        settings={"renewal": {"grace_days": 0}},
        contracts="""
        contract_id | account_id | starts_on  | ends_on
        c1          | a1         | 2026-07-01 | 2026-12-31
        """,
    )
    assert spell[1] == datetime(2026, 12, 31, 23)
    assert spell[4] == datetime(2026, 6, 30, 22)


DAY0 = datetime(2026, 1, 1)
GRACE = 3


@dataclass(frozen=True)
class Win:
    closed_at: datetime
    undone_at: datetime | None
    created_at: datetime = DAY0


@dataclass(frozen=True)
class Term:
    first: date
    last: date | None
    known_from: datetime


def expected(wins, terms, t):
    """Rule 4, read at one instant: what is known before t, put in order, and cut at t."""
    won = sorted(
        w.closed_at
        for w in wins
        if max(w.closed_at, w.created_at) < t and (w.undone_at is None or w.undone_at >= t)
    )
    events = []
    known = [term for term in terms if term.known_from < t and (term.last is None or term.last >= term.first)]
    begins = {}
    for term in known:
        same_day = [c for c in won if c.date() == term.first]
        begins[term] = min(same_day, default=datetime.combine(term.first, datetime.min.time()))
    for term in known:
        over = None if term.last is None else at(term.last + timedelta(days=GRACE + 1))
        events.append((begins[term], 1, "contract", over, False))
    for close in won:
        active = any(
            begins[term] <= close and (term.last is None or close < at(term.last + timedelta(days=1)))
            for term in known
        )
        later = [begin for begin in begins.values() if begin > close]
        over = close if active else min(later, default=None)
        events.append((close, 0, "opportunity", over, True))
    found = []
    for begin, _, by, over, joins_at_end in sorted(events, key=lambda event: event[:2]):
        last = found[-1] if found else None
        if last and any(
            end is None or begin < end or (inclusive and begin == end) for end, inclusive in last["ends"]
        ):
            last["ends"].append((over, joins_at_end))
        else:
            found.append({"from": begin, "by": by, "ends": [(over, joins_at_end)]})
    cut = []
    for spell in found:
        ends = [end for end, _ in spell["ends"]]
        end = None if None in ends else max(ends)
        if spell["from"] < t:
            cut.append((spell["from"], end if end is not None and end < t else None, spell["by"]))
    return cut


def at(day):
    return datetime.combine(day, datetime.min.time())


days = st.integers(0, 24)
instants = st.builds(lambda day, half: DAY0 + timedelta(days=day, hours=12 * half), days, st.integers(0, 1))


@st.composite
def a_win(draw):
    closed = draw(instants)
    undone = draw(st.none() | st.integers(1, 12))
    undone_at = None if undone is None else closed + timedelta(days=undone)
    return Win(closed, undone_at, draw(st.just(DAY0) | instants))


@st.composite
def a_term(draw):
    first = DAY0.date() + timedelta(days=draw(days))
    length = draw(st.none() | st.integers(-1, 6))
    known = draw(st.none() | instants)
    return Term(
        first,
        None if length is None else first + timedelta(days=length),
        at(first) if known is None else known,
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(a_win(), max_size=3), st.lists(a_term(), max_size=4))
def test_as_of_any_instant_the_rows_say_what_the_rule_says(wins, terms):
    with DuckDBEngine(threads=1) as engine:
        register(engine, wins, terms)
        parsed = Settings.model_validate({"workspace": {"timezone": "UTC"}, "renewal": {"grace_days": GRACE}})
        rows = engine.query(FACT.sql(engine.dialect, parsed)).to_pylist()
    for half_days in range(90):
        t = DAY0 + timedelta(hours=12 * half_days)
        visible = sorted(
            (r["spell_from"], r["spell_to"] if r["spell_to"] and r["spell_to"] < t else None, r["began_by"])
            for r in rows
            if r["known_from"] < t and (r["known_to"] is None or r["known_to"] >= t)
        )
        assert visible == expected(wins, terms, t), t


def register(engine, wins, terms):
    count = range(len(wins))
    engine.register(
        "opportunities",
        pa.table(
            {
                "opportunity_id": pa.array([f"d{n}" for n in count], pa.string()),
                "account_id": pa.array(["a1" for _ in wins], pa.string()),
                "type": pa.array(["new_business" for _ in wins], pa.string()),
                "created_at": pa.array([w.created_at for w in wins], pa.timestamp("us")),
            }
        ),
    )
    engine.register(
        "opportunity_states",
        pa.table(
            {
                "opportunity_id": pa.array([f"d{n}" for n in count], pa.string()),
                "status": pa.array(["won" for _ in wins], pa.string()),
                "closed_at": pa.array([w.closed_at for w in wins], pa.timestamp("us")),
                "closed_on": pa.array([w.closed_at.date() for w in wins], pa.date32()),
                "closed_is_date": pa.array([False for _ in wins], pa.bool_()),
                "state_to": pa.array([w.undone_at for w in wins], pa.timestamp("us")),
            }
        ),
    )
    after = [None if x.last is None else at(x.last + timedelta(days=1)) for x in terms]
    engine.register(
        "contracts",
        pa.table(
            {
                "contract_id": pa.array([f"c{n}" for n in range(len(terms))], pa.string()),
                "account_id": pa.array(["a1" for _ in terms], pa.string()),
                "starts_on": pa.array([x.first for x in terms], pa.date32()),
                "last_on": pa.array([x.last for x in terms], pa.date32()),
                "active_from": pa.array([at(x.first) for x in terms], pa.timestamp("us")),
                "active_to": pa.array(after, pa.timestamp("us")),
                "known_from": pa.array([x.known_from for x in terms], pa.timestamp("us")),
            }
        ),
    )
