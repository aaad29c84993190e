"""The made company as a whole: repeatable, complete, and referring only to what it has."""

import json
from datetime import date

import pandas as pd
import pyarrow.parquet as pq
import pytest

from abmetry.errors import UsageError
from abmetry.model.kinds import TOUCH_KINDS
from abmetry.model.tables import TABLES
from abmetry.sample import make
from abmetry.sample.plan import Plan
from abmetry.sample.users import make_users
from abmetry.workspace.workspace import Workspace

UNTIL = date(2026, 11, 1)


def test_equal_arguments_give_equal_files(tmp_path):
    make(tmp_path / "one", accounts=300, until=UNTIL)
    make(tmp_path / "two", accounts=300, until=UNTIL)
    names = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert len(names) > 20
    for name in names:
        if name.suffix == ".parquet":
            assert pq.read_table(tmp_path / "one" / name).equals(pq.read_table(tmp_path / "two" / name))
        else:
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_another_seed_gives_another_company(tmp_path):
    make(tmp_path / "one", accounts=300, until=UNTIL)
    make(tmp_path / "two", accounts=300, until=UNTIL, seed=8)
    for table in ("accounts", "people", "opportunities", "intent"):
        one, two = (tmp_path / n / "exports" / f"{table}.csv" for n in ("one", "two"))
        assert one.read_bytes() != two.read_bytes()


def test_what_is_there_is_replaced(tmp_path):
    make(tmp_path, accounts=2000, until=UNTIL, touches_per_account=900)
    assert len(list((tmp_path / "exports" / "touches").iterdir())) > 2
    truth = make(tmp_path, accounts=300, until=UNTIL)
    assert pq.read_table(tmp_path / "exports" / "touches").num_rows == truth.rows["touches"]


@pytest.mark.parametrize(
    "arguments", [{"accounts": 299}, {"accounts": 500_001}, {"months": 6}, {"touches_per_account": 5}]
)
def test_sizes_the_story_does_not_hold_for(tmp_path, arguments):
    with pytest.raises(UsageError):
        make(tmp_path, **arguments)


def test_progress_is_told_in_order(tmp_path):
    told = []
    make(tmp_path, accounts=300, until=UNTIL, progress=lambda what, share: told.append((what, share)))
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1] == ("done", 1.0)


@pytest.mark.parametrize(("months", "seed"), [(12, 1), (30, 2), (60, 3)])
def test_small_companies_have_every_table_and_trap(tmp_path, months, seed):
    truth = make(tmp_path, accounts=300, months=months, seed=seed, until=UNTIL)
    assert set(truth.rows) == set(TABLES)
    assert all(truth.rows.values())
    absent = {name for name, trap in truth.traps.items() if not trap["count"]}
    assert absent <= {"opportunities_skipped", "opportunities_re_entered", "opportunities_re_opened"}


def test_every_canonical_table_with_its_own_columns(company):
    assert set(company.tables) == set(TABLES)
    for name, table in company.tables.items():
        known = {column.name for column in TABLES[name].columns}
        assert set(table.columns) <= known, name
        assert len(table) == company.truth.rows[name] > 0


def test_truth_is_on_disk(company):
    told = json.loads((company.folder / "truth.json").read_text())
    assert told["company"]["until"] == "2026-11-01"
    assert told["effects"]["win_rate"] == {"non_abm": 0.22, "added_by_abm": 0.12}
    assert told["rows"] == company.truth.rows


def test_the_configuration_is_read(company):
    settings = Workspace.open(company.folder).settings
    assert set(settings.lists) == {"named", "growth"}
    assert settings.personas["technical_evaluator"].required == 2
    stages = set(company.tables["opportunities"]["stage"])
    assert stages <= set(settings.stages)


def test_keys_are_unique(company):
    for name, table in company.tables.items():
        key = list(TABLES[name].key)
        if key:
            assert not table.duplicated(key).any(), name


def test_no_two_users_of_a_large_company_have_one_name():
    """Half a million accounts have more users than there are given names with one family name."""
    users = make_users(Plan(accounts=500_000, months=30, seed=1, touches=200, until=UNTIL))
    assert len(users.name) == len(users.role) > 4_200
    assert len(set(users.name)) == len(set(users.emails)) == len(users.name)


def test_nothing_happens_after_the_end(company):
    end = pd.Timestamp("2026-10-31T23:00:00Z")
    start = pd.Timestamp("2024-04-30T22:00:00Z")
    touches = company.tables["touches"]["occurred_at"]
    assert touches.max() < end
    assert touches.min() >= start
    for table, columns in {
        "accounts": ["created_at", "researched_at", "accepted_at"], "people": ["created_at", "bounced_at"],
        "opportunities": ["created_at", "closed_at"], "opportunity_stages": ["entered_at"],
        "opportunity_people": ["created_at"], "visitor_links": ["linked_at"], "spend": ["spent_on"],
        "campaign_members": ["responded_at", "created_at"], "tasks": ["created_at", "completed_at"],
    }.items():  # fmt: skip
        for column in columns:
            stamps = pd.to_datetime(company.tables[table][column], utc=True, format="ISO8601")
            assert stamps.max() < end, (table, column)


def test_kinds_and_volume(company):
    touches = company.tables["touches"]
    assert set(touches["kind"]) == set(TOUCH_KINDS)
    assert 150_000 < len(touches) < 200_000
    assert touches["touch_id"].is_unique


def test_references(company):
    tables = company.tables
    accounts, users = set(tables["accounts"]["account_id"]), set(tables["users"]["user_id"])
    people, campaigns = set(tables["people"]["person_id"]), set(tables["campaigns"]["campaign_id"])
    deals = set(tables["opportunities"]["opportunity_id"])
    unknown = set(company.truth.traps["roles_of_unknown_people"]["keys"])
    for name, table in tables.items():
        for column, known in (
            ("account_id", accounts), ("parent_account_id", accounts), ("owner_id", users), ("user_id", users),
            ("sourced_by_id", users), ("person_id", people | unknown), ("campaign_id", campaigns),
            ("parent_campaign_id", campaigns), ("opportunity_id", deals),
        ):  # fmt: skip
            if column in table:
                assert set(table[column].dropna()) <= known, (name, column)


def test_people_are_known_before_they_are_touched_by_name(company):
    people = company.tables["people"].set_index("person_id")
    created = pd.to_datetime(people["created_at"], utc=True)
    touches = company.tables["touches"].dropna(subset=["person_id"])
    early = touches["occurred_at"].dt.floor("D") < touches["person_id"].map(created).dt.floor("D")
    assert early.mean() < 0.002


def test_seasons_and_weekends(company):
    local = company.tables["touches"]["occurred_at"].dt.tz_convert("Europe/Madrid")
    months = local.dt.strftime("%Y-%m").value_counts()
    assert months["2025-08"] < 0.75 * months["2025-07"]
    assert months["2025-12"] < 0.75 * months["2025-11"]
    assert (local.dt.day_of_week >= 5).mean() < 0.06
    assert local.dt.hour.between(7, 22).mean() > 0.97


@pytest.mark.parametrize(("months", "touches"), [(12, 17), (12, 60), (18, 51), (30, 43), (48, 300)])
def test_as_many_touches_as_asked_for(tmp_path, months, touches):
    truth = make(tmp_path, accounts=800, months=months, until=date(2026, 10, 17), touches_per_account=touches)
    assert truth.rows["touches"] / 800 == pytest.approx(touches, rel=0.2)
