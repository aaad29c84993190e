"""Words of sales people."""

import pytest

from abmetry.engine.loading import LoadingEngine
from abmetry.sources.phrases import call_kind_sql, host_sql, role_sql


def text_of(expression_of, *given):
    with LoadingEngine() as engine:
        texts = [engine.dialect.text(text) for text in given]
        return engine.query(f"select {expression_of(engine.dialect, *texts)} as found")["found"][0].as_py()


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ("connected", "call_answered"),
        ("answered", "call_answered"),
        ("spoke - not interested", "call_answered"),
        ("left voicemail", "voicemail"),
        ("left live message", "voicemail"),
        ("lvm", "voicemail"),
        ("no answer", "call"),
        ("not answered", "call"),
        ("unanswered", "call"),
        ("did not connect", "call"),
        ("busy", "call"),
        ("wrong number", "call"),
        ("", "call"),
    ],
)
def test_outcomes_of_calls(outcome, kind):
    assert text_of(lambda dialect, text: call_kind_sql(dialect, text, "false"), outcome) == kind


def test_whoever_called_us_was_answered():
    assert text_of(lambda dialect, text: call_kind_sql(dialect, text, "true"), "") == "call_answered"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Senior SDR", "sdr"),
        ("Sales Development Representative", "sdr"),
        ("Account Executive, EMEA", "ae"),
        ("Director of Customer Success", "csm"),
        ("Head of Marketing", "marketing"),
        ("Maestro", "Maestro"),
    ],
)
def test_roles(name, role):
    assert text_of(role_sql, name) == role


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Acme.com/en?x=1", "acme.com"),
        ("acme.com", "acme.com"),
        ("www.acme.co.uk:80", "acme.co.uk"),
        ("http://shop.acme.com#top", "shop.acme.com"),
        ("https://", None),
    ],
)
def test_hosts(address, host):
    assert text_of(host_sql, address) == host
