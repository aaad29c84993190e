"""Targets on the board: told in words, and as a line."""

import json
import re
import shutil

import pytest
from starlette.testclient import TestClient

from abmetry.web.app import create_app
from abmetry.workspace.workspace import Workspace
from web.conftest import PATIENT

TARGETS = """
[targets]
engaged_accounts = [{ value = 18 }, { value = 400, period = "2026-Q3", tier = "1" }]
engaged_account_rate = { value = 90, period = "quarter" }
icp_fit = 50
"""


@pytest.fixture(scope="module")
def aiming(built, tmp_path_factory):
    root = tmp_path_factory.mktemp("aiming") / "workspace"
    shutil.copytree(built, root)
    with (root / "abmetry.toml").open("a") as file:
        file.write(TARGETS)
    with TestClient(
        create_app(Workspace.open(root), patience=PATIENT), base_url="http://localhost"
    ) as client:
        yield client


def test_cards_tell_it_in_words(aiming):
    text = aiming.get("/?wait=1&period=2026-Q3").text
    assert re.search(r'class="card-target is-good">Target 18: met<', text)
    tier = aiming.get("/?wait=1&period=2026-Q3&tier=1").text
    assert re.search(r'class="card-target is-bad">Target 400: not met \(-390\)<', tier)
    assert "card-target" not in aiming.get("/?wait=1&period=2026-Q3&where=industry%3DSoftware").text


def test_courses_have_a_line_and_words(aiming):
    text = aiming.get("/?wait=1&period=2026-Q3").text
    assert "Target 90.0%: not met (-10.0 pt)" in text
    specs = [
        json.loads(one) for one in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text)
    ]
    assert any('"target": 90' in json.dumps(one) for one in specs)


@pytest.mark.parametrize("language", ["es", "ca", "fa"])
def test_in_every_language(aiming, language):
    text = aiming.get(f"/?wait=1&period=2026-Q3&lang={language}").text
    assert "card-target is-good" in text
    assert "Target" not in re.findall(r'card-target is-good">([^<]*)<', text)[0]
