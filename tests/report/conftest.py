"""A sample company, made and asked once, and the packs of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from abmetry.answers.analysis import Analysis, open_workspace
from abmetry.answers.question import Question
from abmetry.facts.build import build
from abmetry.lang.words import Words
from abmetry.model.load import load
from abmetry.report.answered import Answered, gather
from abmetry.report.pack import Pack
from abmetry.report.packing import pack_of
from abmetry.sample import make
from abmetry.workspace.workspace import Workspace

LANGUAGES = ("en", "es", "ca", "fa")


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    root = tmp_path_factory.mktemp("sampled")
    make(root, accounts=300, months=15, seed=5, until=date(2026, 11, 1))
    workspace = Workspace.open(root)
    load(workspace)
    build(workspace)
    return open_workspace(root)


@pytest.fixture(scope="session")
def answered(sampled: Analysis) -> Answered:
    return gather(sampled, Question(period="2026-Q3"))


@pytest.fixture(scope="session")
def packs(answered: Answered) -> dict[str, Pack]:
    return {language: pack_of(answered, Words(language)) for language in LANGUAGES}


@pytest.fixture(scope="session")
def tiny(built: Path) -> Answered:
    """What a company has to tell that never loaded opportunities, contracts and much else."""
    return gather(open_workspace(built), Question(period="2026-Q3"))
