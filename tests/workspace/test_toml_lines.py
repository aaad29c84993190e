"""Every key stands on the line on which a person sees it."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abmetry.workspace.toml_lines import key_lines

WRITTEN = '''\
# a comment with [brackets] and "quotes"
top = 1
"quoted key" = 'a = b'
[a]
b.c = 2
b."d.e" = """
three
lines with ] and } and \\""" inside
"""
list = [
    1, # one
    { x = 1, y = [2,
      3] },
]
[[a.items]]
name = "first"
[a.items.inner]
z = 1979-05-27 07:32:00
[[a.items]]
name = 'second'
nested = [[1], [2, 3]]
[deep.er.est]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("a",), 4),
        (("a", "b"), 5),
        (("a", "b", "c"), 5),
        (("a", "b", "d.e"), 6),
        (("a", "list"), 10),
        (("a", "list", 0), 11),
        (("a", "list", 1), 12),
        (("a", "list", 1, "x"), 12),
        (("a", "list", 1, "y", 1), 13),
        (("a", "items", 0), 15),
        (("a", "items", 0, "name"), 16),
        (("a", "items", 0, "inner", "z"), 18),
        (("a", "items", 1), 19),
        (("a", "items", 1, "name"), 20),
        (("a", "items", 1, "nested", 1, 1), 21),
        (("deep",), 22),
        (("deep", "er", "est"), 22),
    ],
)
def test_every_way_to_write_a_key(path, line):
    tomllib.loads(WRITTEN)
    assert key_lines(WRITTEN)[path] == line


def test_windows_line_ends_count_once():
    assert key_lines("a = 1\r\nb = 2\r\n")[("b",)] == 2


def test_no_newline_at_the_end():
    assert key_lines("a = 1\nb = '''x'''")[("b",)] == 2


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment"])
def test_nothing_written(text):
    assert key_lines(text) == {}


def paths(value, before=()):
    """All paths of what tomllib read."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, inner in pairs:
        yield (*before, part)
        yield from paths(inner, (*before, part))


def test_finds_every_path_that_is_read_and_no_other():
    assert set(key_lines(WRITTEN)) == set(paths(tomllib.loads(WRITTEN)))


KEY = st.sampled_from(["a", "b-c", '"d e"', "'f.g'", '"h\\"i"', "1"])
PLAIN = st.sampled_from(
    ["1", "-2.5", "true", '"t # , ] }"', "'l'", '"""m\nn"""', "'''o\n]'''", "2026-01-01", '""', '"""""x"""""']
)
VALUE = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[ " + ",\n # c ]\n ".join(items) + "\n]"),
        st.dictionaries(KEY, inner, max_size=2).map(
            lambda table: "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
        ),
    ),
    max_leaves=6,
)
TABLE = st.dictionaries(KEY, VALUE, max_size=3).map(
    lambda table: "".join(f"{key} = {value} # c\n" for key, value in table.items())
)
DOCUMENT = st.tuples(
    TABLE, st.lists(st.tuples(st.sampled_from(["[t.{}]", "[[s]] # {}", "[[s.u]] # {}"]), TABLE))
)


@given(DOCUMENT)
def test_agrees_with_the_toml_reader_on_anything_written(document):
    first, tables = document
    text = first + "".join(f"{head.format(n)}\n{body}" for n, (head, body) in enumerate(tables))
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = key_lines(text)
    assert set(lines) == set(paths(read))
    written = text.split("\n")
    for path, line in lines.items():
        if isinstance(path[-1], str):
            assert path[-1].strip('"')[0] in written[line - 1]
