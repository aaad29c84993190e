"""The tools of a language model, by the Model Context Protocol on standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from abmetry import __version__
from abmetry.answers.question import Question
from abmetry.api.assistant import MOST_ROWS, Tools
from abmetry.api.query import KpiId, Several, Text
from abmetry.api.shapes.told import Told, ToldAccount, ToldCatalogue, ToldEvidence, ToldInsights
from abmetry.errors import AbmetryError

INSTRUCTIONS = """Abmetry measures account-based marketing for one company: its CRM, website, mail, ads and surveys.

- `catalogue` finds KPIs by words and tells what each counts. Use the ids it gives; never guess one.
- `ask` answers up to 20 KPIs for a scope and a period. Every number has its interval, sample size, the period before,
  the accounts outside the program, and flags. Status `too_few` means the sample is too small to conclude from, `empty`
  that no value exists, `unavailable` that data was never loaded: that is not zero. Tell flags and intervals too.
- Every answer has an `evidence` handle: pass it to `evidence` to list the rows behind the number before you explain it.
- `account` tells all about one company; `insights` what goes with what. Insights are associations, never causes.
- Percent values are 0-100. Periods end before their end date. Money is in the `currency` given.
"""

READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

P = ParamSpec("P")
R = TypeVar("R")

Lists = Annotated[Several, Field(description="Only accounts on these target lists; none: on any.")]
Tiers = Annotated[Several, Field(description='Only these tiers, such as "1".')]
Where = Annotated[
    Several,
    Field(
        description="Conditions on attributes of accounts, all of which must hold: 'industry=Software', "
        "'employees>500', 'country in ES,PT'; also != < <= >=."
    ),
]
Owner = Annotated[Text | None, Field(description="Only accounts of this owner, by id.")]
Cohort = Annotated[
    Literal["abm", "non_abm", "all"],
    Field(description="Accounts on a target list (abm), on none (non_abm), or all."),
]
Period = Annotated[
    Text | None,
    Field(
        description="2026, 2026-Q3, 2026-09, 2026-W36, last-quarter, this-month...; none: the last complete quarter."
    ),
]
Start = Annotated[Text | None, Field(description="First day (2026-01-01), instead of a period.")]
End = Annotated[Text | None, Field(description="The day after the last.")]
AsOf = Annotated[Text | None, Field(description="As it stood at this instant: nothing later counts.")]


def server(tools: Tools) -> MCPServer[Any]:
    """The server of some tools."""
    made: MCPServer[Any] = MCPServer(
        "abmetry", title="Abmetry", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR"
    )

    @made.tool(title="Find KPIs", annotations=READS)
    @_telling
    def catalogue(
        search: Annotated[
            str | None, Field(description="Words to find KPIs by; none: all.", max_length=200)
        ] = None,
        kpi: Annotated[KpiId | None, Field(description="One KPI by id, in full.")] = None,
    ) -> ToldCatalogue:
        """Find KPIs by words, or tell one in full: its definition, formula, unit, and what it can be split by."""
        return tools.catalogue(kpi, search)

    @made.tool(title="Ask KPIs", annotations=READS)
    @_telling
    def ask(
        kpis: Annotated[
            list[KpiId], Field(min_length=1, max_length=20, description="Ids of KPIs, from `catalogue`.")
        ],
        period: Period = None,
        start: Start = None,
        end: End = None,
        by: Annotated[
            Several,
            Field(
                description="Split by tier, list, owner, industry, country, month, quarter, channel, campaign..."
            ),
        ] = [],  # noqa: B006  (the schema tells it)
        lists: Lists = [],  # noqa: B006
        tiers: Tiers = [],  # noqa: B006
        where: Where = [],  # noqa: B006
        owner: Owner = None,
        cohort: Cohort = "abm",
        compare: Annotated[
            Literal["non_abm", "previous", "none"] | None,
            Field(description="Beside the accounts on no list, or the period before; none named: both."),
        ] = None,
        as_of: AsOf = None,
    ) -> Told:
        """Answer KPIs for a scope and a period: value, interval, sample, comparison, flags, and the evidence handle."""
        return tools.ask(
            Question(
                kpis=tuple(kpis),
                lists=tuple(lists),
                tiers=tuple(tiers),
                where=tuple(where),
                owner=owner,
                cohort=cohort,
                period=period,
                start=start,
                end=end,
                by=tuple(by),
                compare=compare,
                as_of=as_of,
            )
        )

    @made.tool(title="Show the evidence", annotations=READS)
    @_telling
    def evidence(
        handle: Annotated[
            str, Field(description="The `evidence` of an answer, as it stands.", max_length=4000)
        ],
        part: Annotated[
            Literal["numerator", "denominator"], Field(description="Rows behind which part of the number.")
        ] = "numerator",
        limit: Annotated[int, Field(ge=0, le=MOST_ROWS, description="The most rows.")] = 20,
        offset: Annotated[int, Field(ge=0, description="Rows to leave out before the first.")] = 0,
    ) -> ToldEvidence:
        """List the rows behind a number: counting or summing them again gives it."""
        return tools.evidence(handle, part, limit, offset)

    @made.tool(title="Tell of an account", annotations=READS)
    @_telling
    def account(
        name: Annotated[Text, Field(description="The company's id, domain or name.")],
    ) -> ToldAccount:
        """Tell all about one company: stage, lists, people, touches, opportunities, contracts, scores."""
        return tools.account(name)

    @made.tool(title="Find insights", annotations=READS)
    @_telling
    def insights(
        period: Period = None,
        start: Start = None,
        end: End = None,
        lists: Lists = [],  # noqa: B006
        tiers: Tiers = [],  # noqa: B006
        where: Where = [],  # noqa: B006
        limit: Annotated[int, Field(ge=1, le=100, description="The most insights.")] = 10,
    ) -> ToldInsights:
        """Tell what goes with what, of all that was done and all that came of it: associated, never caused."""
        asked = Question(
            lists=tuple(lists), tiers=tuple(tiers), where=tuple(where), period=period, start=start, end=end
        )
        return tools.insights(asked, limit)

    return made


def run(tools: Tools) -> None:
    """Serve the tools on standard input and output until the client leaves."""
    try:
        server(tools).run("stdio")
    finally:
        tools.close()


def _telling(function: Callable[P, R]) -> Callable[P, R]:
    """The tool, with errors in one sentence and what would help."""

    @wraps(function)
    def told(*given: P.args, **named: P.kwargs) -> R:
        try:
            return function(*given, **named)
        except AbmetryError as error:
            raise ToolError(" ".join(part for part in (error.message, error.help) if part)) from None

    return told
