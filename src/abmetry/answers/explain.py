"""How a value came about: its definition, the settings that decide, the queries, the flags."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from abmetry.answers.answer import Answer
from abmetry.answers.plain import plain
from abmetry.engine.engine import Engine
from abmetry.kpis.kpi import Kpi
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Explanation:
    """A KPI's value, taken apart.

    Attributes:
        kpi: The declaration, its definition with what the settings say.
        settings: The sections of abmetry.toml that define it, with their effective values.
        answer: The answer that is explained.
        queries: Names and SQL of the tables it was made of, in order.
        models: The models behind it, each with its back-test; none where it rests on counting only.
        surer: The same without the links that are less sure than a confidence, for some of them; none for a KPI that
            rests on no link.
    """

    kpi: Kpi
    settings: dict[str, Any]
    answer: Answer
    queries: tuple[tuple[str, str], ...]
    models: tuple[dict[str, Any], ...] = ()
    surer: tuple[tuple[float, Answer], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The explanation as it stands in JSON."""
        shape = self.kpi.shape
        return {
            "kpi": self.kpi.id,
            "title": self.kpi.title,
            "question": self.kpi.question,
            "definition": self.kpi.definition,
            "unit": self.kpi.unit.value,
            "source": self.kpi.source,
            "needs": list(self.kpi.needs),
            "population": "target accounts" if self.kpi.population == "T" else "accounts in scope",
            "interval": shape.interval,
            "settings": self.settings,
            "results": self.answer.to_list(),
            **({"models": list(self.models)} if self.kpi.published else {}),
            "by_link_confidence": [
                {"link_confidence": level, "results": [_told(one) for one in answer.to_list()]}
                for level, answer in self.surer
            ],
            "queries": [{"name": name, "sql": tidy_sql(sql)} for name, sql in self.queries],
        }


def _told(result: dict[str, Any]) -> dict[str, Any]:
    return {
        name: result[name] for name in ("period", "group", "status", "value", "numerator", "denominator", "n")
    }


def models_of(engine: Engine, kpi: Kpi) -> tuple[dict[str, Any], ...]:
    """The rows of the fact that tells of a KPI's models, the newest first; JSON in them is read."""
    if not kpi.published:
        return ()
    rows = engine.query(f"select * from {kpi.published} order by quarter_on desc nulls last").to_pylist()
    return tuple({name: _read(plain(value)) for name, value in row.items()} for row in rows)


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value.startswith(("[", "{")) else value


def settings_of(kpi: Kpi, settings: Settings) -> dict[str, Any]:
    """The effective settings of the sections that define a KPI."""
    said: dict[str, Any] = settings.model_dump(mode="json", include=set(kpi.settings))
    return said


def tidy_sql(sql: str) -> str:
    """The query without the blank lines and indents of the code that wrote it."""
    return "\n".join(line.strip() for line in sql.splitlines() if line.strip())
