"""Which persona a person is."""

from __future__ import annotations

import re

from abmetry.engine.dialect import Dialect
from abmetry.workspace.settings import Settings

WORD = r"[^\p{L}\p{N}]"


def token_sql(text: str) -> str:
    """A word of a source in the spelling of the settings: `C-Level` and `c level` are `c_level`."""
    return f"replace(replace(lower(trim({text})), '-', '_'), ' ', '_')"


def persona_sql(dialect: Dialect, settings: Settings) -> str:
    """The persona of columns `persona`, `title` and `seniority`.

    The source's own persona first; else the first of the workspace's one of whose titles occurs in the person's as
    whole words (case ignored) and, where it names seniorities, whose seniority is among them; else null.
    """
    cases = []
    for name in settings.personas:
        cases.append(f"when lower(trim(persona)) = {dialect.text(name.lower())} then {dialect.text(name)}")
    cases.append("when trim(persona) <> '' then trim(persona)")
    for name, persona in settings.personas.items():
        if not persona.titles:
            continue
        titles = "|".join(_title_pattern(title) for title in persona.titles)
        pattern = f"(^|{WORD})({titles})({WORD}|$)"
        condition = f"title is not null and {dialect.regexp_matches('lower(title)', pattern)}"
        if persona.seniority:
            wanted = [re.sub(r"[- ]", "_", level.strip().lower()) for level in persona.seniority]
            condition += f" and {dialect.in_list(token_sql('seniority'), wanted)}"
        cases.append(f"when {condition} then {dialect.text(name)}")
    return f"case {' '.join(cases)} end"


def required_sql(dialect: Dialect, settings: Settings, persona: str) -> str:
    """Whether a persona is one that an account must have filled."""
    required = [name for name, wanted in settings.personas.items() if wanted.required > 0]
    return f"coalesce({dialect.in_list(persona, required)}, false)"


def _title_pattern(title: str) -> str:
    return r"\s+".join(re.escape(word) for word in title.lower().split())
