"""An address and a question say the same."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from abmetry.errors import UsageError
from abmetry.web.scope import LONGEST, MOST, Scope


def scope(text: str) -> Scope:
    return Scope.of(QueryParams(text))


def test_what_an_address_says():
    found = scope(
        "list=named&list=growth&tier=1&where=industry%3DSoftware&owner=U1&period=2026-Q3&compare=none"
    )
    question = found.question("icp_fit")
    assert question.kpis == ("icp_fit",)
    assert question.lists == ("named", "growth")
    assert question.tiers == ("1",)
    assert question.where == ("industry=Software",)
    assert (question.owner, question.period, question.compare) == ("U1", "2026-Q3", "none")


def test_empty_fields_of_the_form_say_nothing():
    assert (
        scope("owner=&where=&where=&period=&from=2026-01-01&to=2026-02-01&compare=&cohort=abm").period is None
    )
    assert not scope("owner=&where=&period=&compare=&cohort=abm&lang=fa").is_narrowed


def test_dates_count_where_the_period_is_two_dates():
    custom = scope("period=custom&from=2026-01-01&to=2026-02-01")
    assert (custom.period, custom.start, custom.end) == (None, "2026-01-01", "2026-02-01")
    chosen = scope("period=2026-Q1&from=2026-01-01&to=2026-02-01")
    assert (chosen.period, chosen.start, chosen.end) == ("2026-Q1", None, None)
    usual = scope("period=&from=2026-01-01&to=2026-02-01")
    assert (usual.period, usual.start, usual.end) == (None, None, None)
    told = scope("from=2026-01-01&to=2026-02-01")
    assert (told.start, told.end) == ("2026-01-01", "2026-02-01")


@pytest.mark.parametrize("text", ["compare=all", "cohort=some", "calendar=lunar", "rollup=child"])
def test_what_cannot_be_chosen(text):
    with pytest.raises(UsageError):
        scope(text)


def test_bounds():
    with pytest.raises(UsageError):
        scope("owner=" + "x" * (LONGEST + 1))
    with pytest.raises(UsageError):
        scope("&".join(f"tier={n}" for n in range(MOST + 1)))


def test_changes_and_keys_of_the_page():
    found = scope("tier=1&period=2026-Q3")
    assert found.query(period=None, sort="-name") == "?tier=1&sort=-name"
    assert found.query(list_=["a", "b"]) == "?list=a&list=b&tier=1&period=2026-Q3"
    assert scope("").query() == ""


TEXTS = st.text(max_size=20).map(lambda text: text.replace("\x00", "").strip()).filter(bool)


@given(
    st.lists(TEXTS, max_size=3, unique=True),
    st.sampled_from([None, "2026-Q3", "2025"]),
    st.sampled_from([None, "none", "previous"]),
)
def test_an_address_read_back_is_the_same(where, period, compare):
    first = Scope(where=tuple(where), period=period, compare=compare)
    assert Scope.of(QueryParams(parse_qsl(first.query().removeprefix("?")))) == first
