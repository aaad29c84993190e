"""A fact made of another one's table has the rows of its query."""

from abmetry.facts.making import make_fact
from abmetry.facts.registry import all_facts
from facts.model_fixture import tiny_model

TOUCHES = """
    touch_id | occurred_at      | kind        | account_id | campaign_id | person_id | channel
    t5       | 2026-01-07 09:00 | form_submit | a1         | c1          | p1        | email
    t1       | 2026-01-05 10:00 | page_view   | a1         |             |           | web
    t2       | 2026-01-05 11:00 | page_view   | a1         |             |           | web
    t3       | 2026-01-05 12:00 | meeting     | a1         |             | p1        |
    t4       | 2026-01-06 00:00 | page_view   |            |             |           | web
    t6       | 2026-01-08 09:00 | call        | a1         |             | p1        |
"""
TABLES = {
    "accounts": [{"account_id": "a1", "name": "Acme", "created_at": "2025-01-01"}],
    "people": [{"person_id": "p1", "account_id": "a1", "created_at": "2025-01-01"}],
    "campaigns": [{"campaign_id": "c1", "channel": "email"}],
    "campaign_members": [{"campaign_id": "c1", "person_id": "p1", "responded_at": "2026-01-07 10:00"}],
    "touches": TOUCHES,
}


def test_touches_are_those_of_the_query():
    whole = tiny_model(**TABLES).build("touches")
    amended = tiny_model(**TABLES).build("touch_corrections")
    for name in ("touch_rows", "touches"):
        make_fact(amended.engine, all_facts()[name], amended.settings)
    asked = "select * from touches order by touch_id, known_from"
    assert amended.rows(asked) == whole.rows(asked)
    assert len(whole.rows(asked)) > 6, "the form and the response are one for a time"
