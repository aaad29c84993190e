"""Stays of accounts on target lists, from wherever a list comes."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.account_conditions import account_condition_sql
from abmetry.facts.holdouts import HELD_OUT
from abmetry.facts.list_tiers import NO_TIER_RANK
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.audience import TargetList
from abmetry.workspace.settings import Settings

_NO_DAY = "cast(null as date)"


def _ruled_tier_sql(one: TargetList, dialect: Dialect, settings: Settings) -> str:
    """The tier that the rules of a list give an account."""
    rules = [
        f"when {account_condition_sql(rule.where, dialect, settings)} then {dialect.text(rule.tier.strip())}"
        for rule in one.tier
    ]
    return f"case {' '.join(rules)} end" if rules else "cast(null as string)"


def _rows_sql(dialect: Dialect, settings: Settings) -> str:
    """Membership rows of every list: list, account, tier, first day, first day after."""
    loaded = "select list_id, account_id, nullif(trim(tier), '') as tier, valid_from, valid_to from model_list_members"
    if not settings.lists:
        return loaded
    queries = []
    for name, one in settings.lists.items():
        quoted, tier = dialect.text(name), _ruled_tier_sql(one, dialect, settings)
        if one.members is not None:
            queries.append(f"{loaded} where list_id = {quoted}")
        elif one.where is not None:
            queries.append(
                f"select {quoted} as list_id, account_id, {tier} as tier, {_NO_DAY} as valid_from,"
                f" {_NO_DAY} as valid_to from accounts"
                f" where {account_condition_sql(one.where, dialect, settings)}"
            )
        else:
            queries.append(
                f"select {quoted} as list_id, f.account_id, coalesce(f.tier, t.ruled_tier) as tier, f.valid_from,"
                " f.valid_to from list_files f"
                f" left join (select account_id as id, {tier} as ruled_tier from accounts) t on t.id = f.account_id"
                f" where f.list_id = {quoted} and f.account_id is not null"
            )
    return "\nunion all\n".join(queries)


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone = settings.workspace.timezone
    begins = dialect.utc_time("cast(m.valid_from as timestamp)", zone)
    ends = dialect.utc_time("cast(m.valid_to as timestamp)", zone)
    return [
        Step("members_meant", _rows_sql(dialect, settings)),
        Step(
            "memberships",
            f"""
            select m.list_id, m.account_id, m.tier, m.valid_from,
                case when h.drawn_on is null or m.valid_to < h.drawn_on then m.valid_to else h.drawn_on end as valid_to
            from members_meant m
            left join holdouts h on h.list_id = m.list_id and h.account_id = m.account_id and h.arm = '{HELD_OUT}'
            where h.drawn_on is null or m.valid_from is null or m.valid_from < h.drawn_on
            """,
        ),
        Step(
            "list_stays",
            f"""
            select m.list_id, m.account_id, m.tier, coalesce(t.tier_rank, {NO_TIER_RANK}) as tier_rank,
                coalesce({begins}, a.created_at) as valid_from, {ends} as valid_to,
                m.valid_from is not null as has_own_start
            from memberships m
            left join list_tiers t on t.list_id = m.list_id and t.tier = m.tier
            left join accounts a on a.account_id = m.account_id
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    def check(name: str, key: str, rows_sql: str, detail: str) -> Check:
        return Check(name, "list_stays", key, rows_sql, detail)

    return quality_steps(
        dialect,
        [
            check(
                "list_file_row_without_account",
                "concat(list_id, ': ', written)",
                "list_files where account_id is null",
                "No account, or several, could be meant by the row of the list's file: it is left out.",
            ),
            check(
                "list_member_unknown",
                "s.account_id",
                "list_stays s left join accounts a on a.account_id = s.account_id where a.account_id is null",
                "The account on the list is not known; it is in no scope until it arrives.",
            ),
            check(
                "list_member_without_start",
                "account_id",
                "list_stays where not has_own_start",
                "No first day says since when the account is on the list: it is taken to be on it since it was"
                " created.",
            ),
            check(
                "list_stay_ends_before_start",
                "account_id",
                "list_stays where valid_to <= valid_from",
                "The account leaves the list before it joins it: it never is on it.",
            ),
        ],
    )


FACT = Fact(
    name="list_stays",
    doc="A stay of an account on a target list, in one tier; it ends where the account is held out at random.",
    columns=fact_columns(
        "list_id text: The list.",
        "account_id text: The account.",
        "tier text: Its tier; null: none.",
        "tier_rank integer: Rank of the tier, 1 the highest; no tier: 1000000.",
        "valid_from timestamp: Local midnight of the first day, UTC; null: from ever.",
        "valid_to timestamp: Local midnight of the first day no longer on it, UTC; null: unbounded.",
        "has_own_start boolean: The list says since when; else since the account was created.",
    ),
    reads=("model_list_members", "list_files", "list_tiers", "accounts", "holdouts"),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_list_stays",
    doc="Members of lists that could not be placed.",
    columns=QUALITY_COLUMNS,
    reads=("list_files", "list_stays", "accounts"),
    steps=_quality,
)
