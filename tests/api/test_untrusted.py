"""No SQL and no path of a request reaches the engine or the file system as such.

A condition (`where`) is taken apart by `answers.where.parse_condition`: an attribute that must be one of the model's
columns or of the keys that accounts have, one of seven operators, and values. Values are compared as quoted literals
or as numbers that Python has read. What cannot be taken apart so is refused before an engine starts.
"""

import builtins
from pathlib import Path

import pytest

from abmetry.answers.where import parse_condition
from abmetry.engine.engine import Engine
from abmetry.errors import UsageError

Q3 = {"period": "2026-Q3"}
ATTACKS = [
    "industry='Software' or 1=1",
    "industry=Software' or '1'='1",
    "industry=Software'; drop table accounts; --",
    "industry=x') union select name from people --",
    "1=1 or industry=Software",
    "industry in ('Software') or (1=1)",
    "industry in Software'),('Retail",
    "employees>0 or 1=1",
    "employees>0; select 1",
    "(select 1)=1",
    "read_csv('/etc/passwd')=1",
    "a.industry=Software",
    'industry"=Software',
    "industry=$$Software$$",
    "industry=\\' or 1=1 --",
    "industry=Software\N{FULLWIDTH APOSTROPHE} or 1=1",
    "employees>read_text('/etc/passwd')",
    "created_at>2026-01-01' or '1'='1",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_condition_is_never_sql(served, attack):
    """It is refused, or a value that no account has: never more accounts than the honest condition finds."""
    said = served.get("/kpis/engaged_accounts", where=attack, compare="none", **Q3)
    assert said.status_code in (200, 400, 404), said.text
    if said.status_code == 200:
        assert said.json()[0]["value"] in (0, None), said.text
    for secret in ("root:", "Person 1"):
        assert secret not in said.text.replace(attack, "")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", ["list", "tier", "owner", "by", "period", "from", "as_of"])
def test_no_other_option_is_sql_either(served, name, attack):
    said = served.get("/kpis/engaged_accounts", compare="none", **{"period": "2026-Q3", name: attack})
    assert said.status_code in (400, 404), said.text


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_account_is_looked_for_by_name_only(served, attack):
    said = served.get(f"/accounts/{attack.replace('/', '%2F')}")
    assert said.status_code == 404


def test_parsing_a_condition_touches_no_engine():
    condition = parse_condition("industry=x' or 1=1 --")
    assert (condition.attribute, condition.operator, condition.values) == ("industry", "=", ("x' or 1=1 --",))
    with pytest.raises(UsageError):
        parse_condition("drop table accounts")


def test_refused_conditions_start_no_query(served, monkeypatch):
    monkeypatch.setattr(Engine, "query", lambda *_: pytest.fail("a query was made"), raising=False)
    for attack in ("1=1 or industry=Software", "(select 1)=1", "employees>0 or 1=1", "nonsense"):
        assert served.get("/kpis/engaged_accounts", where=attack, **Q3).status_code in (400, 404)


PATHS = [
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "/etc/passwd",
    "file:///etc/passwd",
    "....//abmetry.toml",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_of_a_request_is_opened(served, monkeypatch, path):
    """Every file that Python opens meanwhile is one of its own or of the workspace's, and none that was named."""
    opened: list[str] = []
    before, before_path = builtins.open, Path.open

    def watch(file, *rest, **more):
        opened.append(str(file))
        return before(file, *rest, **more)

    def watch_path(self, *rest, **more):
        opened.append(str(self))
        return before_path(self, *rest, **more)

    monkeypatch.setattr(builtins, "open", watch)
    monkeypatch.setattr(Path, "open", watch_path)
    said = [
        served.get(f"/{part}/{path}") for part in ("kpis", "catalogue", "evidence", "explain", "accounts")
    ]
    said += [
        served.get("/funnel", preset=path),
        served.get("/attribution", model=path),
        served.get("/kpis", list=path),
        served.get("/kpis", kpi=path),
        served.get("/kpis", format=path),
    ]
    assert {one.status_code for one in said} <= {400, 404, 422}
    assert not any("root:" in one.text for one in said)
    assert not [
        file for file in opened if "passwd" in file or (file.endswith("abmetry.toml") and ".." in file)
    ]


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "\x1b[31m", "x" * 301, ""])
def test_texts_that_are_none(served, text):
    for name in ("where", "owner", "list", "period"):
        assert served.get("/kpis/engaged_accounts", **{"period": "2026-Q3", name: text}).status_code == 422


def test_answers_are_never_pages(served):
    """What an account is called comes as data: no browser takes it for a page."""
    said = served.get("/accounts/<script>alert(1)</script>")
    assert said.headers["content-type"] in ("application/problem+json",)
    said = served.get("/accounts/<script>alert(1)<%2Fscript>")
    assert said.headers["content-type"] == "application/problem+json"
