"""What an answer is without the links that are less sure.

a: a view that the source gives (1.0)      b: one by the domain of an address (0.9)      c: one by a host's name (0.7),
and later one by the source, so that without the host c is first engaged in March      d: nothing
"""

import pytest

from abmetry.answers.question import Question
from abmetry.answers.surer_links import facts_of, made_of_links, rests_on_links
from abmetry.errors import UsageError
from abmetry.kpis.catalogue import find
from recompute.drawn import Q1, at, company, touch
from recompute.program import opened


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    touches = [
        touch("1", at(2, 2), "page_view", account_id="a", visitor_id="v1"),
        touch("2", at(2, 2), "page_view", email="ana@b-corp.es", visitor_id="v2"),
        touch("3", at(2, 2), "page_view", ip="gate.c-corp.es", visitor_id="v3"),
        touch("4", at(3, 2), "page_view", account_id="c", visitor_id="v4"),
    ]
    with opened(company("a b c d", touches=touches), tmp_path_factory.mktemp("links")) as analysis:
        yield analysis


def value(program, kpi, **asked):
    return program.ask(kpi, **Q1_TEXT, **asked)[0].value


Q1_TEXT = {"start": Q1["start"].isoformat(), "end": Q1["end"].isoformat()}


@pytest.mark.parametrize(
    ("least", "engaged", "visits"), [(None, 3, 4), (0.7, 3, 4), (0.8, 3, 3), (0.95, 2, 2)]
)
def test_less_sure_links_give_nothing(program, least, engaged, visits):
    assert value(program, "engaged_accounts", link_confidence=least) == engaged
    assert value(program, "website_visits", link_confidence=least) == visits


def test_an_account_is_first_engaged_by_what_is_left(program):
    """Of the funnel at the end of February: without c's host it is no engaged account yet."""
    february = {"start": "2026-02-01", "end": "2026-03-01"}
    stages = [
        {
            one["stage"]: one["reached"]
            for one in program.funnel(Question(**february, link_confidence=least)).to_dict()["stages"]
        }
        for least in (None, 0.8)
    ]
    assert [one["engaged"] for one in stages] == [3, 2]


def test_the_scope_says_it_and_evidence_follows(program):
    answer = program.ask("engaged_accounts", **Q1_TEXT, link_confidence=0.95)[0]
    assert answer.scope["link_confidence"] == 0.95
    question = Question(("engaged_accounts",), **Q1_TEXT, link_confidence=0.95)
    assert {row["account_id"] for row in program.evidence(question).to_list()} == {"a", "c"}


def test_explain_shows_how_much_depends_on_it(program):
    told = program.explain(Question(("engaged_accounts",), **Q1_TEXT)).to_dict()["by_link_confidence"]
    assert [(one["link_confidence"], one["results"][0]["value"]) for one in told] == [(0.8, 3), (0.95, 2)]
    deals = program.explain(Question(("opportunities_created",), **Q1_TEXT))
    assert deals.surer == ()


def test_what_is_made_anew_is_what_rests_on_touches_and_people():
    names = {fact.name for fact in made_of_links()}
    assert {"sessions", "first_engagements", "relationship_touches", "funnel_spells"} <= names
    assert "touches" not in names
    assert rests_on_links(find("website_visits"))
    assert "sessions" in facts_of([find("website_visits")])


def test_what_cannot_be_asked(program):
    with pytest.raises(UsageError, match="from 0 to 1"):
        program.ask("engaged_accounts", link_confidence=1.5)
    with pytest.raises(UsageError, match="rolled up"):
        program.ask("engaged_accounts", link_confidence=0.8, rollup="parent")
