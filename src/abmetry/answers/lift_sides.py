"""Who is compared with whom: the program's accounts and those that stand for them, by each method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

import numpy as np

from abmetry.answers.answer import OF_WEIGHTED, tidy
from abmetry.answers.calendar import Calendar, add_months
from abmetry.answers.lift_accounts import Arms, LiftAccounts, Standing, find_arms, known_at_start
from abmetry.answers.measured import Working
from abmetry.answers.plan import Plan
from abmetry.asof.relation import Frame
from abmetry.influence.balance import Bools, Covariates
from abmetry.influence.matching import LEAST_PER_SIDE, Match, match, unmatched, without_counterpart
from abmetry.kpis.kpi import Population
from abmetry.lang.message import Listing, Quantity, completed, message

METHODS = {
    "raw": message("all accounts on no list, as they are"),
    "matched": message("accounts on no list, weighted to be like the program's when the period began"),
    "did": message(
        "the change since an equal period before, of accounts that joined in between, against weighted others"
    ),
    "experiment": message("accounts held out at random"),
}


@dataclass(frozen=True)
class Sides:
    """Two sides of a comparison.

    Attributes:
        method: Its name.
        population: T where only accounts that were no customers at the start are compared, else A.
        match: The sides with their weights; None: they cannot be compared.
        reason: Why not, if so.
        notes: What to know of them.
        target_list: The list of an experiment.
    """

    method: str
    population: Population
    match: Match | None
    reason: str | None = None
    notes: tuple[str, ...] = ()
    target_list: str | None = None

    @property
    def group(self) -> dict[str, str]:
        """What tells the results apart."""
        return {"method": self.method, **({"list": self.target_list} if self.target_list else {})}

    def to_dict(self) -> dict[str, Any]:
        """The sides as they stand in JSON."""
        told: dict[str, Any] = {
            **self.group,
            "against": METHODS[self.method],
            "population": "target accounts" if self.population == "T" else "accounts in scope",
            "status": "unavailable" if self.match is None else "ok",
            "flags": [*([self.reason] if self.reason else []), *self.notes],
        }
        if self.match is not None:
            told |= {
                "accounts": self.match.treated,
                "others": len(self.match.weights),
                "effective_others": self.match.effective,
                "left_out": dict(self.match.left_out),
                "balance": [
                    {
                        "covariate": one.covariate,
                        "level": one.level,
                        "program": one.first,
                        "others": one.second,
                        "weighted": one.weighted,
                        "difference_before": one.before,
                        "difference_after": one.after,
                    }
                    for one in self.match.balance
                ],
            }
        tidied: dict[str, Any] = tidy(told, OF_WEIGHTED)
        return tidied


def frame_before(frame: Frame, calendar: Calendar) -> Frame:
    """The same days some whole years earlier, so that at least as long a time lies in between as the period takes."""
    length = frame.t_local - frame.start_local
    years = 1
    while _years_back(frame.t_local, years) + length > frame.start_local:
        years += 1
    start, end = _years_back(frame.start_local, years), _years_back(frame.t_local, years)
    return Frame(frame.index + 1, calendar.to_utc(start), calendar.to_utc(end), start, end)


def _years_back(local: datetime, years: int) -> datetime:
    first = add_months(local.date().replace(day=1), -12 * years)
    return datetime.combine(first, time()) + (local - datetime.combine(local.date().replace(day=1), time()))


class SideFinder:
    """Finds the sides of every method for one period."""

    def __init__(self, working: Working, plan: Plan, accounts: LiftAccounts) -> None:
        """Prepare.

        Args:
            working: The tables of the question, its frames the period and, where there is one, the period before.
            plan: The question.
            accounts: Its accounts.
        """
        self._working = working
        self._plan = plan
        self._accounts = accounts
        self._frame = working.frames[0]
        self._before = working.frames[1] if len(working.frames) > 1 else None
        self._covariates: dict[int, Covariates] = {}

    def all(self, population: Population) -> Iterator[Sides]:
        """The sides of every method; of hold-outs only where there are such."""
        yield self._raw(population)
        yield self._matched(population)
        yield self._joined(population)
        lists = [
            name
            for name, one in self._working.settings.lists.items()
            if one.holdout is not None
            and (not self._plan.question.lists or name in self._plan.question.lists)
        ]
        for arms in find_arms(self._working, self._accounts, lists):
            yield self._experiment(population, arms)

    def _raw(self, population: Population) -> Sides:
        ending = self._accounts.ending
        held = _held(ending.abm, ending.non_abm, ending, population)
        return _placed(Sides("raw", population, None), unmatched(held[0][held[1]]), held[1])

    def _matched(self, population: Population) -> Sides:
        starting, ending = self._accounts.starting[self._frame.index], self._accounts.ending
        held = _held(starting.abm, starting.non_abm, starting, population)
        notes: list[str] = []
        own, compared = held
        joined = int((~own & compared & ending.abm).sum())
        left = int((own & compared & ~ending.abm).sum())
        already = int((own & compared & self._accounts.earlier.abm).sum())
        if joined:
            notes.append(
                message(
                    "{n} account joined a list in the period, and stands among the others",
                    "{n} accounts joined a list in the period, and stand among the others",
                    n=joined,
                )
            )
        if left:
            notes.append(
                message(
                    "{n} account left the lists in the period, and counts as the program's",
                    "{n} accounts left the lists in the period, and count as the program's",
                    n=left,
                )
            )
        if already and {"traffic", "stage"} & set(self._working.settings.lift.match_on):
            notes.append(
                message(
                    "{n} account of the program was on a list already when traffic began to be counted: "
                    "what the"
                    " program had done by then is matched away",
                    "{n} accounts of the program were on a list already when traffic began to be counted: "
                    "what the"
                    " program had done by then is matched away",
                    n=already,
                )
            )
        return self._weighted("matched", population, held, self._frame, notes)

    def _joined(self, population: Population) -> Sides:
        if self._before is None:
            return Sides("did", population, None, self._no_history())
        now, then = self._accounts.starting[self._frame.index], self._accounts.starting[self._before.index]
        new = then.non_abm & self._accounts.between.non_abm
        own, held = _held(now.abm & new, now.non_abm & new, now, population)
        held = held & (then.target if population == "T" else True)
        span = message(
            "{first} to {last}", first=self._before.start_local.date(), last=self._before.t_local.date()
        )
        if not (own & held).any():
            reason = message(
                "no account joined the program between the period before ({span}) and the period", span=span
            )
            return Sides("did", population, None, reason)
        return self._weighted(
            "did", population, (own, held), self._before, [message("the period before is {span}", span=span)]
        )

    def _experiment(self, population: Population, arms: Arms) -> Sides:
        starting = self._accounts.starting[self._frame.index]
        sides = Sides("experiment", population, None, target_list=arms.target_list)
        drawn = datetime.fromisoformat(arms.drawn_on[:10])
        if drawn >= self._frame.t_local:
            return replace(
                sides, reason=message("the hold-out was drawn on {day}, after the period", day=arms.drawn_on)
            )
        own, held = _held(arms.program, arms.held_out, starting, population)
        notes: list[str] = [message("drawn at random on {day}", day=arms.drawn_on)]
        if drawn > self._frame.start_local:
            notes.append(
                message("the draw was within the period: what came before it dilutes the difference")
            )
        worked = int((arms.held_out & self._accounts.ending.abm).sum())
        if worked:
            notes.append(
                message(
                    "{n} account held out is on a list of the program nevertheless: it dilutes the "
                    "difference",
                    "{n} accounts held out are on a list of the program nevertheless: it dilutes the "
                    "difference",
                    n=worked,
                )
            )
        if apart := int(((arms.program | arms.held_out) & ~held).sum()):
            notes.append(
                message(
                    "{n} account of the draw had been won, or was not there, before the period began, and "
                    "is left"
                    " out",
                    "{n} accounts of the draw had been won, or were not there, before the period began, and "
                    "are"
                    " left out",
                    n=apart,
                )
            )
        if arms.missing:
            notes.append(
                message(
                    "{n} account of the draw is not in this scope",
                    "{n} accounts of the draw are not in this scope",
                    n=arms.missing,
                )
            )
        return _placed(replace(sides, notes=tuple(notes)), unmatched(own[held]), held)

    def _weighted(
        self, method: str, population: Population, held: tuple[Bools, Bools], frame: Frame, notes: list[str]
    ) -> Sides:
        own, kept = held
        if frame.index not in self._covariates:
            self._covariates[frame.index] = known_at_start(self._working, frame, self._working.settings)
        sides = Sides(method, population, None, notes=tuple(notes))
        found = match(self._covariates[frame.index].take(kept), own[kept])
        if found is None:
            known = self._covariates[frame.index].take(kept)
            alone = {
                name: int(n.sum()) for name, n in without_counterpart(known, own[kept]).items() if n.any()
            }
            return replace(
                sides,
                reason=message(
                    "fewer than {n} accounts are comparable on one of the sides"
                    " ({counts} of the program have no counterpart outside)",
                    n=LEAST_PER_SIDE,
                    counts=_by(alone),
                )
                if alone
                else message("fewer than {n} accounts are comparable on one of the sides", n=LEAST_PER_SIDE),
            )
        return _placed(replace(sides, notes=(*notes, *self._told(found))), found, kept)

    def _told(self, found: Match) -> Iterator[str]:
        if left := sum(found.left_out.values()):
            yield message(
                "{n} account of the program has no counterpart outside ({counts}), and is left out",
                "{n} accounts of the program have no counterpart outside ({counts}), and are left out",
                n=left,
                counts=_by(found.left_out),
            )
        if not found.is_balanced:
            apart = [one for one in found.balance if not one.is_alike]
            worst = max(apart, key=lambda one: abs(one.after))
            name = completed(worst.covariate)
            yield message(
                "not all could be balanced: {apart} of {all} differ by 0.1 standard deviations or more, "
                "{name} the"
                " most ({after}; before {before})",
                apart=len(apart),
                all=len(found.balance),
                name=message("{name} {level}", name=name, level=worst.level) if worst.level else name,
                after=Quantity(worst.after, "number", f"{worst.after:+.2f}", places=2),
                before=Quantity(worst.before, "number", f"{worst.before:+.2f}", places=2),
            )
        few = self._working.settings.stats.min_n
        if found.effective < few:
            yield message(
                "the others tell as much as only {n} accounts, so few are like the program's",
                n=round(found.effective),
            )

    def _no_history(self) -> str:
        return message(
            "what is loaded does not go back to the period before, which begins a year or more earlier"
        )


def _held(own: Bools, others: Bools, standing: Standing, population: Population) -> tuple[Bools, Bools]:
    """Which accounts are the program's, and which are compared at all."""
    held = own | others
    return own, held & standing.target if population == "T" else held


def _placed(sides: Sides, found: Match | None, held: Bools) -> Sides:
    """The sides with their rows as places among all accounts."""
    if found is None:
        return replace(sides, reason=sides.reason or message("there is no account on one of the sides"))
    return replace(sides, match=replace(found, rows=np.flatnonzero(held)[found.rows]))


def _by(counts: Mapping[str, int]) -> Listing:
    """``by size 3, by industry 1``."""
    said = tuple(message("by {name} {n}", name=completed(name), n=n) for name, n in counts.items())
    return Listing(said, ", ".join(said), "commas")
