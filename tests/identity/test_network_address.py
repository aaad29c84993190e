import pytest

from abmetry.identity.network_address import classify_host, key_of, keys_of_network


def test_keys_sort_as_the_numbers_of_the_addresses_do():
    addresses = ["0.0.0.0", "9.255.255.255", "10.0.0.1", "192.0.2.9", "192.0.2.10", "255.255.255.255"]
    keys = [key_of(address) for address in addresses]
    assert keys == sorted(keys)
    assert key_of("2001:db8::a") < key_of("2001:db8:0:1::")


def test_one_address_however_it_is_written():
    assert key_of("::ffff:192.0.2.1") == key_of(" 192.0.2.1 ") == "4c0000201"
    assert key_of("[2001:DB8::1]") == key_of("2001:db8:0:0::1") == key_of("2001:db8::1%eth0")


@pytest.mark.parametrize(
    "text", ["", "dec.com", "192.0.2", "192.0.2.256", "1.2.3.4.5", "2001:db8:::1", "65.x.x.x"]
)
def test_what_is_no_address(text):
    assert key_of(text) is None


def test_a_network_is_its_first_and_last_address():
    assert keys_of_network("192.0.2.64/26") == ("4c0000240", "4c000027f")
    assert keys_of_network("192.0.2.70/26") == ("4c0000240", "4c000027f")
    assert keys_of_network("192.0.2.1") == ("4c0000201", "4c0000201")
    assert keys_of_network("2001:db8::/127") == (key_of("2001:db8::"), key_of("2001:db8::1"))
    assert keys_of_network("acme.com") is None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("gatekeeper.dec.com", ("dec.com", "company")),
        ("www-relay.IBM.com.", ("ibm.com", "company")),
        ("proxy.lancs.ac.uk", ("lancs.ac.uk", "company")),
        ("dhcp-17.cisco.com", ("cisco.com", "company")),
        ("slippery.acme.com", ("acme.com", "company")),
        ("piweba3y.prodigy.com", ("prodigy.com", "provider")),
        ("ad12.compuserve.com", ("compuserve.com", "provider")),
        ("ec2-3-8-1-2.eu-west-2.compute.amazonaws.com", ("amazonaws.com", "provider")),
        ("ec2-1-2-3-4.compute-1.amazonaws.com", ("amazonaws.com", "provider")),
        ("ix-lv1-11.ix.netcom.com", ("netcom.com", "provider")),
        ("shop.acme.herokuapp.com", ("acme.herokuapp.com", "hosting")),
        ("ppp12.acme.com", ("acme.com", "line")),
        ("a17-dialup.uni-acme.de", ("uni-acme.de", "line")),
        ("cable3.acme.net", ("acme.net", "line")),
        ("host.example.com", ("example.com", "reserved")),
        ("pipe1", (None, "invalid")),
    ],
)
def test_what_a_host_name_says(host, expected):
    assert classify_host(host) == expected


def test_households_of_aol_are_of_no_company():
    assert classify_host("www-b4.proxy.aol.com")[1] in ("provider", "free_mail")
