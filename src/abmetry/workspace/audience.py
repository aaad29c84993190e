"""Whom to measure: target lists, the ideal customer, personas, and what must be known of each."""

from typing import Literal, Self

from pydantic import model_validator

from abmetry.workspace.section import Above, Count, Section, Share, Text, Texts


class TierRule(Section):
    """Gives the accounts of a list that meet `where` the tier; the first rule that holds decides."""

    tier: Text
    where: Text


class TargetList(Section):
    """[lists.NAME]: a target list, by exactly one of `members`, `file` and `where`.

    `members = "from list_members"` takes the loaded rows whose list_id is NAME; `file` is a CSV with an
    account_id or a domain column (and tier, valid_from, valid_to where it has them), relative to the
    workspace; `where` is a condition over the columns of accounts. `tiers` orders the tiers, highest first;
    `tier` assigns them to accounts of `file` and `where` lists. Without any [lists], every list_id of
    list_members is a target list. `holdout` is the file that `abmetry holdout` drew: its accounts of the arm
    holdout are off the list since the draw, to be compared with those of the arm program.
    """

    members: Literal["from list_members"] | None = None
    file: Text | None = None
    where: Text | None = None
    tiers: Texts = ()
    tier: tuple[TierRule, ...] = ()
    holdout: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.members, self.file, self.where)) != 1:
            raise ValueError('needs exactly one of members = "from list_members", file and where')
        if self.tier and self.members is not None:
            raise ValueError("takes its tiers from list_members, so tier = [...] cannot be given too")
        unordered = [rule.tier for rule in self.tier if self.tiers and rule.tier not in self.tiers]
        if unordered:
            raise ValueError(f"has a rule for tier {unordered[0]!r}, which is not one of its tiers")
        return self


class Criterion(Section):
    """One property of the ideal customer: a condition over the columns of accounts, and its weight."""

    where: Text
    weight: Above = 1


class Icp(Section):
    """[icp]: the ideal customer profile; `tier2_share` is the share of the weights from which tier 2 is
    suggested.
    """

    criteria: tuple[Criterion, ...] = ()
    tier2_share: Share = 0.6


class Persona(Section):
    """[personas.NAME]: people who have one of the titles and, if given, one of the seniorities; `required`
    slots an account (0: recognised, not required). Without titles only the people's own `persona` column
    matches.
    """

    titles: Texts = ()
    seniority: Texts = ()
    required: Count = 1


class Coverage(Section):
    """[coverage]: the fields that must be filled; `a or b` is filled by either."""

    account_fields: Texts = ("domain", "industry", "country", "employees", "annual_revenue", "owner_id")
    person_fields: Texts = ("email", "title", "phone", "persona or buying_role")
