import pytest

from abmetry.workspace.known_keys import all_keys, keys_at, nearest


@pytest.mark.parametrize(
    ("location", "keys"),
    [
        (("renewal",), ["grace_days"]),
        (("lists", "any name"), ["members", "file", "where", "tiers", "tier", "holdout"]),
        (("lists", "any name", "tier", 0), ["tier", "where"]),
        (("sources", 0, "hubspot", "token"), ["env"]),
        (("engine", "spark"), ["master", "lake", "conf"]),
        (("kinds",), []),
    ],
)
def test_the_keys_of_a_table(location, keys):
    assert keys_at(location) == keys


def test_a_source_knows_the_keys_of_its_type():
    assert "delimiter" in keys_at(("sources", 0, "files"))
    assert "delimiter" not in keys_at(("sources", 0, "hubspot"))


def test_the_nearest_key_of_the_same_table_comes_first():
    assert nearest("thread", "engine", ["name", "threads"]) == "engine.threads"


def test_else_the_key_of_that_name_elsewhere():
    assert nearest("grace_days", "engine", ["name"]) == "renewal.grace_days"
    assert nearest("qwertyuiop", "engine", ["name"]) is None


def test_all_keys_with_free_names():
    keys = set(all_keys())
    assert {"workspace", "workspace.timezone", "stages.NAME.won", "engine.spark.master"} <= keys
