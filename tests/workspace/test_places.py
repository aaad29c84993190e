from pathlib import Path

from abmetry.workspace.places import Places

PLACES = Places(Path("/w"))


def test_where_things_are():
    assert PLACES.settings_file == Path("/w/abmetry.toml")
    assert PLACES.build("b1") == Path("/w/.abmetry/lake/builds/b1")
    assert PLACES.rejected == Path("/w/.abmetry/lake/rejected")
    assert PLACES.current == Path("/w/.abmetry/current")


def test_asking_makes_nothing(tmp_path):
    _ = Places(tmp_path).build("x")
    assert list(tmp_path.iterdir()) == []
