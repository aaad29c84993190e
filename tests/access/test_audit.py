"""The log."""

from datetime import UTC, datetime

from abmetry.access.audit import entries_table
from abmetry.access.caller import Caller, local_caller
from abmetry.access.roles import Right
from abmetry.answers.question import Question

ANA = Caller("ana", frozenset(Right), "token", "10.0.0.1")


def test_what_was_asked_is_kept(access):
    asked = Question(kpis=("engaged_accounts",), where=("industry=Software",), period="2026-Q3")
    access.audit.record(
        ANA, "export", asked, 17, datetime(2026, 10, 1, 12, tzinfo=UTC), format="csv", part=None
    )
    (entry,) = access.audit.list()
    assert entry.to_dict() == {
        "at": "2026-10-01T12:00:00.000000+00:00",
        "user": "ana",
        "via": "token",
        "address": "10.0.0.1",
        "action": "export",
        "question": {
            "kpis": ["engaged_accounts"],
            "where": ["industry=Software"],
            "cohort": "abm",
            "period": "2026-Q3",
            "format": "csv",
        },
        "rows": 17,
    }


def test_the_newest_first_and_only_what_is_asked_for(access):
    for day in (1, 2, 3):
        access.audit.record(ANA, "ask", None, day, datetime(2026, 10, day, tzinfo=UTC))
    access.audit.record(local_caller(), "administer", {"users": "add"}, now=datetime(2026, 10, 4, tzinfo=UTC))
    assert [entry.rows for entry in access.audit.list(user="ana")] == [3, 2, 1]
    assert [entry.user for entry in access.audit.list(action="administer")] == ["local"]
    assert [
        e.rows for e in access.audit.list(since="2026-10-02", until="2026-10-03T00:00:00.000000+00:00")
    ] == [2]
    assert len(access.audit.list(limit=2)) == 2


def test_conditions_are_values_and_never_sql(access):
    access.audit.record(ANA, "ask")
    assert access.audit.list(user="ana' or '1'='1") == ()


def test_a_table_of_entries(access):
    access.audit.record(ANA, "ask", {"kpis": ["=1+1"]}, 1)
    table = entries_table(access.audit.list())
    assert table["question"].to_pylist() == ['{"kpis": ["=1+1"]}']
    assert entries_table(()).num_rows == 0
