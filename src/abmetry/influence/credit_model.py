"""What a model of credit is: its words, and the weight it gives to a part of a deal's touches.

A part is the touches of one deal on one channel and campaign, or a single touch. Its columns, and those of its deal,
are the same for every model; a model's shares are the weights of the parts divided by their sum over the deal.

Columns of a part, all numbers (*eligible*: before the creation; *longer*: up to the close, or to t while it is open):

- ``eligible``, ``longer``: its touches, each as often as its quantity says;
- ``minutes``: engagement minutes of the eligible;
- ``decayed``: the eligible, each halved for every half-life before the last of the deal;
- ``is_first``, ``is_lead``, ``is_deal``: 1 where it holds the deal's milestone among the eligible;
- ``is_longer_first``, ``is_longer_lead``, ``is_longer_deal``, ``is_close``: among the longer;
- ``middle_u``, ``middle_w``, ``middle_path``: its touches that are none of the model's milestones;
- ``on_channel``: the eligible touches of the deal on the part's channel;
- ``removal_effect``: that of the channel, by the Markov model of the answer.

Each of them with ``all_`` before it is the sum over the deal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from abmetry.engine.dialect import Dialect

COUNTED = ("eligible", "longer", "minutes", "decayed")
MILESTONES = (
    "is_first", "is_lead", "is_deal", "is_longer_first", "is_longer_lead", "is_longer_deal", "is_close"
)  # fmt: skip
MIDDLES = ("middle_u", "middle_w", "middle_path")
SUMMED = (*COUNTED, *MILESTONES, *MIDDLES)


@dataclass(frozen=True)
class CreditModel:
    """One model of credit.

    Attributes:
        name: Its name in every surface.
        title: Its name for people.
        rule: How it gives credit, in one sentence.
        weight: From a dialect to the weight of a part, as SQL over the columns above.
    """

    name: str
    title: str
    rule: str
    weight: Callable[[Dialect], str]
