"""Models of research heat of a build that begins from the last one are those of one from the beginning."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from abmetry.facts.build_record import current_id
from abmetry.scores.heat_models import FACTS
from abmetry.workspace.workspace import Workspace
from facts.loaded_in_pieces import rows_of
from facts.test_incremental import differing
from recompute.company import Company
from recompute.drawn import at, company, deal, touch


def program_to_learn_from(**heat: int) -> Company:
    """Six accounts that visit every week from September to April; three get a deal in December.

    a0..a2  |--weekly----deal Dec------weekly--|
    a3..a5  |--weekly------------------weekly--|
    """
    names = [f"a{number}" for number in range(6)]
    begin = at(9, 1, 12, year=2025)
    touches = [
        touch(
            f"{name}-{week}",
            begin + timedelta(days=7 * week + number % 5),
            "page_view",
            account_id=name,
            visitor_id=name,
        )
        for number, name in enumerate(names)
        for week in range(30 + number % 2)
    ]
    deals = [deal(f"d{number}", names[number], at(12, 10 + number, year=2025)) for number in range(3)]
    return company(
        " ".join([*names, "new"]),
        touches=touches,
        opportunities=deals,
        settings={"heat": {"min_accounts": 2, "within_days": 30, **heat}},
    )


def learned(folder: Path) -> int:
    """How many models of research heat the current build has."""
    places = Workspace.open(folder).places
    rows = rows_of(places.build(current_id(places) or ""))["heat_models"]
    place = [column.name for column in FACTS[0].columns].index("model")
    return sum(row[place] is not None for row in rows)


@pytest.mark.parametrize("later", [{"account_id": "a5"}, {"type": "expansion"}])
def test_models_are_learned_anew_where_an_older_history_is_of_another_account_or_type(
    later: dict[str, object], tmp_path: Path
) -> None:
    """A deal created after the last model began to hold, on 1 April; its history says it was open in January."""
    drawn = program_to_learn_from().with_rows(
        "opportunity_stages", {"opportunity_id": "late", "stage": "Discovery", "entered_at": at(1, 10)}
    )
    late = deal("late", "a4", at(4, 5))
    exports = [drawn.with_rows("opportunities", row) for row in (late, {**late, **later})]
    assert differing(tmp_path, *exports) == []
    assert learned(tmp_path) > 0


def test_what_an_account_does_first_after_a_model_began_to_hold_taught_it_nothing(tmp_path: Path) -> None:
    """A deal of December of an account that comes for the first time in April; one positive of a week is drawn."""
    drawn = program_to_learn_from(sample=1).with_rows(
        "opportunities", deal("old", "new", at(12, 15, year=2025))
    )
    first = touch("first", at(4, 8), "page_view", account_id="new", visitor_id="new")
    assert differing(tmp_path, drawn, drawn.with_rows("touches", first)) == []
    assert learned(tmp_path) > 0
