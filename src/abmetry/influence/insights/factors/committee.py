"""Whom of the buying committee was reached: personas, the economic buyer, executives."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.influence.insights.declared import Factor, Given, Window
from abmetry.lang.message import message

_DEALS = frozenset({"deals"})
_BUYING = frozenset({"deals", "account_months"})


def _is(dialect: Dialect, columns: Sequence[str], words: Sequence[str]) -> str:
    """Whether one of the columns says one of the words, whatever its capitals, hyphens and underscores."""
    wanted = [_alike(word) for word in words]
    said = (f"lower(replace(replace(trim({column}), '_', ' '), '-', ' '))" for column in columns)
    return f"({' or '.join(dialect.in_list(one, wanted) for one in said)})"


def _alike(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())


def factors(given: Given) -> Sequence[Factor]:
    """Each persona, the economic buyer, meetings with those who decide."""
    dialect, settings = given.dialect, given.settings.insights
    buyer = _is(dialect, ("p.persona", "p.buying_role"), settings.buyers)
    executive = f"({buyer} or {_is(dialect, ('p.seniority',), settings.executives)})"
    personas = [persona for persona in given.personas if _alike(persona) not in map(_alike, settings.buyers)]
    found: list[Factor] = []
    windows: tuple[tuple[Window, str, frozenset[str]], ...] = (
        ("before", "", _BUYING),
        ("early", " early", _DEALS),
    )
    for window, ending, of in windows:
        found += [
            Factor(
                f"persona {persona}{ending}",
                "personas",
                message(
                    "had somebody of the persona {persona} engage {when}", persona=persona.replace("_", " ")
                ),
                "people",
                dialect.any_where(f"t.is_engagement and p.persona = {dialect.text(persona)}"),
                window,
                of,
            )
            for persona in personas
        ]
        found += [
            Factor(
                f"economic buyer{ending}",
                "executives",
                message("had an economic buyer who took part {when}"),
                "people",
                dialect.any_where(f"t.is_engagement and {buyer}"),
                window,
                of,
            ),
            Factor(
                f"executive meeting{ending}",
                "executives",
                message("held a meeting with an economic buyer or executive {when}"),
                "people",
                dialect.any_where(f"t.is_engagement and t.kind = 'meeting' and {executive}"),
                window,
                of,
            ),
        ]
    found.append(
        Factor(
            "economic buyer named",
            "executives",
            message("had an economic buyer named as a contact {when}"),
            "contacts",
            dialect.any_where(_is(dialect, ("o.role",), settings.buyers)),
            "early",
            _DEALS,
        )
    )
    return tuple(found)
