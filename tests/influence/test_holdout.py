"""Hold-outs: even in every stratum, reproducible, every account alike."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abmetry.influence.holdout import draw


@given(
    st.lists(st.sampled_from("abc"), min_size=2, max_size=80), st.floats(0.05, 0.95), st.integers(0, 10**9)
)
def test_every_stratum_is_divided_as_asked(strata, share, seed):
    accounts = [f"A{i}" for i in range(len(strata))]
    named = [(name,) for name in strata]
    held = draw(accounts, named, share, seed)
    for stratum, size in Counter(strata).items():
        out = sum(1 for name, one in zip(strata, held, strict=True) if name == stratum and one)
        assert abs(out - share * size) < 1 + 1e-9
    assert abs(held.sum() - share * len(accounts)) < 1 + 1e-9


def test_the_draw_is_of_the_accounts_not_of_their_order():
    accounts, strata = [f"A{i}" for i in range(50)], [(str(i % 3),) for i in range(50)]
    held = dict(zip(accounts, draw(accounts, strata, 0.2, 7), strict=True))
    backwards = dict(zip(accounts[::-1], draw(accounts[::-1], strata[::-1], 0.2, 7), strict=True))
    assert held == backwards
    assert held != dict(zip(accounts, draw(accounts, strata, 0.2, 8), strict=True))


def test_every_account_has_the_same_chance():
    accounts, strata = [f"A{i}" for i in range(17)], [("x" if i < 4 else "y",) for i in range(17)]
    chances = np.mean([draw(accounts, strata, 0.3, seed) for seed in range(3000)], axis=0)
    assert chances == pytest.approx([0.3] * 17, abs=0.04)


@pytest.mark.parametrize(("accounts", "share"), [(["a", "a"], 0.5), (["a", "b"], 0.0), (["a", "b"], 1.0)])
def test_what_cannot_be_drawn(accounts, share):
    with pytest.raises(ValueError, match=r"twice|share"):
        draw(accounts, [("x",)] * 2, share, 1)
