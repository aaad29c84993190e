"""Which files of a load lie in the order of time as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

Span = tuple[datetime, datetime]


def files_in_order(files: Sequence[Sequence[Span]]) -> list[int]:
    """The places of the files that lie in the order of time, and share no time with another; the earliest first.

    A file lies in it if each of its row groups ends before the next begins: within one, no reader skips anything.

    Args:
        files: Per file the first and the last instant of each of its row groups, in the file's order.
    """
    dated = sorted((_whole(spans), place) for place, spans in enumerate(files) if spans)
    next_begins = [*(begins for (begins, _), _ in dated[1:]), datetime.max]
    apart, ended = [], datetime.min
    for ((begins, ends), place), following in zip(dated, next_begins, strict=False):
        if ended <= begins and ends <= following and _is_rising(files[place]):
            apart.append(place)
        ended = max(ended, ends)
    return apart


def _whole(spans: Sequence[Span]) -> Span:
    return min(first for first, _ in spans), max(last for _, last in spans)


def _is_rising(spans: Sequence[Span]) -> bool:
    return all(before[1] <= after[0] for before, after in pairwise(spans))
