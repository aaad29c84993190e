"""Credit for opportunities under every model, on companies that are counted by hand."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abmetry.influence.models import MODELS, column
from kpis.recount import recount, told
from recompute.drawn import Q1, at, company, deal, touch
from recompute.program import Program

WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}
LOST = {"stage": "Closed Lost", "is_closed": True}


def credit(program, model, kpi="attributed_revenue", **question):
    """What each channel gets under a model; nothing for nothing."""
    results = program.results(kpi, by=("channel", "model"), **{**Q1, **question})
    return {r.group["channel"]: r.value for r in results if r.group["model"] == model and r.value}


@pytest.fixture(scope="module")
def path():
    """One won deal with every milestone, and a lost one. Window 90 days, half-life 7 days.

    a: 10 730, created 1 Mar 12:00, won 20 Mar 12:00; its first person is known since 8 Feb 12:00
        25 Jan  ad_click          ads       1 min  35 days before   first
         8 Feb  webinar_attended  webinar  30 min  21 days before   lead (at the very instant)   campaign k
        15 Feb  form_submit       web       5 min  14 days before   between
        22 Feb  page_view         web       1 min   7 days before   deal
        10 Mar  chat              chat      5 min  after creation   close (full path only)
        25 Mar  form_submit       web       after the close: never
    b: 500, lost 10 Mar; a page view on 1 Feb; its walk is start, web, lost
    """
    touches = [
        touch("t1", at(1, 25), "ad_click", channel="ads", account_id="a"),
        touch("t2", at(2, 8), "webinar_attended", channel="webinar", account_id="a", campaign_id="k"),
        touch("t3", at(2, 15), "form_submit", channel="web", account_id="a"),
        touch("t4", at(2, 22), "page_view", channel="web", account_id="a"),
        touch("t5", at(3, 10), "chat", channel="chat", account_id="a"),
        touch("t6", at(3, 25), "form_submit", channel="web", account_id="a"),
        touch("b1", at(2, 1), "page_view", channel="web", account_id="b"),
    ]
    return Program.of(
        company(
            "a b",
            opportunities=[
                deal("a", "a", at(3, 1), amount=10730.0, closed_at=at(3, 20), **WON),
                deal("b", "b", at(3, 1), amount=500.0, closed_at=at(3, 10), **LOST),
            ],
            people=[{"person_id": "pa", "account_id": "a", "created_at": at(2, 8)}],
            campaigns=[{"campaign_id": "k", "name": "Spring", "channel": "webinar"}],
            touches=touches,
        )
    )


BY_HAND = {
    "first": {"ads": 10730},
    "last": {"web": 10730},
    "linear": {"ads": 2682.5, "webinar": 2682.5, "web": 5365},
    "u_hubspot": {"ads": 4292, "webinar": 4292, "web": 2146},
    "u_marketo": {"ads": 5365, "webinar": 5365},
    "w": {"ads": 3219, "webinar": 3219, "web": 3219 + 1073},
    "full_path": {"ads": 2414.25, "webinar": 2414.25, "web": 2414.25 + 1073, "chat": 2414.25},
    # 1/32, 4/32, 8/32 and 16/32
    "time_decay": {"ads": 370, "webinar": 4 * 370, "web": 24 * 370},
    "minutes": {"ads": 290, "webinar": 30 * 290, "web": 6 * 290},
    # won 1/2; without ads or webinar 1/4, without web 0: effects 1/2, 1/2, 1
    "markov": {"ads": 2682.5, "webinar": 2682.5, "web": 5365},
    "shapley": {"ads": 3576.67, "web": 3576.66, "webinar": 3576.67},
}


def test_all_models_are_drawn():
    assert list(BY_HAND) == list(MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_each_model_by_hand(path, model):
    found = credit(path, model)
    assert found == pytest.approx(BY_HAND[model])
    assert sum(found.values()) == pytest.approx(10730, abs=1e-9)


def test_the_value_is_linear_and_shows_the_spread(path):
    """web: 5 365; first touch gives it nothing, last touch everything."""
    assert told(path, "attributed_revenue") == (10730, 10730, None)
    results = {r.group["channel"]: r for r in path.results("attributed_revenue", by=("channel",), **Q1)}
    assert results["web"].value == 5365
    assert results["web"].extra == {"lowest": 0, "highest": 10730, "unattributed": 0}
    assert results["web"].n == 1
    assert recount(path, "attributed_revenue", "numerator", **Q1) == pytest.approx(10730)
    rows = path.evidence("attributed_revenue", by=("model",), **Q1).rows
    assert sum(row["value"] for row in rows if row["model"] == "markov") == pytest.approx(10730)


def test_campaigns_go_by_id_and_have_a_name(path):
    results = path.results("attributed_revenue", by=("campaign",), **Q1)
    told = {result.group["campaign"]: (result.value, dict(result.label)) for result in results}
    assert told == {None: (pytest.approx(8047.5), {}), "k": (2682.5, {"campaign": "Spring"})}


def test_few_walks_are_said(path):
    (result,) = path.results("attributed_revenue", **Q1)
    assert "the Markov model learns from 2 closed deals with touches: too few to rely on" in result.flags


def test_nothing_at_or_after_t(path):
    """On 19 March the deal is open: no close, the full path shares among first, lead and deal; on 1 March it is not."""
    asked = {"as_of": at(3, 19), "kpi": "attributed_pipeline"}
    assert credit(path, "full_path", **asked) == pytest.approx(
        {"ads": 3219, "webinar": 3219, "web": 3219 + 536.5, "chat": 536.5}
    )
    assert credit(path, "linear", as_of=at(3, 19)) == {}
    assert credit(path, "markov", **asked) == {"unattributed": 10730}
    assert credit(path, "linear", kpi="attributed_pipeline", as_of=at(3, 1)) == {}


def one_deal(touches, **more):
    """A deal of 900 of account a, created 1 March, open, with these touches."""
    row = more.pop("row", {})
    given = {"opportunities": [deal("d", "a", at(3, 1), amount=900.0, **row)], "touches": touches, **more}
    return Program.of(company(more.pop("accounts", "a b"), **given))


def form(key, when, **row):
    return touch(key, when, "form_submit", **{"channel": "web", "account_id": "a", **row})


@pytest.mark.parametrize("model", MODELS)
def test_one_touch_gets_all(model):
    """Trap: no middle touches; one touch is first, lead and deal. Markov has no closed deal to learn from."""
    program = one_deal([form("t1", at(2, 1))])
    expected = {"unattributed": 900} if model == "markov" else {"web": 900}
    assert credit(program, model, "attributed_pipeline") == expected


def test_no_middle_touches():
    """Two touches, no person: first is lead too. U 80 + 20 of HubSpot: the second is between; W 60 + 30 of 90."""
    program = one_deal([form("t1", at(2, 1), channel="ads"), form("t2", at(2, 2))])
    asked = "attributed_pipeline"
    assert credit(program, "u_hubspot", asked) == pytest.approx({"ads": 720, "web": 180})
    assert credit(program, "u_marketo", asked) == {"ads": 900}
    assert credit(program, "w", asked) == pytest.approx({"ads": 600, "web": 300})


def test_a_touch_that_is_lead_and_deal():
    """Two touches, the person known after both: lead = deal. U 50/50 in both, W 30 and 60 of 90."""
    people = [{"person_id": "p", "account_id": "a", "created_at": at(2, 20)}]
    program = one_deal([form("t1", at(2, 1), channel="ads"), form("t2", at(2, 2))], people=people)
    asked = "attributed_pipeline"
    assert credit(program, "u_hubspot", asked) == pytest.approx({"ads": 450, "web": 450})
    assert credit(program, "u_marketo", asked) == pytest.approx({"ads": 450, "web": 450})
    assert credit(program, "w", asked) == pytest.approx({"ads": 300, "web": 600})


def test_touches_after_the_creation_are_of_the_full_path_only():
    program = one_deal([form("t1", at(3, 2))])
    asked = "attributed_pipeline"
    assert credit(program, "full_path", asked) == {"web": 900}
    assert credit(program, "linear", asked) == {"unattributed": 900}


def test_outside_the_window_at_its_edge_and_at_the_creation():
    """90 dates before 1 March 12:00 is 1 December 12:00: it counts, a minute earlier does not, nor at the creation."""
    edge = [
        form("early", at(12, 1, 11, 59, year=2025), channel="ads"),
        form("edge", at(12, 1, year=2025)),
        form("at", at(3, 1), channel="email"),
    ]
    assert credit(one_deal(edge), "linear", "attributed_pipeline") == {"web": 900}


def test_sales_touches_mails_sent_and_silent_members_are_no_touches():
    touches = [
        touch("c", at(2, 1), "call_answered", channel="call", account_id="a"),
        touch("m", at(2, 1), "email_sent", channel="email", account_id="a"),
    ]
    silent = [{"campaign_id": "k", "account_id": "a", "status": "sent"}]
    campaigns = [{"campaign_id": "k", "name": "k", "channel": "webinar"}]
    program = one_deal(touches, campaign_members=silent, campaigns=campaigns)
    assert credit(program, "linear", "attributed_pipeline") == {"unattributed": 900}


def test_a_response_is_one_with_the_engagement_of_its_day():
    """A webinar attended and the response of that day are one touch: half to it, half to the form."""
    touches = [
        touch("w", at(2, 1), "webinar_attended", channel="webinar", campaign_id="k", person_id="p"),
        form("t", at(2, 2)),
    ]
    members = [{"campaign_id": "k", "person_id": "p", "status": "attended", "responded_at": at(2, 1, 9)}]
    program = one_deal(
        touches,
        people=[{"person_id": "p", "account_id": "a"}],
        campaign_members=members,
        campaigns=[{"campaign_id": "k", "name": "k", "channel": "webinar"}],
    )
    assert credit(program, "linear", "attributed_pipeline") == {"webinar": 450, "web": 450}


def test_a_quantity_counts():
    """A daily total of three clicks beside one form: 675 and 225; alike by channel under Shapley."""
    clicks = touch("c", at(2, 1), "ad_click", channel="ads", account_id="a", quantity=3)
    program = one_deal([clicks, form("t", at(2, 2))])
    assert credit(program, "linear", "attributed_pipeline") == {"ads": 675, "web": 225}
    assert credit(program, "shapley", "attributed_pipeline") == {"ads": 450, "web": 450}


def test_minutes_that_are_all_zero_count_alike():
    members = [
        {"campaign_id": f"k{i}", "account_id": "a", "status": "responded", "responded_at": at(2, i)}
        for i in (1, 2)
    ]
    campaigns = [
        {"campaign_id": f"k{i}", "name": "k", "channel": c} for i, c in ((1, "event"), (2, "webinar"))
    ]
    program = one_deal([], campaign_members=members, campaigns=campaigns)
    assert credit(program, "minutes", "attributed_pipeline") == {"event": 450, "webinar": 450}


def test_two_contacts_on_one_opportunity_count_it_once():
    people = [{"person_id": name, "account_id": "a"} for name in ("p1", "p2")]
    roles = [{"opportunity_id": "d", "person_id": name, "role": "user"} for name in ("p1", "p2")]
    touches = [form("t1", at(2, 1), person_id="p1"), form("t2", at(2, 2), person_id="p2", channel="chat")]
    program = one_deal(touches, people=people, opportunity_people=roles)
    assert credit(program, "linear", "attributed_pipeline") == {"web": 450, "chat": 450}


def test_one_campaign_name_used_twice_is_two():
    campaigns = [{"campaign_id": name, "name": "Spring", "channel": "web"} for name in ("k1", "k2")]
    touches = [form("t1", at(2, 1), campaign_id="k1"), form("t2", at(2, 2), campaign_id="k2")]
    program = one_deal(touches, campaigns=campaigns)
    found = program.split("attributed_pipeline", "campaign", **Q1)
    assert {campaign: value for campaign, value in found.items() if value} == {"k1": 450, "k2": 450}


def test_a_date_only_close_includes_its_day():
    """Won on the bare date 20 March: a chat at 15:00 of that day is the close; one of the 21st is not."""
    row = {"closed_at": date(2026, 3, 20), **WON}
    touches = [
        form("t1", at(2, 1)),
        touch("t2", at(3, 20, 15), "chat", channel="chat", account_id="a"),
        touch("t3", at(3, 21, 9), "chat", channel="event", account_id="a"),
    ]
    # First, lead and deal are the form, the chat is the close; none is between.
    assert credit(one_deal(touches, row=row), "full_path") == pytest.approx({"web": 675, "chat": 225})


def test_a_deal_of_two_accounts_is_split_by_shares_and_credited_by_the_first():
    """900: 2/3 of a, 1/3 of b, by a's touches; b's own ad counts for nothing."""
    shares = [
        {"opportunity_id": "d", "account_id": "a", "is_primary": True, "share": 2 / 3},
        {"opportunity_id": "d", "account_id": "b", "share": 1 / 3},
    ]
    touches = [form("t1", at(2, 1)), form("t2", at(2, 1), channel="ads", account_id="b")]
    program = one_deal(touches, opportunity_accounts=shares)
    assert credit(program, "linear", "attributed_pipeline") == pytest.approx({"web": 900})
    asked = {"where": {"name": "b"}}
    assert credit(program, "linear", "attributed_pipeline", **asked) == pytest.approx({"web": 300})


def test_each_cohort_has_a_markov_model_of_its_own(path):
    """With b alone in scope nothing was won: there is nothing to learn from and nothing to credit."""
    assert credit(path, "markov", where={"name": "a"}) == pytest.approx(
        {"ads": 3576.67, "web": 3576.66, "webinar": 3576.67}
    )
    assert credit(path, "markov", where={"name": "b"}) == {}


AMOUNTS = st.one_of(
    st.integers(1, 10**7).map(lambda cents: cents / 100),
    st.floats(0.01, 1e7),
    st.sampled_from([0.0, -1234.56, 0.004]),
)
CHANNELS = ("web", "ads", "email", "webinar", "event", "chat")


@given(st.lists(AMOUNTS, min_size=1, max_size=4), st.data())
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_credit_of_each_opportunity_sums_to_its_amount(amounts, data):
    """To the cent, under every model, whatever the amounts and touches; credits of whole cents are whole cents."""
    times = st.integers(0, 60 * 24 * 60).map(
        lambda minutes: at(1, 1 + minutes // 1440 % 28, minutes // 60 % 24)
    )
    deals, touches = [], []
    for i, amount in enumerate(amounts):
        row = WON if data.draw(st.booleans()) else {}
        closed = {"closed_at": at(3, 20)} if row else {}
        deals.append(deal(f"d{i}", f"a{i}", at(2, 10), amount=amount, **closed, **row))
        for n in range(data.draw(st.integers(0, 6))):
            channel = data.draw(st.sampled_from(CHANNELS))
            touches.append(form(f"t{i}{n}", data.draw(times), channel=channel, account_id=f"a{i}"))
    names = " ".join(f"a{i}" for i in range(len(amounts)))
    program = Program.of(company(names, opportunities=deals, touches=touches))
    asking = program._asking(program.plan("attributed_revenue", **Q1))
    asking.prepare()
    for relation in ("credits", "touch_credits"):
        asking.working.asof(relation)
        rows = program_rows(asking, relation)
        for i, amount in enumerate(amounts):
            mine = [row for row in rows if row["opportunity_id"] == f"d{i}"]
            for model in MODELS:
                values = [row[column(model)] for row in mine]
                assert sum(values) == pytest.approx(amount, rel=1e-12, abs=1e-9)
                if amount == round(amount, 2):
                    assert values == [round(value, 2) for value in values]


def program_rows(asking, relation):
    return asking.working.engine.query(f"select * from asof_{relation}").to_pylist()


def test_a_touch_without_a_channel_that_is_a_response_too_is_on_its_campaigns():
    """a: a call of campaign k without a channel, the response to k on that day: one touch, on k's channel."""
    program = Program.of(
        company(
            "a",
            opportunities=[deal("a", "a", at(3, 1), amount=100.0, closed_at=at(3, 20), **WON)],
            people=[{"person_id": "p", "account_id": "a"}],
            campaigns=[{"campaign_id": "k", "name": "Spring", "channel": "webinar"}],
            campaign_members=[{"campaign_id": "k", "person_id": "p", "responded_at": at(2, 8)}],
            touches=[touch("t", at(2, 8), "call_answered", person_id="p", campaign_id="k")],
        )
    )
    assert {model: credit(program, model) for model in ("last", "markov", "shapley")} == {
        model: {"webinar": 100} for model in ("last", "markov", "shapley")
    }
