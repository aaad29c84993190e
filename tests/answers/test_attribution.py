"""Credit as an answer, and of one opportunity, in a workspace on disk."""

from datetime import date, datetime

import pytest

from abmetry.answers.question import Question
from abmetry.errors import Unanswerable, UsageError
from abmetry.influence.models import MODELS
from recompute.drawn import at, company, deal, touch
from recompute.program import opened

NOW = datetime(2026, 6, 1)
Q1 = Question(period="2026-Q1")
WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    """
    a: 1 000, created 1 March, won 20 March; an ad of campaign k on 1 February, a form on 8 February, a chat on 10 March
    b: 400, created 1 March, open; nobody touched it. c: 50, lost. e, in no list: 70, won 5 March after a form.
    """
    deals = [
        deal("da", "a", at(3, 1), name="Big", amount=1000.0, closed_at=at(3, 20), **WON),
        deal("db", "b", at(3, 1), amount=400.0),
        deal("dc", "c", at(3, 1), amount=50.0, closed_at=at(3, 9), stage="Closed Lost", is_closed=True),
        deal("de", "e", at(3, 1), amount=70.0, closed_at=at(3, 5), **WON),
        deal("df", "a", at(5, 1), amount=10.0),
    ]
    touches = [
        touch("t1", at(2, 1), "ad_click", channel="ads", account_id="a", campaign_id="k"),
        touch("t2", at(2, 8), "form_submit", channel="web", person_id="p"),
        touch("t3", at(3, 10), "chat", channel="chat", person_id="p"),
        touch("t4", at(2, 8), "form_submit", channel="web", account_id="e"),
    ]
    given = company("a b c e", opportunities=deals, touches=touches)
    given.tables["list_members"] = [row for row in given.tables["list_members"] if row["account_id"] != "e"]
    given.tables["people"] = [{"person_id": "p", "account_id": "a", "name": "Ann", "created_at": at(2, 8)}]
    given.tables["campaigns"] = [{"campaign_id": "k", "name": "Spring", "channel": "ads"}]
    with opened(given, tmp_path_factory.mktemp("credit")) as found:
        yield found


def told(answer):
    return {
        (r.kpi, r.group["model"], r.group.get("channel"), r.group.get("campaign")): r.value for r in answer
    }


def test_linear_by_channel_and_campaign(analysis):
    answer = analysis.attribution(Q1, now=NOW)
    assert told(answer) == {
        ("attributed_revenue", "linear", "ads", "k"): 500,
        ("attributed_revenue", "linear", "web", None): 500,
        # Linear gives the chat nothing, the full path does.
        ("attributed_revenue", "linear", "chat", None): 0,
        ("attributed_pipeline", "linear", "unattributed", None): 400,
    }
    first = answer.to_list()[0]
    assert list(first["group"]) == ["channel", "campaign", "model"]
    assert (first["label"], first["currency"]) == ({"campaign": "Spring"}, "EUR")
    assert first["comparison"]["cohort"] == "non_abm"


def test_models_are_those_asked_for(analysis):
    answer = analysis.attribution(Question(period="2026-Q1", by=("channel",)), ("w", "first"), NOW)
    values = {
        key[1:3]: value for key, value in told(answer).items() if key[0] == "attributed_revenue" and value
    }
    assert values == pytest.approx(
        {("first", "ads"): 1000, ("w", "ads"): 1000 / 3, ("w", "web"): 2000 / 3}, abs=0.01
    )
    everything = analysis.attribution(Q1, ("all",), NOW)
    assert {result.group["model"] for result in everything} == set(MODELS)
    for model in MODELS:
        mine = [value for key, value in told(everything).items() if key[:2] == ("attributed_revenue", model)]
        assert sum(mine) == pytest.approx(1000, abs=1e-9)


def test_a_wrong_model_names_the_nearest(analysis):
    with pytest.raises(UsageError, match="no model of credit 'linea'") as error:
        analysis.attribution(Q1, ("linea",))
    assert "linear" in (error.value.help or "")


def test_split_by_accounts_too(analysis):
    answer = analysis.attribution(Question(period="2026-Q1", by=("tier", "campaign")), now=NOW)
    assert {tuple(result.group) for result in answer} == {("tier", "campaign", "model")}


def test_one_opportunity_touch_by_touch(analysis):
    """Without a period, that of its close. Full path: ads 22.5, the form 45 as lead and deal, the chat 22.5, of 90."""
    deal = analysis.deal_credit("da", now=NOW).to_dict()
    assert (deal["opportunity"]["name"], deal["opportunity"]["amount"]) == ("Big", 1000)
    assert deal["period"] == {"start": "2026-01-01", "end": "2026-04-01"}
    touches = {touch["touch_id"]: touch for touch in deal["touches"]}
    assert [(name, touch["milestones"]) for name, touch in touches.items()] == [
        ("t1", ["first"]),
        ("t2", ["lead", "deal"]),
        ("t3", ["close"]),
    ]
    assert touches["t2"]["person"] == "Ann"
    assert touches["t3"]["counts"] == "full path only"
    assert [touch["credit"]["full_path"] for touch in touches.values()] == [250, 500, 250]
    assert touches["t1"]["share"]["linear"] == 0.5
    for model in MODELS:
        given = sum(touch["credit"][model] for touch in touches.values())
        assert given + deal["unattributed"][model] == pytest.approx(1000, abs=1e-9)
    assert [one["model"] for one in deal["models"]] == list(MODELS)


def test_an_opportunity_that_nobody_touched(analysis):
    deal = analysis.deal_credit("db", Q1, ("linear",), NOW)
    assert (deal.touches, deal.unattributed) == ((), {"linear": 400})
    assert deal.to_arrow().num_rows == 1


@pytest.mark.parametrize(
    ("opportunity", "question", "why"),
    [
        ("dc", None, "it was lost"),
        ("de", None, "account e is not among the accounts asked about"),
        ("df", Q1, "it had not been created"),
        ("da", Question(period="2026-Q2"), "it was won before the period"),
    ],
)
def test_why_an_opportunity_has_no_credit(analysis, opportunity, question, why):
    with pytest.raises(Unanswerable, match=why):
        analysis.deal_credit(opportunity, question, now=NOW)


def test_an_opportunity_that_is_not_there(analysis):
    with pytest.raises(UsageError, match="no opportunity 'nope'"):
        analysis.deal_credit("nope")


def test_outside_the_program(analysis):
    deal = analysis.deal_credit("de", Question(cohort="non_abm"), ("linear",), NOW)
    assert [touch["credit"]["linear"] for touch in deal.touches] == [70]
    assert date.fromisoformat(deal.period["start"]) == date(2026, 1, 1)
