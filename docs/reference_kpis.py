"""The catalogue as text: a table of contents per family, then every KPI with all that its declaration says."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from abmetry.answers.described import POPULATIONS, SCHOOLS, formula
from abmetry.asof.relations import RELATIONS
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE
from abmetry.kpis.shape import Shape
from abmetry.workspace.settings import Settings

SPREAD = {
    "median": "of those that ended",
    "p25": "a quarter of those that ended took no longer",
    "p75": "three quarters did",
    "censored_median": "with those still open, by Kaplan-Meier",
    "n_open": "how many are still open at t",
}


def catalogue() -> str:
    """Every family, in the order of the catalogue."""
    families = [(f, list(kpis)) for f, kpis in groupby(CATALOGUE.values(), key=lambda kpi: kpi.family)]
    lines = [f"{len(CATALOGUE)} KPIs, in the order of the funnel:", ""]
    for family, kpis in families:
        anchor = family.value.replace(" ", "-")
        lines.append(f"- [{family.value.capitalize()}](#{anchor}), {len(kpis)}")
    lines.append("")
    for family, kpis in families:
        lines += [f"## {family.value.capitalize()}", "", "| KPI | question | unit |", "|---|---|---|"]
        lines += [f"| [{kpi.title}](#{kpi.id}) | {kpi.question} | {kpi.unit.value} |" for kpi in kpis]
        lines += [""]
        for kpi in kpis:
            lines += kpi_lines(kpi)
    return "\n".join(lines)


def kpi_lines(kpi: Kpi) -> Iterator[str]:
    """One KPI."""
    yield from (
        f"### `{kpi.id}`",
        "",
        f"**{kpi.title}.** {kpi.question}",
        "",
        kpi.told(Settings()).definition,
        "",
    )
    yield from ("| | |", "|---|---|")
    for name, words in rows_of(kpi):
        yield f"| {name} | {'<br>'.join(word.replace('|', chr(92) + '|') for word in words)} |"
    yield ""


def rows_of(kpi: Kpi) -> Iterator[tuple[str, list[str]]]:
    """What a KPI says of itself, with a name for each; what it has nothing of is left out."""
    said = {
        "Formula": list(formula_lines(kpi.shape)),
        "Counts": list(counted(kpi)),
        "Unit": [
            f"{kpi.unit.value}; {'neither direction' if kpi.better == 'neither' else kpi.better} is better"
        ],
        "Measured on": [POPULATIONS[kpi.population]],
        "Interval": [interval(kpi.shape)],
        "Needs": [", ".join(" or ".join(tables(need)) for need in kpi.needs)],
        "Further splits": [codes(kpi.splits)] if kpi.splits else [],
        "Beside it": list(beside(kpi)),
        "Flags": list(dict.fromkeys(flag.said(2).replace("2", "*n*", 1) for flag in kpi.all_flags)),
        "Settings": [codes(f"[{section}]" for section in kpi.settings)] if kpi.settings else [],
        "Unavailable": list(unavailable(kpi)),
        "From": [", ".join(SCHOOLS[letter] for letter in kpi.source.split())],
    }
    return ((name, words) for name, words in said.items() if words)


def formula_lines(shape: Shape) -> Iterator[str]:
    """A formula, or the sums of one that is more than a fraction."""
    text = formula(shape)
    if not text.startswith("of "):
        yield f"`{text}`"
        return
    yield "As the definition says, from:"
    yield from (f"- `{part}`" for part in text.removeprefix("of ").split("; "))


def counted(kpi: Kpi) -> Iterator[str]:
    """The relations of the formula and of what is beside it, with the columns that decide."""
    measures = [part for shape in kpi.shapes for part in shape.parts]
    for name in kpi.relations:
        relation = RELATIONS[name]
        spread = [shape.spread for shape in kpi.shapes if shape.spread and shape.spread.relation == name]
        said = [f"{m.where} {m.value}" for m in measures if m.relation == name]
        said += [f"{s.where} {s.value} {s.open_where} {s.open_value}" for s in spread]
        words = set(re.findall(r"[a-z_]+", re.sub(r"'[^']*'", "", " ".join(said))))
        yield f"`{name}`: {relation.doc}"
        yield from (f"- `{c.name}`: {c.doc}" for c in relation.columns if c.name in words)
    if not kpi.relations and any(m.relation == SCOPE for m in measures):
        yield "The accounts themselves."


def interval(shape: Shape) -> str:
    """How the interval is found, in words."""
    if shape.interval == "none":
        return "none: it is known, not estimated"
    if shape.interval == "bootstrap":
        return f"bootstrap over {'each ' + shape.drawn[1] if shape.drawn else 'accounts'}"
    if shape.of_accounts:
        return "Wilson, of the share of the accounts that it counts, times the accounts"
    return "Wilson"


def beside(kpi: Kpi) -> Iterator[str]:
    """What is shown beside the value."""
    for name, shape in kpi.extra.items():
        if not shape.parts:
            yield f"`{name}`: the factor of the survival curve"
        elif (text := formula(shape)).startswith("of "):
            yield f"`{name}`: from `{text.removeprefix('of ')}`"
        else:
            yield f"`{name}`: `{text}`"
    if kpi.shape.spread:
        yield from (f"`{name}`: {words}" for name, words in SPREAD.items())


def unavailable(kpi: Kpi) -> Iterator[str]:
    """Reasons, beside tables that were never loaded, for which there is no answer."""
    if kpi.unless:
        always = kpi.unless(Settings(), "abm")
        if always:
            yield always
        outside = kpi.unless(Settings(), "non_abm")
        if outside and outside != always:
            yield f"of `--cohort non_abm`: {outside}"
    yield from (one.sentence for one in kpi.obstacles)


def tables(need: str | tuple[str, ...]) -> list[str]:
    """A needed table, or those of which one is enough, with links."""
    return [f"[{name}](model.md#{name})" for name in ((need,) if isinstance(need, str) else need)]


def codes(names: Iterable[str]) -> str:
    """Names as code, with commas between."""
    return ", ".join(f"`{name}`" for name in names)
