"""The closed form of the Shapley value against its definition: all coalitions, with their weights."""

from itertools import chain, combinations
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

DEALS = st.lists(
    st.tuples(st.frozensets(st.sampled_from("abcdef"), min_size=1), st.integers(1, 1000)),
    min_size=1,
    max_size=8,
)


def worth(deals, coalition):
    """v(S): the won amount of the deals whose channels all lie in S."""
    return sum(amount for channels, amount in deals if channels <= coalition)


def by_definition(deals):
    """The mean of what a channel adds, over all coalitions of the others."""
    players = sorted(set().union(*(channels for channels, _ in deals)))
    n, values = len(players), {}
    for player in players:
        others = [other for other in players if other != player]
        coalitions = chain.from_iterable(combinations(others, size) for size in range(n))
        values[player] = sum(
            factorial(len(s)) * factorial(n - len(s) - 1) / factorial(n)
            * (worth(deals, {*s, player}) - worth(deals, set(s)))
            for s in coalitions
        )  # fmt: skip
    return values


def closed_form(deals):
    """Every deal is shared alike by its channels."""
    values = {}
    for channels, amount in deals:
        for channel in channels:
            values[channel] = values.get(channel, 0) + amount / len(channels)
    return values


def test_two_deals_by_hand():
    """{a}: 100, {a, b}: 60. v(a) = 100, v(b) = 0, v(ab) = 160: a gets 130, b 30."""
    deals = [(frozenset("a"), 100), (frozenset("ab"), 60)]
    assert by_definition(deals) == closed_form(deals) == {"a": 130, "b": 30}


@given(DEALS)
def test_the_closed_form_is_the_definition(deals):
    assert closed_form(deals) == pytest.approx(by_definition(deals))
