"""Records are whole or not there, and a changed one is no record."""

from pathlib import Path

import pytest

from abmetry.errors import AbmetryError
from abmetry.workspace.alone import alone
from abmetry.workspace.durable import marked, unmarked, write_durably


def test_a_text_takes_the_place_of_another_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "record"
    for text in ("one", "dos"):
        write_durably(path, text)
        assert path.read_text() == text
    assert [left.name for left in tmp_path.iterdir()] == ["record"]


def test_any_flipped_bit_of_a_record_is_found() -> None:
    """Every bit of every letter: what is read is an error, or says the same."""
    said = {"id": "20260101", "rows": {"accounts": 12}, "name": "café", "tiers": ["1"], "seconds": 0.5}
    content = marked(said).encode()
    assert unmarked(content.decode()) == said
    for place in range(len(content)):
        for bit in range(8):
            harmed = bytearray(content)
            harmed[place] ^= 1 << bit
            try:
                found = unmarked(harmed.decode())
            except ValueError:
                continue
            assert {name: found.get(name) for name in said} == said


def test_a_record_without_a_checksum_is_read() -> None:
    assert unmarked('{"id": "1"}') == {"id": "1"}
    with pytest.raises(ValueError, match="object"):
        unmarked("[]")


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    taken = AbmetryError("Somebody has it.")
    lock = tmp_path / "lock"
    with alone(lock, taken), pytest.raises(AbmetryError, match="Somebody"), alone(lock, taken):
        pass
    with alone(lock, taken):
        pass
