"""Texts of declarations: KPIs, families, units, stages, presets, what builds find, the commands' help."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typer.main import get_command

from abmetry.answers.evidence import shown_of
from abmetry.answers.funnel import STAGES
from abmetry.cli.app import app
from abmetry.cli.help_text import brief
from abmetry.engine.duckdb_dialect import DuckDBDialect
from abmetry.facts.registry import all_facts
from abmetry.facts.touch_quality import DETAILS
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Family, Unit
from abmetry.model.cells import REASONS
from abmetry.presets.catalogue import PRESETS
from abmetry.steps.fact import Fact
from abmetry.workspace.channels import Channels
from abmetry.workspace.settings import Settings
from messages.found import Found

STATUSES = ("ok", "too few", "empty", "unavailable")
SPLITS = (
    "tier",
    "list",
    "owner",
    "industry",
    "country",
    "region",
    "segment",
    "channel",
    "campaign",
    "topic",
    "category",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "stage",
    "type",
    "persona",
    "model",
    "rep",
    "team",
)
FACTS = ("accounts", "people", "touches", "opportunities")
"""Facts that a build counts aloud."""
HELD = (
    "Several accounts have this domain, and none of them owns all the others.",
    "People of different accounts have this address.",
    "Several accounts have a name like this.",
    "An account has a similar name, below `identity.names_threshold`.",
    "The table of networks gives it to several accounts.",
    "An account has a name like its owner's, below `identity.names_threshold`.",
    "The people on the deal are all of one account.",
    "The people on the deal are of several accounts.",
    "Nobody on the deal has an account.",
)
"""Sentences of SQL."""
HOLDABLE = ("domain", "email", "company", "network", "opportunity")
"""What a decision can be about."""
RULES = ("source", "email", "visitor", "domain", "network", "name")
"""Rules that give an account."""


def declared() -> Iterator[Found]:
    """Every text of the declarations."""
    yield from _kpis()
    yield from _columns()
    yield from _presets()
    yield from _help()
    yield from _checked()
    for said in STATUSES:
        yield Found(said, None, "answers", "src/abmetry/answers/answer.py")
    for said in SPLITS:
        yield Found(said, None, "answers", "src/abmetry/answers/plan.py")
    for said in FACTS:
        yield Found(said, None, "commands", "src/abmetry/cli/build.py")
    for said in (*REASONS.values(), "is empty"):
        yield Found(said, None, "answers", "src/abmetry/model/cells.py")
    for said in DETAILS.values():
        yield Found(said, None, "answers", "src/abmetry/facts/touch_quality.py")
    for said in (*RULES, *HOLDABLE):
        yield Found(said, None, "answers", "src/abmetry/identity/rules.py")
    for said in HELD:
        yield Found(said, None, "answers", "src/abmetry/identity/held.py")
    channels = Channels()
    for group in (channels.marketing, channels.sales, channels.social, channels.product):
        for channel in group:
            yield Found(channel.replace("_", " "), None, "answers", "src/abmetry/workspace/channels.py")
    for stage in STAGES:
        for said in (stage, stage.capitalize()):
            yield Found(said, None, "answers", "src/abmetry/answers/funnel.py")


def _kpis() -> Iterator[Found]:
    for family in Family:
        for said in (family.value, family.value.capitalize()):
            yield Found(said, None, "kpis", "src/abmetry/kpis/kpi.py")
    for unit in Unit:
        yield Found(unit.value, None, "kpis", "src/abmetry/kpis/kpi.py")
    for kpi in CATALOGUE.values():
        where = f"kpi {kpi.id}"
        for name in kpi.extra:
            yield Found(name.replace("_", " "), None, "kpis", where)
        for text in (kpi.title, kpi.question, kpi.definition):
            yield Found(text, None, "kpis", where)
        for obstacle in kpi.obstacles:
            yield Found(obstacle.sentence, None, "kpis", where)
        for flag in kpi.all_flags:
            one, several = flag.forms
            yield Found(one, several, "kpis", where)


def _columns() -> Iterator[Found]:
    """Columns of evidence, as their tables are headed."""
    for kpi in CATALOGUE.values():
        for name in (*kpi.splits, *(shown for measure in kpi.measures for shown in shown_of(measure))):
            yield Found(name.replace("_", " ").capitalize(), None, "kpis", "src/abmetry/asof")


def _checked() -> Iterator[Found]:
    """Facts of which builds tell what they left out, guessed or repaired."""
    for fact in all_facts().values():
        if isinstance(fact, Fact) and fact.name.startswith("quality_"):
            for name in re.findall(r"'(\w+)' as fact\b", fact.sql(DuckDBDialect(), Settings())):
                yield Found(name.replace("_", " "), None, "answers", f"fact {fact.name}")


def _presets() -> Iterator[Found]:
    for preset in PRESETS.values():
        where = f"preset {preset.name}"
        for remark in preset.remarks:
            yield Found(remark, None, "answers", where)
        for stage in preset.stages:
            for said in (stage.name, stage.name.replace("_", " ").capitalize(), stage.definition):
                yield Found(said, None, "answers", where)


def _help() -> Iterator[Found]:
    where = "src/abmetry/cli"
    for said in ("Arguments", "Options", "Commands", "Examples", "Usage:"):
        yield Found(said, None, "commands", where)
    group = get_command(app)
    for command in (group, *group.commands.values()):  # type: ignore[attr-defined]
        for said in (command.help or "", brief(command.help or "")):
            if said:
                yield Found(said, None, "commands", where)
        for parameter in command.params:
            for said in (getattr(parameter, "help", None), getattr(parameter, "rich_help_panel", None)):
                if said:
                    yield Found(said, None, "commands", where)
