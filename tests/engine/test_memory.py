"""How much memory an engine takes where nobody says."""

import os

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.memory import default_memory

PAGE = 4096


@pytest.mark.parametrize(
    ("machine_gb", "expected"), [(64, "4GB"), (8, "4GB"), (6, "3GB"), (4, "2GB"), (1, "1GB")]
)
def test_half_of_the_machine_and_no_more_than_four_gigabytes(monkeypatch, machine_gb, expected):
    said = {"SC_PAGE_SIZE": PAGE, "SC_PHYS_PAGES": machine_gb * 1024**3 // PAGE}
    monkeypatch.setattr(os, "sysconf", said.__getitem__)
    assert default_memory() == expected


def test_a_machine_that_does_not_say(monkeypatch):
    def silent(_: str) -> int:
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr(os, "sysconf", silent)
    assert default_memory() == "4GB"


def test_it_is_what_the_engine_takes():
    with DuckDBEngine() as engine, DuckDBEngine(memory="300MB") as small:
        limits = [
            e.query("select current_setting('memory_limit') as m").to_pylist()[0]["m"]
            for e in (engine, small)
        ]
    assert limits[0].endswith("GiB")
    assert limits[1] == "286.1 MiB"
