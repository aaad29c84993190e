"""Quality rows of a module on a tiny model."""

from typing import Any

from abmetry.engine.lint import lint
from abmetry.steps.fact import Fact
from facts.model_fixture import TinyModel


def quality(model: TinyModel, fact: Fact) -> dict[str, tuple[int, str]]:
    """Rows and sample of every check that found something, by its name."""
    model.build(*fact.reads)
    sql = fact.sql(model.engine.dialect, model.settings)
    assert lint(sql) == []
    rows: list[dict[str, Any]] = model.rows(sql)
    assert {row["fact"] for row in rows} <= {fact.name.removeprefix("quality_"), "opportunities"}
    return {row["check_name"]: (row["rows"], row["sample"]) for row in rows}
