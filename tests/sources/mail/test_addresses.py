"""Addresses as headers write them."""

import pytest

from abmetry.sources.mail.addresses import Ours, addresses_of

VALUES = {
    "Jane@Acme.com": ["jane@acme.com"],
    "jane@acme.com <jane.doe@acme.com>": ["jane.doe@acme.com"],
    '"Doe, Jane" <a@b.c>, Paul Q. <d@e.f>,g@h.i, a@b.c': ["a@b.c", "d@e.f", "g@h.i"],
    '"boss@ours.com" <a@b.c>': ["a@b.c"],
    "=?utf-8?Q?Doe,_Jane?= <a@b.c>": ["a@b.c"],
    "=?utf-8?q?Zo=C3=AB?=\r\n <a@b.c>": ["a@b.c"],
    "Jane (of Acme) <a@b.c>": ["a@b.c"],
    "Team: a@b.c, D <d@e.f>;": ["a@b.c", "d@e.f"],
    '"Jane \\"J\\" Doe" <a@b.c>': ["a@b.c"],
    "undisclosed-recipients:;": [],
    "((((": [],
    "a@b@c": [],
    "": [],
}


@pytest.mark.parametrize(("value", "found"), VALUES.items(), ids=VALUES)
def test_addresses_of_a_header(value, found):
    assert list(addresses_of(value)) == found


def test_ours_are_those_of_our_domains_and_below_them():
    ours = Ours.of([" @Ours.com "], ["Founder@gmail.com"])
    assert "a@ours.com" in ours
    assert "a@mail.ours.com" in ours
    assert "founder@gmail.com" in ours
    assert "a@yours.com" not in ours
    assert "a@ours.com.evil.org" not in ours
    assert "other@gmail.com" not in ours
