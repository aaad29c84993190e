"""The Python interface."""

import subprocess
import sys
from pathlib import Path

import pytest

import abmetry
from abmetry.public import NAMES


def test_a_whole_program(built: Path):
    with abmetry.open(built) as analysis:
        answer = analysis.ask("engaged_account_rate", period="2026-Q3", by=["tier"])
    frame = answer.to_pandas()
    assert frame["value"].tolist() == [100.0, pytest.approx(100 * 10 / 15)]
    assert frame["group.tier"].tolist() == ["1", "2"]
    assert answer.to_polars().height == 2
    question = abmetry.Question(kpis=("engaged_accounts",), period="2026-Q3")
    with abmetry.open(str(built)) as analysis:
        assert analysis.ask(question)[0].value == 20


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there_and_typed(name):
    assert getattr(abmetry, name)
    assert name in Path(abmetry.__file__).with_suffix(".pyi").read_text()


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = abmetry.nonsense


def test_importing_it_brings_nothing_heavy():
    code = "import abmetry, sys; print([m for m in ('duckdb', 'pyarrow', 'numpy', 'pydantic') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )
