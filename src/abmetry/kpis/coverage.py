"""Stage 1: how well the target accounts and their people are known (KPIS.md)."""

from __future__ import annotations

from abmetry.asof.filled_fields import unknown_person_fields
from abmetry.kpis.kpi import Family, Kpi, Unit
from abmetry.kpis.measure import ACCOUNTS, any_row, count_of, sum_of
from abmetry.kpis.shape import mean, rate, share
from abmetry.lang.message import message
from abmetry.workspace.settings import Settings

_SLOTS = sum_of("persona_slots", "slots", shows=("persona", "people"))


def _no_slots(settings: Settings, cohort: str) -> str | None:
    del cohort
    if any(persona.required for persona in settings.personas.values()):
        return None
    return message("no persona is required: name those that an account must have under [personas]")


def _unusable_fields(settings: Settings, cohort: str) -> str | None:
    del cohort
    if not settings.coverage.account_fields:
        return message("no field must be filled: name some in `coverage.account_fields`")
    unknown = unknown_person_fields(settings.coverage.person_fields)
    if not unknown:
        return None
    return message(
        "`coverage.person_fields` names what people do not have: {fields}", fields=", ".join(unknown)
    )


KPIS = (
    Kpi(
        id="researched_account_rate",
        title="Researched account rate",
        question="Which share of the target accounts did we research?",
        definition="Target accounts researched before t / target accounts.",
        family=Family.COVERAGE,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=("accounts",),
        population="T",
        shape=rate(any_row("account_profiles", "is_researched", shows=("researched_at",)), ACCOUNTS),
    ),
    Kpi(
        id="data_completeness",
        title="Data completeness",
        question="How complete is what we know of the target accounts and their stakeholders?",
        definition=(
            "Mean over the target accounts of the share of the required fields that are filled, the account's own and"
            " each stakeholder's."
        ),
        family=Family.COVERAGE,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=("accounts",),
        population="T",
        shape=share(
            sum_of("account_profiles", "filled_share", shows=("filled_fields", "wanted_fields")), ACCOUNTS
        ),
        settings=("coverage", "personas"),
        unless=_unusable_fields,
    ),
    Kpi(
        id="stakeholder_coverage",
        title="Stakeholder coverage",
        question="Do we know the people that decide?",
        definition=(
            "Filled persona slots / required persona slots, over the target accounts. A slot is filled by a person of"
            " the account who is matched to its persona."
        ),
        family=Family.COVERAGE,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=("accounts", "people"),
        population="T",
        shape=rate(sum_of("persona_slots", "filled", shows=("persona", "slots", "people")), _SLOTS),
        by={"persona": "persona"},
        settings=("personas",),
        unless=_no_slots,
    ),
    Kpi(
        id="stakeholders_identified_rate",
        title="Accounts with all stakeholders identified",
        question="In which share of the target accounts do we know everyone that decides?",
        definition="Target accounts with every required persona slot filled / target accounts.",
        family=Family.COVERAGE,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=("accounts", "people"),
        population="T",
        shape=rate(any_row("persona_slots", "is_account_complete", order="persona"), ACCOUNTS),
        settings=("personas",),
        unless=_no_slots,
    ),
    Kpi(
        id="contactable_rate",
        title="Contactable rate",
        question="Which share of the stakeholders can we reach?",
        definition=(
            "Stakeholders of target accounts with a usable e-mail address (not bounced before t, not opted out) or a"
            " phone number (not opted out) / stakeholders of target accounts."
        ),
        family=Family.COVERAGE,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=("accounts", "people"),
        population="T",
        shape=rate(
            count_of("contacts", "is_stakeholder and is_contactable"), count_of("contacts", "is_stakeholder")
        ),
        by={"persona": "persona"},
        settings=("personas",),
    ),
    Kpi(
        id="people_per_account",
        title="People per account",
        question="How many people do we know at a target account?",
        definition="People known at the target accounts / target accounts; people with one address are one.",
        family=Family.COVERAGE,
        unit=Unit.NUMBER,
        better="higher",
        source="E",
        needs=("accounts", "people"),
        population="T",
        shape=mean(count_of("contacts"), ACCOUNTS),
    ),
    Kpi(
        id="custom_content_rate",
        title="Custom content rate",
        question="For which share of the target accounts do we have content of their own?",
        definition=(
            "Target accounts with content made for the account or for its segment, live at some moment of the period"
            " before t / target accounts."
        ),
        family=Family.COVERAGE,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=("accounts", "contents"),
        population="T",
        shape=rate(any_row("live_contents", order="made_for"), ACCOUNTS),
        extra={
            "account_specific": rate(any_row("live_contents", "made_for = 'account'"), ACCOUNTS),
            "segment": rate(any_row("live_contents", "made_for = 'segment'"), ACCOUNTS),
        },
        by={"made_for": "made_for"},
    ),
)
