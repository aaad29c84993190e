"""The API answers what the command line answers, in the same shape, and nothing that it does not describe."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from pydantic import TypeAdapter

from abmetry.api.shapes.account import Account, AccountRow
from abmetry.api.shapes.catalogue import Kpi
from abmetry.api.shapes.evidence import EvidenceRow
from abmetry.api.shapes.explanation import Explanation
from abmetry.api.shapes.funnel import Funnel
from abmetry.api.shapes.insight import Insight
from abmetry.api.shapes.lift import Lift
from abmetry.api.shapes.result import Result
from abmetry.api.shapes.status import Status
from abmetry.cli.app import run

Q3 = {"period": "2026-Q3"}

SAME = [
    ("/kpis", {**Q3, "kpi": ["engaged_account_rate", "opportunity_win_rate"], "by": "tier"},
     "kpi engaged_account_rate opportunity_win_rate --period 2026-Q3 --by tier", list[Result]),
    ("/kpis", Q3, "kpi --period 2026-Q3", list[Result]),
    ("/kpis/engaged_accounts", {"period": "2026-Q3", "by": "month", "compare": "none"},
     "kpi engaged_accounts --period 2026-Q3 --by month --compare none", list[Result]),
    ("/kpis/engaged_accounts",
     {"from": "2026-08-01", "to": "2026-09-01", "where": ["industry=Software", "employees>110"]},
     "kpi engaged_accounts --from 2026-08-01 --to 2026-09-01 --where industry=Software --where employees>110",
     list[Result]),
    ("/kpis/engaged_accounts", {**Q3, "list": "named", "tier": ["1", "2"], "owner": "u1", "cohort": "abm"},
     "kpi engaged_accounts --period 2026-Q3 --list named --tier 1 --tier 2 --owner u1", list[Result]),
    ("/catalogue", {}, "catalogue", list[Kpi]),
    ("/funnel", {**Q3, "by": "tier"}, "funnel --period 2026-Q3 --by tier", Funnel),
    ("/funnel", {**Q3, "preset": "demandbase"}, "funnel --period 2026-Q3 --preset demandbase", Funnel),
    ("/evidence/engaged_account_rate", {**Q3, "part": "denominator"},
     "evidence engaged_account_rate --period 2026-Q3 --part denominator", list[EvidenceRow]),
    ("/explain/engaged_account_rate", Q3, "explain engaged_account_rate --period 2026-Q3", Explanation),
    ("/attribution", {**Q3, "model": "all", "by": "channel"},
     "attribution --period 2026-Q3 --model all --by channel", list[Result]),
    ("/lift", {**Q3, "kpi": "engaged_account_rate"}, "lift engaged_account_rate --period 2026-Q3", Lift),
    ("/insights", {"tried": "true", "rows": 1}, "insights --tried --rows 1", list[Insight]),
    ("/accounts/a1", {}, "account a1", Account),
    ("/status", {}, "status", Status),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "asked", "typed", "shape"), SAME, ids=[f"{s[0]}-{i}" for i, s in enumerate(SAME)]
)
def test_the_same_as_at_the_command_line(served, built, capsys, path, asked, typed, shape):
    capsys.readouterr()
    assert run([*typed.split(), "--format", "json", "--workspace", str(built)]) == 0
    said = json.loads(capsys.readouterr().out)
    answered = served.get(path, **asked)
    assert answered.status_code == 200, answered.text
    assert answered.headers["content-type"] == "application/json"
    assert _steady(answered.json()) == _steady(said)
    TypeAdapter(shape).validate_json(answered.content, strict=True)


def _steady(told):
    """Without what changes while a test runs (scores are as of now), and without folders."""
    if not isinstance(told, dict):
        return told
    kept = {name: part for name, part in told.items() if name != "scores"}
    if "sources" in told:
        kept["workspace"] = {name: value for name, value in told["workspace"].items() if name != "root"}
        kept["sources"] = [{k: v for k, v in source.items() if k != "path"} for source in told["sources"]]
    return kept


def test_shapes_refuse_what_they_do_not_describe(served):
    told = served.get("/kpis/engaged_accounts", **Q3).json()
    with pytest.raises(ValueError, match="extra"):
        TypeAdapter(list[Result]).validate_python([{**told[0], "secret": 1}])


def test_pages_of_evidence(served):
    whole = served.get("/evidence/engaged_account_rate", **Q3).json()
    rows, after = [], 0
    while True:
        page = served.get("/evidence/engaged_account_rate", limit=7, offset=after, **Q3)
        assert page.headers["x-total-count"] == "20"
        rows += page.json()
        if "link" not in page.headers:
            break
        after = len(rows)
        assert f"offset={after}" in page.headers["link"]
        assert page.headers["link"].endswith('; rel="next"')
    assert rows == whole
    assert len(rows) == 20


def test_accounts_as_a_list(served):
    whole = served.get("/accounts", sort="name", **Q3)
    rows = TypeAdapter(list[AccountRow]).validate_json(whole.content, strict=True)
    assert whole.headers["x-total-count"] == str(len(rows)) == "25"
    first = served.get("/accounts", sort="name", limit=10, **Q3)
    assert "offset=10" in first.headers["link"]
    rest = served.get("/accounts", sort="name", limit=100, offset=10, **Q3)
    assert first.json() + rest.json() == whole.json()
    assert "link" not in rest.headers
    assert {row["tier"] for row in served.get("/accounts", tier="1", **Q3).json()} == {"1"}
    assert [row["account_id"] for row in served.get("/accounts", search="company 12", **Q3).json()] == ["a12"]
    assert served.get("/accounts", sort="name; drop table accounts", **Q3).status_code == 400
    assert served.get("/accounts", signal="1=1", **Q3).status_code == 400


def test_csv_is_safe_from_formulas(served):
    sheet = served.get("/evidence/engaged_accounts", format="csv", **Q3)
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert sheet.headers["content-disposition"] == 'attachment; filename="evidence.csv"'
    names = {row["account"] for row in csv.DictReader(io.StringIO(sheet.text))}
    assert "'=cmd|' /C calc'!A0" in names
    assert not any(name.startswith("=") for name in names)
    plain = served.get("/evidence/engaged_accounts", **Q3).json()
    assert "=cmd|' /C calc'!A0" in {row["account"] for row in plain}


@pytest.mark.parametrize("path", ["/kpis", "/catalogue", "/funnel", "/attribution", "/accounts/a1", "/lift"])
def test_parquet_holds_what_csv_does(served, path):
    asked = Q3 if path not in ("/catalogue", "/accounts/a1") else {}
    table = pq.read_table(io.BytesIO(served.get(path, format="parquet", **asked).content))
    sheet = served.get(path, format="csv", **asked).text
    assert table.num_rows == sum(1 for _ in csv.DictReader(io.StringIO(sheet)))
    assert next(csv.reader(io.StringIO(sheet))) == table.column_names


@pytest.mark.parametrize(
    ("path", "asked", "status", "sentence"),
    [
        ("/kpis/engaged_acounts", {}, 404, "There is no KPI 'engaged_acounts'."),
        ("/kpis", {"kpi": "nonsense"}, 404, "There is no KPI 'nonsense'."),
        ("/kpis", {"period": "2026-Q7"}, 400, "2026-Q7"),
        ("/kpis", {"list": "nobody"}, 404, "There is no target list 'nobody'."),
        ("/kpis", {"where": "nonsense"}, 400, "'nonsense' is not a condition."),
        ("/kpis", {"cohort": "theirs"}, 422, "'cohort'"),
        ("/kpis", {"nonsense": "1"}, 422, "There is no parameter 'nonsense'."),
        ("/kpis", {"format": "table"}, 422, "'format'"),
        ("/evidence/engaged_accounts", {"limit": -1}, 422, "'limit'"),
        ("/evidence/engaged_accounts", {"part": "denominator"}, 400, "no denominator"),
        ("/evidence/cost_per_engaged_account", {}, 409, "spend"),
        ("/accounts/nobody", {}, 404, "There is no account 'nobody'."),
        ("/funnel", {"preset": "nonsense"}, 404, "nonsense"),
        ("/attribution", {"model": "nonsense"}, 404, "nonsense"),
        ("/nowhere", {}, 404, "There is no such address."),
    ],
)
def test_problems_are_told_in_one_sentence(served, path, asked, status, sentence):
    told = served.get(path, **asked)
    assert told.status_code == status, told.text
    assert told.headers["content-type"] == "application/problem+json"
    problem = told.json()
    assert problem["status"] == status
    assert sentence in problem["detail"]
    assert "Traceback" not in told.text


def test_only_reading(served):
    from starlette.testclient import TestClient

    with TestClient(served.app) as client:
        said = client.post("/api/v1/kpis", headers={"authorization": f"Bearer {served.tokens['adam']}"})
    assert said.status_code == 405
    assert said.headers["content-type"] == "application/problem+json"


def test_nothing_is_told_of_what_went_wrong_inside(served, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("/secret/path: select * from people")

    monkeypatch.setattr("abmetry.answers.analysis.Analysis.ask", fail)
    told = served.get("/kpis/engaged_accounts", **Q3)
    assert told.status_code == 500
    assert told.headers["content-type"] == "application/problem+json"
    assert "secret" not in told.text
