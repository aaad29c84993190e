import random
from itertools import pairwise

from abmetry.identity.network_address import key_of, keys_of_network
from abmetry.identity.segments import Network, segments


def network(text):
    return Network(text, *keys_of_network(text))


def pieces(*given):
    """First, last and owner of each piece; owners are account ids."""
    found = segments((network(text), {"account_id": owner, "class": "company"}) for text, owner in given)
    return [(piece.first, piece.last, owner.get("account_id")) for piece, owner in found]


def test_the_smallest_network_that_holds_an_address_counts():
    """10.0.0.0/8 of a holds 10.1.0.0/16 of b, which holds 10.1.2.0/24 of c"""
    assert pieces(("10.1.2.0/24", "c"), ("10.0.0.0/8", "a"), ("10.1.0.0/16", "b")) == [
        ("40a000000", "40a00ffff", "a"),
        ("40a010000", "40a0101ff", "b"),
        ("40a010200", "40a0102ff", "c"),
        ("40a010300", "40a01ffff", "b"),
        ("40a020000", "40affffff", "a"),
    ]


def test_networks_at_the_ends():
    assert pieces(("0.0.0.0/0", "all"), ("255.255.255.255", "last"), ("0.0.0.0", "first")) == [
        ("400000000", "400000000", "first"),
        ("400000001", "4fffffffe", "all"),
        ("4ffffffff", "4ffffffff", "last"),
    ]
    both = pieces(("0.0.0.0/0", "four"), ("::/0", "six"))
    assert [owner for _, _, owner in both] == ["four", "six"]


def test_a_network_given_twice_is_one_and_of_two_accounts_is_held():
    assert pieces(("10.0.0.0/8", "a"), ("10.0.0.0/8", "a")) == [("40a000000", "40affffff", "a")]
    ((_, owner),) = segments((network("10.0.0.0/8"), {"account_id": one, "class": "company"}) for one in "ba")
    assert owner == {"class": "held", "candidates": '["a","b"]'}


def test_pieces_say_what_a_search_through_all_networks_says():
    draw = random.Random(7)
    given = [
        (
            f"10.{draw.randrange(4)}.{draw.randrange(4)}.{draw.randrange(256)}/{draw.randrange(8, 33)}",
            str(place),
        )
        for place in range(60)
    ]
    given = list({keys_of_network(text): (text, owner) for text, owner in given}.values())
    found = pieces(*given)
    assert found == sorted(found)
    assert all(before[1] < after[0] for before, after in pairwise(found))
    for _ in range(500):
        key = key_of(f"10.{draw.randrange(5)}.{draw.randrange(4)}.{draw.randrange(256)}")
        holding = [(first, last, owner) for first, last, owner in found if first <= key <= last]
        ranges = [(keys_of_network(text), owner) for text, owner in given]
        smallest = min(
            (((last, first), owner) for (first, last), owner in ranges if first <= key <= last),
            key=lambda one: int(one[0][0][1:], 16) - int(one[0][1][1:], 16),
            default=None,
        )
        assert [owner for _, _, owner in holding] == ([smallest[1]] if smallest else [])
