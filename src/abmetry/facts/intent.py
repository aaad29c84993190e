"""Weekly intent signals, with the account they are about."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.spans import NEVER
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def _row_steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone = settings.workspace.timezone
    topics = [topic.strip().lower() for topic in settings.intent.competitor_topics]
    after = dialect.utc_time(f"cast({dialect.add_days_to_date('week_on', 7)} as timestamp)", zone)
    begins = dialect.utc_time("cast(week_on as timestamp)", zone)
    return [
        Step("dated", f"select *, {dialect.monday_of('week')} as week_on from model_intent"),
        Step("begun", f"select *, {begins} as week_begins_at from dated"),
        Step(
            "intent_rows",
            f"""
            select coalesce(i.account_id, l.account_id) as account_id, i.week_on, {after} as week_ends_at,
                trim(i.topic) as topic,
                coalesce(i.is_competitor, {dialect.in_list("lower(trim(i.topic))", topics)}) as is_competitor,
                i.score, i.count, i.vendor, greatest(i.week_begins_at, l.span_from) as known_from,
                nullif(l.span_to, {dialect.timestamp(NEVER)}) as known_to, i.domain, i.week as given_on
            from begun i
            left join domains d on d.host = lower(trim(i.domain)) and d.class = 'company' and i.account_id is null
            left join domain_links l on l.registrable_domain = d.registrable_domain
                and l.span_to > i.week_begins_at
            """,
        ),
    ]


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        Step(
            "intent",
            f"""
            select i.*, j.expected, j.tail, j.q_value, j.false_discovery_rate,
                case when i.score is not null then i.score >= {settings.intent.threshold} else j.is_surge end
                    as is_surge
            from intent_rows i
            left join intent_judgements j on j.account_id = i.account_id and j.week_on = i.week_on
                and j.topic = lower(i.topic) and j.vendor = coalesce(i.vendor, '')
                and j.known_from = i.known_from and i.count is not null
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
                "intent where given_on <> week_on and known_to is null",
                "The week is not given by its Monday: the Monday before was taken.",
            ),
            Check(
                "intent_without_account",
                "intent",
                "domain",
                "intent where account_id is null and known_to is null",
                "No account could be found for the signal's domain: it counts for none.",
            ),
        ],
    )


_COLUMNS = fact_columns(
    "account_id text: The account, by id, else by registrable domain; null: none, or several could be meant.",
    "week_on date: Monday of the week.",
    "week_ends_at timestamp: Local midnight after its Sunday, UTC.",
    "topic text: The topic.",
    "is_competitor boolean: The topic is a competitor, by the row, else by the settings.",
    "score number: The vendor's score, 0 to 100.",
    "count number: How many signals.",
    "vendor text: Who measured it.",
    "known_from timestamp: Begin of the week, or when the domain's account became known if later, UTC.",
    "known_to timestamp: When the domain's account changed, UTC; null: it holds.",
    "domain text: The domain as given.",
    "given_on date: The week as given.",
)

ROWS = Fact(
    name="intent_rows",
    doc="A week's signal of interest in a topic, before it is judged.",
    columns=_COLUMNS,
    reads=("model_intent", "domains", "domain_links"),
    steps=_row_steps,
    internal=True,
)

FACT = Fact(
    name="intent",
    doc="A week's signal of interest in a topic.",
    columns=(
        *_COLUMNS,
        *fact_columns(
            "is_surge boolean: The vendor's score reaches the threshold; without a score: the count is improbable"
            " after the weeks before. Null: neither can be told.",
            "expected number: The count that was to be expected after the account's weeks before.",
            "tail number: Probability of a count as high as the account's, or higher.",
            "q_value number: False-discovery rate over the week with which the count would still be a surge.",
            "false_discovery_rate number: Of a surge of counts: the share of the week's that chance explains, at"
            " most.",
        ),
    ),
    reads=("intent_rows", "intent_judgements"),
    steps=_steps,
)

FACTS = (ROWS, FACT)

QUALITY = Fact(
    name="quality_intent",
    doc="Signals that could not be placed as given.",
    columns=QUALITY_COLUMNS,
    reads=("intent",),
    steps=_quality,
)
