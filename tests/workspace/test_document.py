"""A wrong abmetry.toml says where, what, and what was probably meant."""

import pytest

from abmetry.errors import SettingsError
from abmetry.workspace.document import parse_settings, read_settings
from abmetry.workspace.settings import Settings


def refusal(text):
    with pytest.raises(SettingsError) as refused:
        parse_settings(text)
    return refused.value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[engaged]\nrul = "any"', "line 2: engaged.rul is not a known key; did you mean engaged.rule?"),
        ("[engagment]", "line 1: engagment is not a known key; did you mean engagement?"),
        ('timezone = "x"', "line 1: timezone is not a known key; did you mean workspace.timezone?"),
        (
            "[engine]\nzzz = 1",
            "line 2: engine.zzz is not a known key; [engine] knows name, memory, threads, spark.",
        ),
        (
            '[engine]\nspark.mastr = "x"',
            "line 2: engine.spark.mastr is not a known key; did you mean engine.spark.master?",
        ),
        (
            '[stages]\n"Closed Won" = { wn = true }',
            'line 2: stages."Closed Won".wn is not a known key; did you mean stages."Closed Won".won?',
        ),
        (
            '[engagement]\nrules = [\n  { kind = "chat", add = 1 },\n'
            '  { knd = "chat", url = "/x", add = 1 },\n]',
            "line 4: engagement.rules.knd is not a known key; did you mean engagement.rules.kind?",
        ),
        (
            '[[sources]]\nname = "a"\ntype = "files"\npath = "x"\npth = "y"',
            "line 5: sources.pth is not a known key; did you mean sources.path?",
        ),
        (
            '[lists.named]\nmembers = "from list_members"\ntears = ["1"]',
            "line 3: lists.named.tears is not a known key; did you mean lists.named.tiers?",
        ),
        (
            "[engagement.minutes]\nchat = 1\npage_vew = 1",
            'line 3: engagement.minutes.page_vew names "page_vew", which is not a touch kind; '
            "did you mean page_view?",
        ),
        (
            '[kinds]\nx = "chats"',
            'line 2: kinds.x names "chats", which is not a touch kind; did you mean chat?',
        ),
    ],
)
def test_an_unknown_key_names_its_line_and_the_nearest_right_one(text, sentence):
    assert refusal(text).message == f"abmetry.toml, {sentence}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[engaged]\nminutes = "5"', 'engaged.minutes must be a number, not the text "5".'),
        ("[engaged]\nminutes = -5", "engaged.minutes must be at least 0, not -5."),
        ("[engaged]\nminutes = nan", "engaged.minutes must be a number, not nan."),
        (
            '[engaged]\nrule = "smartbond"',
            'engaged.rule must be "any", "smartbound" or "minutes", not the text "smartbond"; '
            'did you mean "smartbound"?',
        ),
        ("[stats]\nbootstrap = 1.5", "stats.bootstrap must be a whole number, not 1.5."),
        ("[stats]\nmin_n = true", "stats.min_n must be a whole number, not true."),
        ("[stats]\nlevel = 95", "stats.level must be less than 1, not 95."),
        ("[engagement]\ncount_opens = 1", "engagement.count_opens must be true or false, not 1."),
        (
            '[engagement]\ncount_opens = "yes"',
            'engagement.count_opens must be true or false, not the text "yes".',
        ),
        ('[pages]\nignore = "/x"', 'pages.ignore must be a list, not the text "/x".'),
        ("[pages]\nignore = [1]", "pages.ignore must be text, not 1."),
        ("[workspace]\nname = 2026-01-01", "workspace.name must be text, not the date or time 2026-01-01."),
        (
            '[workspace]\ncurrency = "euro"',
            'workspace.currency must be a currency code such as EUR, not "euro".',
        ),
        (
            '[workspace]\ntimezone = "Europe/Madird"',
            'workspace.timezone must be a time zone such as "Europe/Madrid", not "Europe/Madird"; '
            'did you mean "Europe/Madrid"?',
        ),
        ("[workspace]\nfiscal_year_starts = 13", "workspace.fiscal_year_starts must be at most 12, not 13."),
        (
            '[stages]\nWon = "won"',
            "stages.Won must be a table such as { won = true } or { order = 5, probability = 0.6 }.",
        ),
        ("[stages]\nWon = { won = true, lost = true }", "stages.Won cannot be both won and lost."),
        (
            '[lists.a]\nfile = "a.csv"\nwhere = "b = 1"',
            'lists.a needs exactly one of members = "from list_members", file and where.',
        ),
        ('[channels]\nmarketing = ["call"]', 'channels has channel "call" both in marketing and in sales.'),
        (
            '[calendar]\nholidays = ["25/12"]',
            "calendar.holidays has 25/12, which is not a date such as 2026-12-25.",
        ),
        (
            '[engine]\nmemory = "8 gigs"',
            'engine.memory must be an amount of memory such as "8GB", not "8 gigs".',
        ),
        (
            "[engagement]\nrules = [{ add = 4 }]",
            "engagement.rules needs a kind, a channel or a url to say which touches it adds to.",
        ),
        ('[[sources]]\nname = "a"\ntype = "files"', "sources.path is missing."),
        ('[[sources]]\nname = "a"\npath = "x"', "sources.type is missing."),
        (
            '[[sources]]\nname = "a"\ntype = "hubspt"\npath = "x"',
            'sources.type must be "files", "salesforce", "hubspot", "weblog" or "mail", not the text "hubspt"; '
            'did you mean "hubspot"?',
        ),
        (
            '[calendar]\nholidays = "ES-XX"',
            'calendar.holidays must be a country such as "ES", a region such as "ES-CT", or a list of dates, '
            'not "ES-XX".',
        ),
        (
            "[calendar]\nholidays = true",
            'calendar.holidays must be a country such as "ES", a region such as "ES-CT", or a list of dates.',
        ),
        ("sources = 5", "sources must be a list, not 5."),
        ('engine = "duckdb"', 'engine must be a table, not the text "duckdb".'),
    ],
)
def test_a_wrong_value_names_the_key_and_what_it_must_be(text, sentence):
    assert refusal(text).message.split(": ", 1)[1] == sentence


