"""The numbers by Polars, lazily: every quarter's plans are collected together, so that scans are shared."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from benchmarks.side_by_side.wanted import QUARTERS, REST, TIERS, Numbers, Quarter

GROUPS = (*TIERS, REST)
COUNTED = ("website_visits", "accounts_with_opportunity", "engagement_minutes", "pipeline_created",
           "target_account_pipeline")  # fmt: skip


def numbers(facts: Path) -> Numbers:
    plans = {
        (name, quarter.name): plan.with_columns(pl.col("value").cast(pl.Float64))
        for quarter in QUARTERS
        for name, plan in _plans(facts, quarter).items()
    }
    found: Numbers = {}
    for (name, quarter), frame in zip(plans, pl.collect_all(list(plans.values())), strict=True):
        values = dict(zip(frame["grp"], frame["value"], strict=True))
        for group in GROUPS[:3] if name.endswith(".median") else GROUPS:
            value = values.get(group)
            found[name, quarter, group] = (value or 0.0) if name in COUNTED else value
    return found


def _holds(begin: str, end: str, instant: object) -> pl.Expr:
    after = pl.col(begin).is_null() | (pl.col(begin) < instant)
    return after & (pl.col(end).is_null() | (pl.col(end) >= instant))


def _within(column: str, quarter: Quarter) -> pl.Expr:
    return (pl.col(column) >= quarter.start) & (pl.col(column) < quarter.end)


def _elapsed(start: str, end: str, start_is_date: str, end_is_date: str) -> pl.Expr:
    exact = (pl.col(end) - pl.col(start)).dt.total_microseconds() / 86_400e6
    whole = (pl.col(end).dt.date() - pl.col(start).dt.date()).dt.total_days().cast(pl.Float64)
    either = pl.col(start_is_date).fill_null(False) | pl.col(end_is_date).fill_null(False)
    return pl.when(either).then(whole).otherwise(exact)


def _scope(facts: Path, quarter: Quarter) -> pl.LazyFrame:
    """One row per target account: its group."""
    stays = pl.scan_parquet(facts / "list_stays.parquet").filter(
        _holds("valid_from", "valid_to", quarter.end)
    )
    listed = (
        stays.sort("tier_rank", "tier", "list_id", nulls_last=True)
        .unique("account_id", keep="first", maintain_order=True)
        .select("account_id", pl.col("tier").alias("grp"))
    )
    rest = (
        pl.scan_parquet(facts / "accounts.parquet")
        .filter(pl.col("created_at").is_null() | (pl.col("created_at") < quarter.end))
        .join(stays, on="account_id", how="anti")
        .select("account_id", pl.lit(REST).alias("grp"))
    )
    customers = pl.scan_parquet(facts / "customer_spells.parquet").filter(
        _holds("known_from", "known_to", quarter.end) & _holds("spell_from", "spell_to", quarter.start)
    )
    return pl.concat([listed, rest]).join(customers, on="account_id", how="anti")


def _plans(facts: Path, quarter: Quarter) -> dict[str, pl.LazyFrame]:
    scope, known = _scope(facts, quarter), _holds("known_from", "known_to", quarter.end)
    scan = pl.scan_parquet
    touches = scan(facts / "touches.parquet").filter(_within("occurred_at", quarter) & known)
    counted = touches.group_by("account_id").agg(
        engaged=pl.col("is_engagement").any().cast(pl.Int64),
        minutes=pl.col("minutes").filter(pl.col("minutes") > 0).sum(),
        clicks=pl.col("quantity").filter(pl.col("kind") == "ad_click").sum(),
        shown=pl.col("quantity").filter(pl.col("kind") == "ad_impression").sum(),
    )
    visits = scan(facts / "sessions.parquet").filter(_within("started_at", quarter) & known)
    people = scan(facts / "people.parquet").filter(known).select("account_id", "stakeholder_id").unique()
    won = (
        scan(facts / "customer_spells.parquet")
        .filter(known & _within("spell_from", quarter))
        .unique("account_id")
    )
    of_touches = scope.join(counted, on="account_id", how="left").group_by("grp")
    return {
        "engaged_account_rate": of_touches.agg(value=100 * pl.col("engaged").sum() / pl.len()),
        "ad_click_rate": of_touches.agg(pl.col("clicks").sum(), pl.col("shown").sum()).select(
            "grp", value=pl.when(pl.col("shown") > 0).then(100 * pl.col("clicks") / pl.col("shown"))
        ),
        "engagement_minutes": of_touches.agg(value=pl.col("minutes").sum()),
        "website_visits": scope.join(visits, on="account_id").group_by("grp").agg(value=pl.len()),
        "people_per_account": _rate(scope, people, times=1),
        "account_win_rate": _rate(scope, won, times=100),
        **_of_deals(facts, quarter, scope),
    }


def _rate(scope: pl.LazyFrame, rows: pl.LazyFrame, times: float) -> pl.LazyFrame:
    counts = rows.group_by("account_id").agg(rows=pl.len())
    joined = scope.join(counts, on="account_id", how="left")
    return joined.group_by("grp").agg(value=times * pl.col("rows").fill_null(0).sum() / pl.len())


def _of_deals(facts: Path, quarter: Quarter, scope: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    states = pl.scan_parquet(facts / "opportunity_states.parquet")
    were_open = states.filter(
        (pl.col("status") == "open")
        & (pl.col("state_from") < quarter.end)
        & (pl.col("state_to").is_null() | (pl.col("state_to") > quarter.start))
    )
    dated = _within("closed_at", quarter)
    amount_known = pl.col("creation_amount_reporting").is_not_null() & (
        pl.col("creation_amount_at") < quarter.end
    )
    deals = (
        pl.scan_parquet(facts / "opportunities.parquet")
        .filter(pl.col("created_at") < quarter.end)
        .join(states.filter(_holds("state_from", "state_to", quarter.end)), on="opportunity_id")
        .join(
            were_open.select("opportunity_id", was_open=pl.lit(True)).unique(),
            on="opportunity_id",
            how="left",
        )
        .with_columns(
            is_new=_within("created_at", quarter),
            is_closed=pl.col("status").is_in(["won", "lost"]) & dated,
            is_won=(pl.col("status") == "won") & dated,
            is_business=pl.col("type") == "new_business",
            creation=pl.when(amount_known)
            .then("creation_amount_reporting")
            .otherwise("row_amount_reporting_at_creation"),
            days=_elapsed("created_local", "closed_local", "created_is_date", "closed_is_date"),
        )
    )
    shares = pl.scan_parquet(facts / "opportunity_shares.parquet").select(
        "opportunity_id", "share", holder=pl.col("account_id")
    )
    split = deals.join(shares, on="opportunity_id", how="left").with_columns(
        account_id=pl.coalesce("holder", "account_id"), part=pl.col("share").fill_null(1.0)
    )
    of_scope = deals.join(scope, on="account_id").group_by("grp")
    of_parts = split.join(scope, on="account_id").group_by("grp")
    with_deal = deals.filter(pl.col("is_business") & (pl.col("was_open").fill_null(False) | pl.col("is_new")))
    closed, taken = pl.col("is_closed").sum(), pl.col("is_won").sum()
    won_days = (
        deals.filter(pl.col("is_won") & (pl.col("days") >= 0)).join(scope, on="account_id").group_by("grp")
    )
    waits = _first_deals(facts, quarter, deals).join(scope, on="account_id").group_by("grp")
    return {
        "accounts_with_opportunity": with_deal.unique("account_id")
        .join(scope, on="account_id").group_by("grp").agg(value=pl.len()),
        "pipeline_created": of_parts.agg(
            value=(pl.col("creation") * pl.col("part")).filter(pl.col("is_new")).sum()
        ),
        "target_account_pipeline": of_parts.agg(
            value=(pl.col("amount_reporting") * pl.col("part")).filter(pl.col("status") == "open").sum()
        ),
        "opportunity_win_rate": of_scope.agg(value=pl.when(closed > 0).then(100 * taken / closed)),
        "deal_velocity_days": won_days.agg(value=pl.col("days").mean()),
        "deal_velocity_days.median": won_days.agg(value=pl.col("days").median()),
        "days_first_touch_to_opportunity": waits.agg(value=pl.col("days").mean()),
        "days_first_touch_to_opportunity.median": waits.agg(value=pl.col("days").median()),
    }  # fmt: skip


def _first_deals(facts: Path, quarter: Quarter, deals: pl.LazyFrame) -> pl.LazyFrame:
    """Accounts whose first deal was created in the quarter, with the days since their first engagement before it."""
    acts = (
        pl.scan_parquet(facts / "first_engagements.parquet")
        .filter(_holds("known_from", "known_to", quarter.end) & (pl.col("occurred_at") < quarter.end))
        .sort("occurred_at")
        .unique("account_id", keep="first", maintain_order=True)
    )
    first = (
        deals.filter(pl.col("is_business") & pl.col("account_id").is_not_null())
        .sort("created_at", "opportunity_id")
        .unique("account_id", keep="first", maintain_order=True)
        .filter(pl.col("is_new"))
    )
    return (
        first.drop("days")
        .join(acts, on="account_id")
        .filter(pl.col("occurred_at") < pl.col("created_at"))
        .with_columns(days=_elapsed("occurred_local", "created_local", "occurred_is_date", "created_is_date"))
        .filter(pl.col("days") >= 0)
    )
