import pytest

from abmetry.identity.domains import classify, host_of
from facts.model_fixture import tiny_model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme.com", ("acme.com", "company")),
        ("https://www.Acme.co.uk/about?x=1", ("acme.co.uk", "company")),
        ("mail.acme.com", ("acme.com", "company")),
        ("münchen.de", ("xn--mnchen-3ya.de", "company")),
        ("gmail.com", ("gmail.com", "free_mail")),
        ("mailinator.com", ("mailinator.com", "disposable")),
        ("comcast.net", ("comcast.net", "provider")),
        ("prodigy.com", ("prodigy.com", "provider")),
        ("aol.com", ("aol.com", "provider")),
        ("example.com", ("example.com", "reserved")),
        ("sales.example.org", ("example.org", "reserved")),
        ("acme.test", ("acme.test", "reserved")),
        ("acme.invalid", ("acme.invalid", "reserved")),
        ("localhost", ("localhost", "reserved")),
        ("acme.herokuapp.com", ("acme.herokuapp.com", "hosting")),
        ("www.acme.github.io", ("acme.github.io", "hosting")),
        ("acme.dyndns.org", ("acme.dyndns.org", "hosting")),
        ("acme.ddns.me", ("acme.ddns.me", "hosting")),
        ("acme.ts.net", ("acme.ts.net", "hosting")),
        ("herokuapp.com", (None, "suffix")),
        ("heroku.com", ("heroku.com", "company")),
        ("acme.uk.com", ("acme.uk.com", "company")),
        ("www.acme.co.nl", ("acme.co.nl", "company")),
        ("acme.com.de", ("acme.com.de", "company")),
        ("co.uk", (None, "suffix")),
        ("acme", (None, "invalid")),
        ("192.168.0.1", (None, "invalid")),
        ("not a domain", (None, "invalid")),
        ("", (None, "invalid")),
    ],
)
def test_classes(text: str, expected: tuple[str | None, str]) -> None:
    assert classify(text) == expected


def test_host_is_found_in_what_people_write() -> None:
    assert host_of(" HTTP://user@www.Acme.com:8080/path#x ") == "acme.com"


def test_every_host_that_occurs_is_told_once() -> None:
    model = tiny_model(
        {"identity": {"own_domains": ["ours.com"]}},
        accounts="""
            account_id | name | domain   | domains
            a1         | Acme | ACME.com | ["acme.io", "acme.de"]
        """,
        people="""
            person_id | email
            p1        | x@gmail.com
            p2        | x@y@z.com
        """,
    )
    assert model.fact("domains") == [
        ("acme.com", "acme.com", "company"),
        ("acme.de", "acme.de", "company"),
        ("acme.io", "acme.io", "company"),
        ("gmail.com", "gmail.com", "free_mail"),
        ("ours.com", "ours.com", "company"),
    ]