def test_two_sources_of_one_name():
    one = '[[sources]]\nname = "a"\ntype = "files"\npath = "x"\n'
    assert 'sources has two sources named "a"' in refusal(one * 2).message


def test_a_secret_in_the_file_is_refused_and_not_repeated():
    text = '[[sources]]\nname = "h"\ntype = "hubspot"\npath = "x"\ntoken = "pat-123"'
    refused = refusal(text)
    assert refused.message == (
        'abmetry.toml, line 5: sources.token must be { env = "NAME" }, since secrets are never in the file.'
    )
    assert "pat-123" not in str(refused)


def test_all_problems_are_told_in_the_order_of_the_file():
    refused = refusal("[stats]\nlevel = 2\n[engaged]\nrul = 1\n[mqa]\npeople = 1.5\n")
    assert "line 2: stats.level" in refused.message
    assert refused.help is not None
    first, second = refused.help.splitlines()[1:]
    assert "line 4: engaged.rul" in first
    assert "line 6: mqa.people" in second
    assert refused.exit_status == 2


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = \n", 2), ("[a]\n\n[a]\n", 3), ('x = 1\na = "open', 2), ("a b", 1)]
)
def test_what_is_not_toml(text, line):
    assert refusal(text).message.startswith(f"abmetry.toml, line {line}: this is not TOML: ")


def test_an_empty_file_is_all_defaults(tmp_path):
    (tmp_path / "abmetry.toml").write_text("")
    assert read_settings(tmp_path / "abmetry.toml") == Settings().in_folder(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    (tmp_path / "abmetry.toml").write_bytes(b"\xef\xbb\xbf[workspace]\r\nname = 'x'\r\n")
    assert read_settings(tmp_path / "abmetry.toml").workspace.name == "x"


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "abmetry.toml").write_bytes(b"[workspace]\nname = '\xff'\n")
    with pytest.raises(SettingsError, match=r"abmetry.toml, line 2: the file is not UTF-8 text."):
        read_settings(tmp_path / "abmetry.toml")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path / "abmetry.toml")
