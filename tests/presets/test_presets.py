"""The same accounts by the stages of other systems, each stage counted by hand."""

from datetime import date

import pytest

from abmetry.answers.preset_asking import preset_funnel, side_by_side
from abmetry.answers.question import Question
from abmetry.errors import UsageError
from abmetry.presets.catalogue import PRESETS, find_preset
from recompute.drawn import at, company, deal, touch
from recompute.program import NOW, opened

Q1 = Question(start="2026-01-01", end="2026-04-01")
ICP = {
    "icp": {
        "criteria": [{"where": "employees >= 100", "weight": 3}, {"where": "country = 'ES'", "weight": 1}]
    }
}


def signal(account, week, score, topic="planning"):
    return {"week": week, "topic": topic, "account_id": account, "score": score}


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    """
    t = 1 Apr 2026; 90 days back: 1 Jan; 30 days back: 2 Mar.       fit
      none   nothing                                                 -
      fit    120 employees, not in ES                                75
      view   a page view on 5 Mar (1 minute)                         -
      views  3 page views on 5 Mar                                   -
      old    a page view on 5 Jan, with 40 impressions               -
      ads    120 impressions as one row                              -
      aim    intent 80 in the week of 16 Mar, no ad                  -
      long   intent 80 in the week of 12 Jan, no ad                  -
      mqa    2 people: 60 + 45 marketing minutes                     -
      lone   one person: 120 marketing minutes                       -
      deal   an open deal since February                             -
      won    won on 10 Feb, another deal open                        -
      past   won a year ago                                          -
      lost   a deal lost in March, a page view on 5 Mar              -
    """
    names = "none fit view views old ads aim long mqa lone deal won past lost"
    people = [{"person_id": p, "account_id": a} for p, a in (("m1", "mqa"), ("m2", "mqa"), ("l1", "lone"))]
    attended = {"kind": "webinar_attended", "channel": "webinar"}
    touches = [
        touch("v", at(3, 5), "page_view", account_id="view"),
        *(touch(f"v{i}", at(3, 5, 12, i), "page_view", account_id="views") for i in range(3)),
        touch("o", at(1, 5), "page_view", account_id="old"),
        touch("i", at(2, 5), "ad_impression", account_id="old", quantity=40),
        touch("a", at(2, 5), "ad_impression", account_id="ads", quantity=120),
        touch("m1", at(2, 5), attended["kind"], person_id="m1", channel="webinar", duration_seconds=3600),
        touch("m2", at(2, 6), attended["kind"], person_id="m2", channel="webinar", duration_seconds=2700),
        touch("l1", at(2, 5), attended["kind"], person_id="l1", channel="webinar", duration_seconds=7200),
        touch("x", at(3, 5), "page_view", account_id="lost"),
    ]
    closed = {"stage": "Closed Won", "is_won": True, "is_closed": True}
    deals = [
        deal("d", "deal", at(2, 1)),
        deal("w", "won", at(1, 1), closed_at=at(2, 10), **closed),
        deal("e", "won", at(3, 1), type="expansion"),
        deal("p", "past", at(1, 1, year=2025), closed_at=at(3, 1, year=2025), **closed),
        deal("l", "lost", at(2, 1), stage="Closed Lost", is_closed=True, closed_at=at(3, 10)),
    ]
    intent = [signal("aim", date(2026, 3, 16), 80), signal("long", date(2026, 1, 12), 80)]
    given = company(names, people=people, touches=touches, opportunities=deals, intent=intent, settings=ICP)
    (fit,) = [row for row in given.tables["accounts"] if row["account_id"] == "fit"]
    fit["employees"] = 120
    with opened(given, tmp_path_factory.mktemp("presets")) as found:
        yield found


def standing(analysis, preset):
    """Accounts by stage, as a text each."""
    names = {row["account_id"]: row[preset] for row in side_by_side(analysis, [preset], Q1, now=NOW).rows}
    stages = {}
    for account, stage in sorted(names.items()):
        stages.setdefault(stage, []).append(account)
    return {stage: " ".join(accounts) for stage, accounts in stages.items()}


def test_engagio_is_one_status_and_the_highest(analysis):
    """lone has the minutes but no second person; lost fell back when its deal closed; past is a customer still"""
    assert standing(analysis, "engagio") == {
        "target": "ads aim fit long none",
        "aware": "lone lost old view views",
        "mqa": "mqa",
        "opportunity": "deal",
        "customer": "past won",
    }


def test_demandbase_is_evaluated_from_its_end(analysis):
    """views: 3 minutes, not engaged; mqa and lone by minutes alone; a deal won once is a customer for ever"""
    assert standing(analysis, "demandbase") == {
        "target": "ads long lost none old view views",
        "qualified": "fit",
        "aware": "aim",
        "mqa": "lone mqa",
        "opportunity": "deal",
        "customer": "past won",
    }


def test_terminus_counts_a_win_for_ninety_days(analysis):
    """old saw 40 ads but visited too; past was won too long ago; a win outranks the open deal of won"""
    assert standing(analysis, "terminus7") == {
        "target": "fit none past",
        "intent": "aim long",
        "awareness": "ads",
        "web_activity": "lost old view views",
        "meaningful_engagement": "lone mqa",
        "in_pipeline": "deal",
        "closed_won": "won",
    }


def test_rollworks_looks_thirty_days_back_and_the_deepest_wins(analysis):
    assert standing(analysis, "rollworks") == {
        "target": "ads aim fit lone long mqa none old",
        "aware": "lost view",
        "engaged": "views",
        "opportunity": "deal",
        "won": "past won",
    }


def test_smartbound_wants_a_visit_or_a_response(analysis):
    """a webinar that is no campaign response does not engage; the other stages are ours"""
    told = standing(analysis, "smartbound")
    assert told["engaged"] == "lost old view views"
    assert (told["opportunity"], told["won"]) == ("deal", "past won")
    assert standing(analysis, "abmetry")["engaged"] == "lone lost mqa old view views"


def test_reached_adds_up_and_moves_are_of_those_in_scope_at_both_ends(analysis):
    """rollworks at 1 Jan 2026: past won, and nobody else anywhere: 5 forward"""
    funnel = preset_funnel(analysis, "rollworks", Q1, NOW)
    said = funnel.to_dict()
    assert [(row["stage"], row["accounts"], row["reached"]) for row in said["stages"]] == [
        ("target", 8, 14),
        ("aware", 2, 6),
        ("engaged", 1, 4),
        ("opportunity", 1, 3),
        ("won", 2, 2),
    ]
    assert said["movements"]["forward"] == 5
    assert said["movements"]["back"] == 0


def test_the_same_accounts_side_by_side(analysis):
    compared = side_by_side(analysis, (), Q1, now=NOW)
    assert compared.presets[0] == "abmetry"
    assert set(compared.presets) == set(PRESETS)
    assert compared.total == sum(row["accounts"] for row in compared.combinations) == 14
    (won,) = [row for row in compared.rows if row["account_id"] == "won"]
    assert (won["abmetry"], won["terminus7"], won["demandbase"]) == ("won", "closed_won", "customer")
    assert len(side_by_side(analysis, (), Q1, limit=3, now=NOW).rows) == 3


def test_groups_add_up(analysis):
    whole = preset_funnel(
        analysis, "engagio", Question(start="2026-01-01", end="2026-04-01", by=("country",)), NOW
    )
    assert sum(sum(group.standing) for group in whole.groups) == sum(whole.standing) == 14


def test_a_wrong_name_is_told_with_the_nearest():
    with pytest.raises(UsageError, match="Did you mean engagio"):
        find_preset("engagi")
