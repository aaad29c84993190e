"""A new abmetry.toml is valid as it is, is valid with every line uncommented, and names every key."""

import re
import tomllib

import pytest

from abmetry.errors import UsageError
from abmetry.workspace.document import parse_settings
from abmetry.workspace.known_keys import all_keys
from abmetry.workspace.scaffold import init, settings_text
from abmetry.workspace.settings import Settings

# Sections and keys whose lines are examples, since their default is to have none.
EXAMPLES = {
    "workspace": {"name", "rates"},
    "icp": {"criteria"},
    "engagement": {"rules", "weights"},
    "pages": {"high_value", "ignore"},
    "heat": {"model"},
    "lifetime": {"gross_margin"},
    "calendar": {"holidays"},
    "identity": {"own_domains", "networks"},
    "engine": {"memory", "spark"},
    "sources": ...,
    "lists": ...,
    "personas": ...,
    "stages": ...,
    "kinds": ...,
    "targets": ...,
}


def uncommented(text):
    return re.sub(r"(?m)^#(?! |$)", "", text)


def test_as_written_it_is_all_defaults():
    settings = parse_settings(settings_text("acme"))
    assert settings == Settings.model_validate({"workspace": {"name": "acme"}})


def test_every_setting_uncommented_is_valid_and_shows_the_default():
    settings = parse_settings(uncommented(settings_text("acme")))
    for section in Settings.model_fields:
        examples = EXAMPLES.get(section, set())
        if examples is ...:
            assert getattr(settings, section)
            continue
        written = getattr(settings, section).model_dump(exclude=examples)
        assert written == getattr(Settings(), section).model_dump(exclude=examples), section


def test_each_setting_uncommented_alone_is_valid():
    """Within a section; lines of arrays of tables belong together, and are taken together."""
    head, *blocks = re.split(r"(?m)^(?=\[)", settings_text("acme"))
    for block in blocks:
        for line in re.findall(r"(?m)^#(?! |$).*$", block):
            if not line.startswith("#[") and "#[" not in block.split(line)[0]:
                parse_settings(head + block.replace(line, line[1:], 1))


def test_no_line_of_explanation_reads_as_a_setting():
    for line in settings_text("x").splitlines():
        assert not re.match(r"# \w+ = ", line)


def test_every_key_is_in_it():
    written = {key for key, _ in dotted(tomllib.loads(uncommented(settings_text("x"))))}
    missing = []
    for key in all_keys():
        pattern = re.compile(re.escape(key).replace("NAME", r"[^.]+"))
        if not any(pattern.fullmatch(one) for one in written):
            missing.append(key)
    assert missing == []


def dotted(table, before=""):
    for key, value in table.items():
        yield before + key, value
        if isinstance(value, dict):
            yield from dotted(value, f"{before}{key}.")
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from dotted(item, f"{before}{key}.")


@pytest.mark.parametrize("name", ["acme", 'A "quoted" name', "Ünïcode", "back\\slash"])
def test_any_name(name):
    assert parse_settings(settings_text(name)).workspace.name == name


def test_init(tmp_path):
    workspace = init(tmp_path / "new" / "acme")
    assert workspace.settings.workspace.name == "acme"
    assert workspace.places.exports.is_dir()
    assert "/.abmetry/" in (workspace.root / ".gitignore").read_text()


def test_a_workspace_is_not_overwritten(tmp_path):
    (tmp_path / "abmetry.toml").write_text("# mine")
    with pytest.raises(UsageError, match="is a workspace already"):
        init(tmp_path)
    assert (tmp_path / "abmetry.toml").read_text() == "# mine"


def test_a_gitignore_is_left_as_it_is(tmp_path):
    (tmp_path / ".gitignore").write_text("mine\n")
    init(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(UsageError, match="cannot be made a workspace"):
        init(tmp_path / "x")
