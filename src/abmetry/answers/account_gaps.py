"""What is not known of one company: personas without people, people who cannot be reached, fields that are empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from abmetry.answers.analysis import Analysis
from abmetry.answers.measured import Working
from abmetry.answers.period import Moment
from abmetry.answers.question import Question
from abmetry.asof.filled_fields import account_field_sql
from abmetry.asof.relation import Frame
from abmetry.engine.engine import Engine

_OWN = ("accounts", "people")


@dataclass(frozen=True)
class PersonaGap:
    """A persona of a company.

    Attributes:
        persona: Its name.
        wanted: How many people of it an account must have.
        known: How many it has.
        reachable: How many of them can be mailed or called.
    """

    persona: str
    wanted: int
    known: int
    reachable: int

    @property
    def missing(self) -> int:
        """How many more are wanted."""
        return max(self.wanted - self.known, 0)


@dataclass(frozen=True)
class AccountGaps:
    """What is not known of a company at t.

    Attributes:
        personas: Those of the settings, the required ones first.
        empty_fields: Fields of the account that must be filled and are not.
        wanted_fields: How many must be.
        person_fields: Fields of its stakeholders that are filled.
        wanted_person_fields: How many must be.
    """

    personas: tuple[PersonaGap, ...]
    empty_fields: tuple[str, ...]
    wanted_fields: int
    person_fields: int
    wanted_person_fields: int

    @property
    def missing(self) -> int:
        """How many people are missing."""
        return sum(gap.missing for gap in self.personas)


def account_gaps(analysis: Analysis, account_id: str, moment: Moment) -> AccountGaps:
    """What is not known of a company.

    Args:
        analysis: The build.
        account_id: The company's id.
        moment: The period, and the instant that nothing at or after may change.
    """
    settings = analysis.workspace.settings
    with analysis.session(Question()) as engine:
        own = f"account_id = {engine.dialect.text(account_id)}"
        for name in _OWN:
            engine.create_view(name, f"select * from {engine.stored(name)} own where {own}")
        working = Working(engine, settings, [frame_of(moment)])
        working.asof("persona_slots")
        working.asof("contacts")
        empty = _empty_fields(engine, settings.coverage.account_fields)
        (fields,) = engine.query(
            """
            select coalesce(sum(filled_fields), 0) as filled, coalesce(sum(wanted_fields), 0) as wanted
            from asof_contacts where is_stakeholder
            """
        ).to_pylist()
        wanted = {name: persona.required for name, persona in settings.personas.items()}
        return AccountGaps(
            personas=_personas(engine, wanted),
            empty_fields=tuple(empty),
            wanted_fields=len(settings.coverage.account_fields),
            person_fields=int(fields["filled"]),
            wanted_person_fields=int(fields["wanted"]),
        )


def frame_of(moment: Moment) -> Frame:
    """The bounds of a moment as those of the only period of a question."""
    return Frame(0, moment.start_utc, moment.t_utc, moment.start_local, moment.t_local)


def _personas(engine: Engine, wanted: dict[str, int]) -> tuple[PersonaGap, ...]:
    people = {
        row["persona"]: (row["people"], row["reachable"])
        for row in engine.query(
            """
            select persona, count(*) as people, sum(case when is_contactable then 1 else 0 end) as reachable
            from asof_contacts where persona is not null group by persona
            """
        ).to_pylist()
    }
    slots = {
        row["persona"]: (row["slots"], row["people"])
        for row in engine.query("select persona, slots, people from asof_persona_slots").to_pylist()
    }
    found = []
    for persona in [*wanted, *sorted(set(people) - set(wanted))]:
        known, reachable = people.get(persona, (0, 0))
        of_slots, in_slots = slots.get(persona, (wanted.get(persona, 0), known))
        found.append(PersonaGap(persona, int(of_slots), int(in_slots), int(reachable)))
    return tuple(sorted(found, key=lambda gap: gap.wanted == 0))


def _empty_fields(engine: Engine, fields: Sequence[str]) -> list[str]:
    if not fields:
        return []
    filled = ", ".join(
        f"case when {account_field_sql(engine.dialect, field)} then 1 else 0 end as field_{i}"
        for i, field in enumerate(fields)
    )
    (row,) = engine.query(f"select {filled} from accounts").to_pylist()
    return [field for i, field in enumerate(fields) if not row[f"field_{i}"]]
