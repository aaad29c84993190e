"""`--engine spark`: the same answers, without a word of Java's."""

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.spark, pytest.mark.slow]


def alone(*asked):
    """A command in a process of its own, with a Java of its own."""
    typed = [sys.executable, "-c", "from abmetry.cli.app import main; main()", *map(str, asked)]
    return subprocess.run(typed, capture_output=True, text=True, check=False)


def test_spark_is_quiet_in_a_process_of_its_own(abmetry, in_workspace):
    asked = ("kpi", "engaged_account_rate", "--period", "2026-Q3", "--format", "json")
    spark = alone(*asked, "--engine", "spark")
    assert (spark.returncode, spark.stderr) == (0, "")
    assert spark.stdout == abmetry(*asked).out


@pytest.mark.parametrize(
    "asked",
    [
        ("evidence", "engaged_accounts", "--period", "2026-Q3"),
        ("links", "--held"),
    ],
    ids=lambda asked: asked[0],
)
def test_commands_that_ask_say_the_same(abmetry, in_workspace, asked):
    spark, own = abmetry(*asked, "--format", "json", "--engine", "spark"), abmetry(*asked, "--format", "json")
    assert spark.status == own.status == 0
    assert spark.json() == own.json()


def test_a_name_that_nobody_has_finds_those_near(abmetry, in_workspace):
    spark, own = abmetry("account", "ompany 1", "--engine", "spark"), abmetry("account", "ompany 1")
    assert (spark.status, spark.err) == (own.status, own.err)


def test_the_workspace_can_name_its_engine_and_its_master(abmetry, in_workspace, tmp_path):
    """A master that is not one ends in a sentence."""
    named = tmp_path / "named"
    named.mkdir()
    for inside in in_workspace.iterdir():
        (named / inside.name).symlink_to(inside)
    settings = (in_workspace / "abmetry.toml").read_text()
    (named / "abmetry.toml").unlink()
    (named / "abmetry.toml").write_text(
        f'{settings}\n[engine]\nname = "spark"\nspark.master = "local[two]"\n'
    )
    said = alone("--workspace", named, "kpi", "engaged_accounts", "--period", "2026-Q3")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("Spark does not start: ")
    assert "local[two]" in said.stderr.splitlines()[0]
    own = abmetry(
        "--workspace", named, "--engine", "duckdb", "kpi", "engaged_accounts", "--period", "2026-Q3"
    )
    assert own.status == 0
