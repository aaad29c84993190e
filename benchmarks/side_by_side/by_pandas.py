"""The numbers by pandas, over the facts: what an analyst writes in a notebook."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from benchmarks.side_by_side.wanted import QUARTERS, REST, TIERS, Numbers, Quarter, share

Frame = pd.DataFrame
YEAR_OF_TOUCHES = [("occurred_at", ">=", QUARTERS[0].start), ("occurred_at", "<", QUARTERS[-1].end)]
YEAR_OF_SESSIONS = [("started_at", ">=", QUARTERS[0].start), ("started_at", "<", QUARTERS[-1].end)]


def numbers(facts: Path) -> Numbers:
    tables = _read(facts)
    found: Numbers = {}
    for quarter in QUARTERS:
        groups = _scope(tables, quarter)
        for name, per_group in _kpis(tables, quarter, groups).items():
            for group, value in per_group.items():
                found[name, quarter.name, group] = None if value is None or pd.isna(value) else float(value)
    return found


def _read(facts: Path) -> dict[str, Frame]:
    wanted = {
        "list_stays": (["list_id", "account_id", "tier", "tier_rank", "valid_from", "valid_to"], None),
        "accounts": (["account_id", "created_at"], None),
        "customer_spells": (["account_id", "spell_from", "spell_to", "known_from", "known_to"], None),
        "touches": (
            ["account_id", "occurred_at", "kind", "quantity", "minutes", "is_engagement", "known_from", "known_to"],
            YEAR_OF_TOUCHES,
        ),
        "sessions": (["account_id", "started_at", "known_from", "known_to"], YEAR_OF_SESSIONS),
        "people": (["account_id", "stakeholder_id", "known_from", "known_to"], None),
        "opportunities": (
            ["opportunity_id", "account_id", "type", "created_at", "created_local", "created_is_date",
             "creation_amount_reporting", "creation_amount_at", "row_amount_reporting_at_creation"],
            None,
        ),
        "opportunity_states": (
            ["opportunity_id", "state_from", "state_to", "status", "amount_reporting", "closed_at", "closed_local",
             "closed_is_date"],
            None,
        ),
        "opportunity_shares": (["opportunity_id", "account_id", "share"], None),
        "first_engagements": (
            ["account_id", "occurred_at", "occurred_local", "occurred_is_date", "known_from", "known_to"],
            None,
        ),
    }  # fmt: skip
    return {
        name: pd.read_parquet(facts / f"{name}.parquet", columns=columns, filters=filters)
        for name, (columns, filters) in wanted.items()
    }


def _holds(rows: Frame, begin: str, end: str, instant: object) -> pd.Series:
    after = rows[begin].isna() | (rows[begin] < instant)
    return after & (rows[end].isna() | (rows[end] >= instant))


def _known(rows: Frame, quarter: Quarter) -> Frame:
    return rows[_holds(rows, "known_from", "known_to", quarter.end)]


def _scope(tables: dict[str, Frame], quarter: Quarter) -> Frame:
    """One row per target account: its group."""
    stays, accounts = tables["list_stays"], tables["accounts"]
    members = stays[_holds(stays, "valid_from", "valid_to", quarter.end)]
    best = members.sort_values(["tier_rank", "tier", "list_id"]).drop_duplicates("account_id")
    listed = pd.DataFrame({"account_id": best["account_id"], "grp": best["tier"]})
    there = accounts["created_at"].isna() | (accounts["created_at"] < quarter.end)
    rest = accounts[there & ~accounts["account_id"].isin(members["account_id"])][["account_id"]].assign(
        grp=REST
    )
    spells = _known(tables["customer_spells"], quarter)
    customers = spells[_holds(spells, "spell_from", "spell_to", quarter.start)]["account_id"]
    scope = pd.concat([listed, rest])
    return scope[~scope["account_id"].isin(customers)]


def _per_group(scope: Frame, rows: Frame, column: str | None = None) -> dict[str, float]:
    joined = rows.merge(scope, on="account_id")
    grouped = joined.groupby("grp")
    found = grouped.size() if column is None else grouped[column].sum()
    return {group: float(found.get(group, 0)) for group in (*TIERS, REST)}


def _of_days(scope: Frame, rows: Frame) -> tuple[dict[str, float], dict[str, float]]:
    grouped = rows[rows["days"] >= 0].merge(scope, on="account_id").groupby("grp")["days"]
    mean, median = grouped.mean(), grouped.median()
    return (
        {group: mean.get(group) for group in (*TIERS, REST)},
        {group: median.get(group) for group in TIERS},
    )


def _elapsed(start: pd.Series, end: pd.Series, start_is_date: pd.Series, end_is_date: pd.Series) -> pd.Series:
    exact = (end - start).dt.total_seconds() / 86_400
    whole = (end.dt.normalize() - start.dt.normalize()).dt.days.astype(float)
    either = start_is_date.fillna(False).astype(bool) | end_is_date.fillna(False).astype(bool)
    return exact.mask(either, whole)


def _kpis(tables: dict[str, Frame], quarter: Quarter, scope: Frame) -> dict[str, dict[str, float | None]]:
    size = _per_group(scope, scope[["account_id"]])
    touches = tables["touches"]
    touches = _known(
        touches[(touches["occurred_at"] >= quarter.start) & (touches["occurred_at"] < quarter.end)], quarter
    )
    sessions = tables["sessions"]
    began = (sessions["started_at"] >= quarter.start) & (sessions["started_at"] < quarter.end)
    engaged = _per_group(scope, touches[touches["is_engagement"]][["account_id"]].drop_duplicates())
    clicks = _per_group(scope, touches[touches["kind"] == "ad_click"], "quantity")
    shown = _per_group(scope, touches[touches["kind"] == "ad_impression"], "quantity")
    people = _known(tables["people"], quarter)[["account_id", "stakeholder_id"]].drop_duplicates()
    known_people = _per_group(scope, people)
    spells = _known(tables["customer_spells"], quarter)
    won = spells[(spells["spell_from"] >= quarter.start) & (spells["spell_from"] < quarter.end)]
    became = _per_group(scope, won[["account_id"]].drop_duplicates())
    return {
        "engaged_account_rate": {group: share(engaged[group], size[group], 100) for group in size},
        "ad_click_rate": {group: share(clicks[group], shown[group], 100) for group in size},
        "engagement_minutes": _per_group(scope, touches[touches["minutes"] > 0], "minutes"),
        "website_visits": _per_group(scope, _known(sessions[began], quarter)),
        "people_per_account": {group: share(known_people[group], size[group]) for group in size},
        "account_win_rate": {group: share(became[group], size[group], 100) for group in size},
        **_of_deals(tables, quarter, scope),
    }


def _of_deals(tables: dict[str, Frame], quarter: Quarter, scope: Frame) -> dict[str, dict[str, float | None]]:
    states = tables["opportunity_states"]
    created = tables["opportunities"][tables["opportunities"]["created_at"] < quarter.end]
    at_t = states[_holds(states, "state_from", "state_to", quarter.end)]
    deals = created.merge(at_t, on="opportunity_id")
    deals["is_new"] = (deals["created_at"] >= quarter.start) & (deals["created_at"] < quarter.end)
    dated = (deals["closed_at"] >= quarter.start) & (deals["closed_at"] < quarter.end)
    deals["is_closed"] = deals["status"].isin(["won", "lost"]) & dated
    deals["is_won"] = (deals["status"] == "won") & dated
    known = deals["creation_amount_reporting"].notna() & (deals["creation_amount_at"] < quarter.end)
    deals["creation"] = deals["creation_amount_reporting"].where(
        known, deals["row_amount_reporting_at_creation"]
    )
    overlapping = (
        (states["status"] == "open")
        & (states["state_from"] < quarter.end)
        & (states["state_to"].isna() | (states["state_to"] > quarter.start))
    )
    were_open = deals["opportunity_id"].isin(states[overlapping]["opportunity_id"]) | deals["is_new"]
    business = deals["type"] == "new_business"
    split = deals.merge(
        tables["opportunity_shares"], on="opportunity_id", how="left", suffixes=("", "_of_share")
    )
    split["account_id"] = split["account_id_of_share"].fillna(split["account_id"])
    for column in ("creation", "amount_reporting"):
        split[column] = split[column] * split["share"].fillna(1)
    closed, won = _per_group(scope, deals[deals["is_closed"]]), _per_group(scope, deals[deals["is_won"]])
    deals["days"] = _elapsed(
        deals["created_local"], deals["closed_local"], deals["created_is_date"], deals["closed_is_date"]
    )
    velocity = _of_days(scope, deals[deals["is_won"]])
    waiting = _of_days(scope, _first_deals(tables, quarter, deals[business & deals["account_id"].notna()]))
    return {
        "accounts_with_opportunity": _per_group(
            scope, deals[business & were_open][["account_id"]].drop_duplicates()
        ),
        "pipeline_created": _per_group(scope, split[split["is_new"]], "creation"),
        "target_account_pipeline": _per_group(scope, split[split["status"] == "open"], "amount_reporting"),
        "opportunity_win_rate": {group: share(won[group], closed[group], 100) for group in closed},
        "deal_velocity_days": velocity[0],
        "deal_velocity_days.median": velocity[1],
        "days_first_touch_to_opportunity": waiting[0],
        "days_first_touch_to_opportunity.median": waiting[1],
    }


def _first_deals(tables: dict[str, Frame], quarter: Quarter, deals: Frame) -> Frame:
    """Accounts whose first deal was created in the quarter, with the days since their first engagement before it."""
    first = deals.sort_values(["created_at", "opportunity_id"]).drop_duplicates("account_id")
    acts = _known(tables["first_engagements"], quarter)
    acts = acts[acts["occurred_at"] < quarter.end].sort_values("occurred_at").drop_duplicates("account_id")
    both = first[first["is_new"]].merge(acts, on="account_id")
    both = both[both["occurred_at"] < both["created_at"]]
    both["days"] = _elapsed(
        both["occurred_local"], both["created_local"], both["occurred_is_date"], both["created_is_date"]
    )
    return both[["account_id", "days"]]
