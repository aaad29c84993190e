"""Weekly intent signals, with the account they are about."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone = settings.workspace.timezone
    topics = [topic.strip().lower() for topic in settings.intent.competitor_topics]
    after = dialect.utc_time(f"cast({dialect.add_days_to_date('week_on', 7)} as timestamp)", zone)
    begins = dialect.utc_time("cast(week_on as timestamp)", zone)
    return [
        Step(
            "signals",
            f"""
            select i.week, {dialect.monday_of("i.week")} as week_on, trim(i.topic) as topic,
                i.account_id as own_account_id, l.account_id as domain_account_id,
                l.known_from as domain_from, i.domain, i.score, i.count, i.vendor,
                coalesce(i.is_competitor, {dialect.in_list("lower(trim(i.topic))", topics)}) as is_competitor
            from model_intent i
            left join domains d on d.host = lower(trim(i.domain)) and d.class = 'company'
            left join domain_links l on l.registrable_domain = d.registrable_domain and not l.is_held
            """,
        ),
        Step("dated", f"select *, {begins} as week_begins_at from signals"),
        Step(
            "intent",
            f"""
            select coalesce(own_account_id, domain_account_id) as account_id, week_on, {after} as week_ends_at,
                topic, is_competitor, score, count, vendor,
                case when own_account_id is null and domain_from > week_begins_at then domain_from
                    else week_begins_at end as known_from,
                domain, week as given_on
            from dated
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    key = "concat(cast(given_on as string), ' ', topic, ' ', coalesce(account_id, domain))"
    return quality_steps(
        dialect,
        [
            Check(
                "intent_week_not_monday",
                "intent",
                key,
                "intent where given_on <> week_on",
                "The week is not given by its Monday: the Monday before was taken.",
            ),
            Check(
                "intent_without_account",
                "intent",
                "domain",
                "intent where account_id is null",
                "No account could be found for the signal's domain: it counts for none.",
            ),
        ],
    )


FACT = Fact(
    name="intent",
    doc="A week's signal of interest in a topic.",
    columns=fact_columns(
        "account_id text: The account, by id, else by registrable domain; null: none, or several could be meant.",
        "week_on date: Monday of the week.",
        "week_ends_at timestamp: Local midnight after its Sunday, UTC.",
        "topic text: The topic.",
        "is_competitor boolean: The topic is a competitor, by the row, else by the settings.",
        "score number: The vendor's score, 0 to 100.",
        "count number: How many signals.",
        "vendor text: Who measured it.",
        "known_from timestamp: Begin of the week, or when the domain's account became known if later, UTC.",
        "domain text: The domain as given.",
        "given_on date: The week as given.",
    ),
    reads=("model_intent", "domains", "domain_links"),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_intent",
    doc="Signals that could not be placed as given.",
    columns=QUALITY_COLUMNS,
    reads=("intent",),
    steps=_quality,
)
