"""Handles of numbers: what was asked comes back, and nothing else does."""

import base64
import contextlib
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abmetry.answers.handle import FORM, Handle
from abmetry.answers.question import Question
from abmetry.errors import UsageError

ASKED = Question(
    kpis=("engaged_account_rate",),
    tiers=("1", "2"),
    where=("industry=Software",),
    period="2026-Q3",
    by=("tier",),
    link_confidence=0.9,
)


def packed(said: object) -> str:
    return FORM + base64.urlsafe_b64encode(zlib.compress(json.dumps(said).encode())).decode().rstrip("=")


def test_what_was_asked_comes_back():
    handle = Handle(ASKED, "20261001T100000-abc123", (("tier", "1"), ("owner", None)))
    assert Handle.parse(str(handle)) == handle
    assert len(str(handle)) < 260


def test_what_is_left_open_takes_no_room():
    assert len(str(Handle(Question(kpis=("engaged_accounts",)), "b1"))) < 90


@pytest.mark.parametrize(
    "said",
    [
        {"q": {"kpis": ["a"]}, "b": "../../../etc"},
        {"q": {"kpis": ["a"]}, "b": "a/b"},
        {"q": {"kpis": ["a"]}, "b": ""},
        {"q": {"kpis": ["a"]}},
        {"q": {"kpis": "a"}, "b": "b1"},
        {"q": {"kpis": ["a"], "sql": "select 1"}, "b": "b1"},
        {"q": {"period": 7}, "b": "b1"},
        {"q": {"link_confidence": True}, "b": "b1"},
        {"q": None, "b": "b1"},
        {"q": {}, "b": "b1", "path": "/etc/passwd"},
        {"q": {}, "b": "b1", "g": {"tier": 1}},
        [],
        "b1",
    ],
)
def test_what_is_no_handle(said):
    with pytest.raises(UsageError, match="no evidence handle"):
        Handle.parse(packed(said))


def test_a_handle_that_would_unpack_to_much():
    bomb = packed({"q": {"owner": "x" * 1_000_000}, "b": "b1"})
    assert len(bomb) < 4000
    with pytest.raises(UsageError, match="no evidence handle"):
        Handle.parse(bomb)


@given(
    st.one_of(
        st.text(),
        st.text().map(lambda text: FORM + text),
        st.binary().map(lambda raw: FORM + base64.urlsafe_b64encode(raw).decode()),
    )
)
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(UsageError):
        Handle.parse(text)
