"""A question about one group of an answer that is split."""

from abmetry.answers.narrowed import narrowed
from abmetry.answers.question import Question


def test_what_a_question_can_say_it_says():
    asked = Question(kpis=("engaged_accounts",), period="2026", by=("tier", "month", "industry"))
    question, rest = narrowed(asked, {"tier": "1", "month": "2026-08", "industry": "Software"})
    assert question == Question(kpis=("engaged_accounts",), period="2026-08", tiers=("1",), by=("industry",))
    assert rest == {"industry": "Software"}


def test_what_is_none_is_looked_for_in_the_rows():
    asked = Question(kpis=("engaged_accounts",), by=("owner",))
    assert narrowed(asked, {"owner": None}) == (asked, {"owner": None})
    assert narrowed(asked, {"owner": "u1"}) == (Question(kpis=("engaged_accounts",), owner="u1"), {})
