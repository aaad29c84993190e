"""Which model holds when, end to end: no look-ahead, the rule, and rolling back."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from abmetry.errors import SettingsError
from abmetry.scores.heat_models import quarters
from facts.model_fixture import tiny_model

START = datetime(2025, 1, 6, 9)
SETTINGS = {
    "heat": {"min_accounts": 5},
    "pages": {"high_value": ["/pricing*"]},
    "workspace": {"timezone": "UTC"},
}
COLUMNS = "holds_from, holds_to, model, trained_until, n, accounts, base_rate, intercept, parameters, area"


def company(seed=1, weeks=60, accounts=40):
    """Accounts that visit now and then; those that open an opportunity looked at prices in the month before."""
    draw = random.Random(seed)
    tables = {"accounts": [], "touches": [], "opportunities": []}

    def view(account, when, url, visitor):
        tables["touches"].append(
            {
                "touch_id": f"t{len(tables['touches'])}",
                "occurred_at": when,
                "kind": "page_view",
                "channel": "web",
                "account_id": account,
                "visitor_id": f"{account}-{visitor}",
                "url": url,
            }
        )

    for number in range(accounts):
        account = f"a{number}"
        tables["accounts"].append({"account_id": account, "name": account})
        for week in range(weeks):
            if draw.random() < 0.3:
                view(account, START + timedelta(days=7 * week + draw.randrange(7)), "/", draw.randrange(3))
        if number % 2:
            opened = START + timedelta(days=draw.randrange(60, 7 * weeks))
            tables["opportunities"].append(
                {"opportunity_id": f"o{number}", "account_id": account, "stage": "Open", "created_at": opened}
            )
            for _ in range(6):
                when = opened - timedelta(days=draw.randrange(1, 30), minutes=draw.randrange(500))
                view(account, when, "/pricing", draw.randrange(3))
    return tables


def before(tables, instant):
    """What had happened by then."""
    times = {"touches": "occurred_at", "opportunities": "created_at"}
    return {
        name: [row for row in rows if name not in times or row[times[name]] < instant]
        for name, rows in tables.items()
    }


def models(tables, settings=SETTINGS, folder=None):
    model = tiny_model(settings, **tables)
    if folder is not None:
        model.settings = model.settings.in_folder(folder)
    rows = model.build("heat_models").rows(
        f"select {COLUMNS} from heat_models order by holds_from nulls first"
    )
    return {row["holds_from"]: row for row in rows}


def test_quarters_begin_at_local_midnight():
    found = quarters(datetime(2026, 1, 1), datetime(2026, 6, 30, 22), ZoneInfo("Europe/Madrid"))
    assert [instant for instant, _ in found] == [datetime(2026, 3, 31, 22), datetime(2026, 6, 30, 22)]


def test_too_few_accounts_leave_it_to_the_rule_and_time_is_covered_without_gaps():
    found = list(models(company()).values())
    assert (found[0]["holds_from"], found[0]["model"], found[-1]["holds_to"]) == (None, None, None)
    assert [row["holds_to"] for row in found[:-1]] == [row["holds_from"] for row in found[1:]]
    learned = [row for row in found if row["model"]]
    assert len(learned) >= 2
    assert all(row["accounts"] >= 5 for row in learned)
    assert all(row["trained_until"] == row["holds_from"] for row in learned)
    assert all(row["accounts"] < 5 for row in found if not row["model"])
    assert all(
        not row["model"] for row in models(company(), {**SETTINGS, "heat": {"min_accounts": 50}}).values()
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("month", [datetime(2025, 10, 1), datetime(2025, 11, 17)])
def test_what_happens_later_never_changes_a_model_that_held_before(seed, month):
    tables = company(seed)
    then, now = models(before(tables, month)), models(tables)
    held = {begin: row for begin, row in then.items() if begin is None or begin <= month}
    assert any(row["model"] for row in held.values())
    for begin, row in held.items():
        assert {**now[begin], "holds_to": 0} == {**row, "holds_to": 0}


def test_an_outcome_is_only_learned_from_when_its_sixty_days_are_over():
    """
    quarter from 1 October; the last week with sixty days behind it by then ends on 28 July: until 26 September
    one more opportunity on 25 September is learned from, one on 27 September only by the next model
    """
    tables = company()
    quarter, following = datetime(2025, 10, 1), datetime(2026, 1, 1)
    plain = models(tables)

    def with_one(created):
        deal = {"opportunity_id": "x", "account_id": "a0", "stage": "Open", "created_at": created}
        return models({**tables, "opportunities": [*tables["opportunities"], deal]})

    assert with_one(datetime(2025, 9, 25))[quarter]["model"] != plain[quarter]["model"]
    late = with_one(datetime(2025, 9, 27))
    assert late[quarter] == plain[quarter]
    assert late[following]["model"] != plain[following]["model"]


def test_models_are_kept_and_one_can_be_gone_back_to(tmp_path):
    tables = company()
    found = models(tables, folder=tmp_path)
    versions = [row["model"] for row in found.values() if row["model"]]
    kept = tmp_path / ".abmetry" / "models"
    assert {path.stem for path in kept.glob("*.json")} == set(versions)
    pinned = models(tables, {**SETTINGS, "heat": {"min_accounts": 5, "model": versions[0]}}, tmp_path)
    assert {row["model"] for row in pinned.values() if row["model"]} == {versions[0]}
    assert [row["model"] for row in pinned.values() if not row["model"]] == [
        row["model"] for row in found.values() if not row["model"]
    ]
    with pytest.raises(SettingsError, match="is not kept"):
        models(tables, {**SETTINGS, "heat": {"min_accounts": 5, "model": "0123456789ab"}}, tmp_path)


def test_a_kept_model_is_used_and_not_learned_again(tmp_path, monkeypatch):
    tables = company()
    found = models(tables, folder=tmp_path)
    monkeypatch.setattr("abmetry.scores.heat_models.learn", None)
    assert models(tables, folder=tmp_path) == found


def test_customers_and_accounts_with_an_open_opportunity_are_not_learned_from():
    """Every account is a customer from the start: nobody is left."""
    tables = company()
    contracts = [
        {"contract_id": f"k{row['account_id']}", "account_id": row["account_id"], "starts_on": "2024-01-01"}
        for row in tables["accounts"]
    ]
    assert all(row["accounts"] == 0 for row in models({**tables, "contracts": contracts}).values())
    opened = [
        {"opportunity_id": f"x{row['account_id']}", "account_id": row["account_id"], "stage": "Open",
         "created_at": datetime(2024, 1, 1)}
        for row in tables["accounts"]
    ]  # fmt: skip
    busy = {**tables, "opportunities": [*tables["opportunities"], *opened]}
    assert all(row["accounts"] == 0 for row in models(busy).values())


def test_without_visits_there_is_the_rule():
    found = models({"accounts": [{"account_id": "a"}]})
    assert [(row["holds_from"], row["holds_to"], row["model"]) for row in found.values()] == [
        (None, None, None)
    ]
