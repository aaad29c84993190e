"""The Markov model against chains solved by hand, an independent package, and a chain that is walked."""

from itertools import groupby, pairwise

import pytest
from do_attribution.markov import MarkovAttribution
from hypothesis import given
from hypothesis import strategies as st

from abmetry.influence.markov import Move, removal_effects
from recompute import oracle_credit

WALKS = st.lists(
    st.tuples(st.lists(st.sampled_from("abcde"), min_size=1, max_size=6), st.booleans()),
    min_size=1,
    max_size=25,
)


def moves(walks):
    """The counted moves of walks; staying on a channel is none."""
    found = []
    for walk, is_won in walks:
        runs = [channel for channel, _ in groupby(walk)]
        found += [Move(origin, target, False, 1) for origin, target in pairwise([None, *runs])]
        found.append(Move(runs[-1], None, is_won, 1))
    return found


def test_a_chain_by_hand():
    """start -> ads -> web -> won, start -> web -> lost.

    start: 1/2 ads, 1/2 web; ads: web; web: 1/2 won. P = 1/2. Without ads 1/4, without web 0: effects 1/2 and 1.
    """
    effects = removal_effects(moves([(["ads", "web"], True), (["web"], False)]))
    assert effects == pytest.approx({"ads": 1 / 3, "web": 2 / 3})


def test_a_loop_by_hand():
    """a -> b -> a -> won, a -> lost: a goes to b, won and lost 1/3 each, b to a; P = (1/3) / (1 - 1/3) = 1/2.

    Without b: 1/3 of the walks win; effects 1 and 1/3.
    """
    effects = removal_effects(moves([(["a", "b", "a"], True), (["a"], False)]))
    assert effects == pytest.approx({"a": 3 / 4, "b": 1 / 4})


def test_nothing_won_says_nothing():
    assert removal_effects(moves([(["a"], False)])) == {}
    assert removal_effects([]) == {}


def test_a_channel_of_lost_deals_alone_weighs_nothing():
    assert removal_effects(moves([(["a"], True), (["b"], False)])) == {"a": 1.0, "b": 0.0}


@given(WALKS)
def test_it_is_where_the_walked_chain_ends(walks):
    """The chain of the re-computation is walked step by step, with the stays on a channel."""
    effects = oracle_credit.removal_effects(walks)
    whole = sum(effects.values())
    expected = {channel: effect / whole for channel, effect in effects.items()} if whole else {}
    assert removal_effects(moves(walks)) == pytest.approx(expected, abs=1e-9)


@given(WALKS.filter(lambda walks: any(is_won for _, is_won in walks)))
def test_an_independent_package_says_the_same(walks):
    model = MarkovAttribution(removal_strategy="redirect_to_null")
    found = model.fit([" > ".join(walk) for walk, _ in walks], [int(is_won) for _, is_won in walks])
    whole = sum(found["removal_effects"].values())
    expected = {channel: effect / whole for channel, effect in found["removal_effects"].items()}
    assert removal_effects(moves(walks)) == pytest.approx(expected, abs=1e-9)
