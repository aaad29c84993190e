"""Questions as they stand behind an address: the options of the command line, by the same names."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abmetry.answers.question import Question

MOST_ROWS = 10_000
MOST_SKIPPED = 10_000_000

Text = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")]
KpiId = Annotated[str, StringConstraints(max_length=80, pattern=r"^[a-z][a-z0-9_]*$")]
Several = Annotated[list[Text], Field(max_length=40)]
Format = Literal["json", "csv", "parquet"]


class FormatQuery(BaseModel):
    """How the answer is written."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    format: Format = Field("json", description="CSV and Parquet take the right `export`.")


class AskedQuery(FormatQuery):
    """Whose numbers, over which time, seen from when."""

    lists: Several = Field(
        [], alias="list", description="Only these target lists; none: all.", examples=[["named"]]
    )
    tiers: Several = Field([], alias="tier", description="Only these tiers.", examples=[["1"]])
    where: Several = Field(
        [],
        description="Conditions on attributes of accounts: `attribute operator value` with =, !=, <, >, <=, >=, in.",
        examples=[["industry=Software", "employees>500"]],
    )
    owner: Text | None = Field(None, description="Only accounts of this owner, by id.")
    cohort: Literal["abm", "non_abm", "all"] = Field(
        "abm", description="On a list, on none, or all accounts."
    )
    rollup: Literal["parent"] | None = Field(None, description="Count top parents instead of accounts.")
    period: Text | None = Field(
        None, description="Such as 2026, 2026-Q3, 2026-09, last-quarter (the default).", examples=["2026-Q3"]
    )
    start: Text | None = Field(None, alias="from", description="First day, instead of `period`.")
    end: Text | None = Field(None, alias="to", description="The day after the last.")
    as_of: Text | None = Field(None, description="As it stood then: nothing later counts.")
    known_at: Text | None = Field(
        None, description="As it was known then: nothing loaded later counts. Takes the right `evidence`."
    )
    link_confidence: float | None = Field(None, ge=0, le=1, description="Leave out links that are less sure.")

    def question(self, *kpis: str) -> Question:
        """The question about these KPIs."""
        return Question(
            kpis=kpis,
            lists=tuple(self.lists),
            tiers=tuple(self.tiers),
            where=tuple(self.where),
            owner=self.owner,
            cohort=self.cohort,
            rollup=self.rollup,
            period=self.period,
            start=self.start,
            end=self.end,
            by=tuple(getattr(self, "by", ())),
            compare=getattr(self, "compare", None),
            as_of=self.as_of,
            known_at=self.known_at,
            link_confidence=self.link_confidence,
        )


class QuestionQuery(AskedQuery):
    """A whole question."""

    by: Several = Field(
        [], description="Split by tier, list, owner, industry, channel, month...", examples=[["tier"]]
    )
    compare: Literal["non_abm", "previous", "none"] | None = Field(
        None, description="Beside the accounts on no list, or the period before; default: both."
    )


class KpisQuery(QuestionQuery):
    """A question about several KPIs."""

    kpis: Annotated[list[KpiId], Field(max_length=400)] = Field(
        [], alias="kpi", description="By id; none: the whole catalogue.", examples=[["engaged_account_rate"]]
    )


class EvidenceQuery(QuestionQuery):
    """A page of evidence."""

    part: Literal["numerator", "denominator"] = Field("numerator", description="Of which part.")
    limit: int = Field(100, ge=0, le=MOST_ROWS, description="Rows of a page.")
    offset: int = Field(0, ge=0, le=MOST_SKIPPED, description="Rows before it.")


class AccountsQuery(AskedQuery):
    """A page of the accounts of a scope."""

    search: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")] = Field(
        "", description="Words of names, domains or ids."
    )
    stages: Several = Field(
        [], alias="stage", description="Only those that stand at these stages.", examples=[["engaged"]]
    )
    signals: Several = Field(
        [],
        alias="signal",
        description="hot, surging, engaged, quiet, open_deal, no_deal, improving, degrading, single_thread, stranger.",
        examples=[["hot"]],
    )
    sort: Text = Field(
        "-heat",
        description="name, tier, stage, heat, surges, relationship, change, minutes, people, engaged, pipeline;"
        " after a `-` the highest first.",
    )
    limit: int = Field(100, ge=0, le=MOST_ROWS, description="Accounts of a page.")
    offset: int = Field(0, ge=0, le=MOST_SKIPPED, description="Accounts before it.")


class FunnelQuery(QuestionQuery):
    """The funnel, by our stages or another system's."""

    preset: Text | None = Field(None, description="The stages of another system.", examples=["demandbase"])


class AttributionQuery(QuestionQuery):
    """Credit under some models."""

    models: Several = Field([], alias="model", description="Models of credit, or `all`; default: linear.")


class LiftQuery(QuestionQuery):
    """The lift of some KPIs."""

    kpis: Annotated[list[KpiId], Field(max_length=400)] = Field(
        [], alias="kpi", description="By id; none: all that can be compared."
    )
    before: Text | None = Field(None, description="The period that a change is taken from.")


class InsightsQuery(AskedQuery):
    """Insights."""

    tried: bool = Field(False, description="What was tried in vain as well.")
    rows: int | None = Field(None, ge=0, le=1000, description="Cases of either group beside each.")
