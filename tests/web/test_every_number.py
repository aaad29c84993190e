"""Every number of a page opens the rows behind it, and those rows come to just that number."""

import html
import re
from collections import Counter
from datetime import date
from urllib.parse import urlsplit

import pytest
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from abmetry.answers.analysis import open_workspace
from abmetry.answers.answer import Result
from abmetry.facts.build import build
from abmetry.kpis.catalogue import find
from abmetry.lang.words import Words
from abmetry.model.load import load
from abmetry.sample import make
from abmetry.web.app import create_app
from abmetry.web.scope import Scope
from abmetry.workspace.workspace import Workspace
from web.conftest import PATIENT

PAGES = (
    "/",
    "/board/stages",
    "/reach",
    "/reach?split=program&segment=industry",
    "/reach?split=campaign",
    "/influence",
    "/influence/split",
    "/influence/credit",
    "/influence/credit?credit=attributed_pipeline&part=campaign",
    "/velocity",
    "/retention",
    "/sales-development?who=rep",
    "/sales-development?who=team",
    "/sales-development?who=owner",
)
OF_EACH = 3
"""Numbers of a KPI that are recounted on each page; more would take long and say no more."""
LINK = re.compile(r'<a[^>]*? href="(/kpi/[^"]+)"[^>]*>([^<]*\d[^<]*)</a>')
WORDS = Words("en")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    root = tmp_path_factory.mktemp("sample") / "company"
    root.mkdir()
    make(root, 300, 18, until=date(2026, 10, 5))
    workspace = Workspace.open(root)
    load(workspace)
    build(workspace)
    with open_workspace(root) as analysis:
        app = create_app(workspace, patience=PATIENT)
        with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
            yield client, analysis


def numbers_of(client, page):
    """The address behind each number of a page, and the number as it is shown."""
    sign = "&" if "?" in page else "?"
    text = client.get(f"{page}{sign}period=2026-Q3&wait=1").text
    found = [(html.unescape(href), html.unescape(shown).strip()) for href, shown in LINK.findall(text)]
    taken = Counter()
    for href, shown in dict.fromkeys(found):
        kpi = urlsplit(href).path.split("/")[2]
        taken[kpi] += 1
        if taken[kpi] <= OF_EACH:
            yield kpi, href, shown


def meant(analysis, kpi, href):
    """The result that an address means, and its rows."""
    query = QueryParams(urlsplit(href).query)
    group = {}
    for one in query.getlist("group"):
        name, said, value = one.partition("=")
        group[name] = value if said else None
    question = Scope.of(query).question(kpi, by=tuple(group), compare="none")
    (result,) = (one for one in analysis.ask(question) if dict(one.group) == group)
    return result, question, group


def forms(result: Result):
    """How a page may write a value."""
    unit, currency, value = result.unit, result.currency, result.value
    yield from (WORDS.value(value, unit, currency, compact=compact) for compact in (False, True))
    yield from (WORDS.number(value, places) for places in (None, 0, 1, 2))


@pytest.mark.parametrize("page", PAGES)
def test_the_rows_behind_every_number_come_to_it(sample, page):
    client, analysis = sample
    numbers = list(numbers_of(client, page))
    assert numbers
    for kpi, href, shown in numbers:
        result, question, group = meant(analysis, kpi, href)
        assert shown in set(forms(result)), (href, shown, result.value)
        declared = find(kpi)
        if declared.of_kpis or declared.is_mined or len(declared.shape.numerator_parts) > 1:
            # What is made of several sums shows the rows of each of them.
            continue
        for part, total in (("numerator", result.numerator), ("denominator", result.denominator)):
            if total is not None:
                rows = analysis.evidence(question, part, group=group).rows
                assert recount(rows) == pytest.approx(total), (href, part)


def recount(rows):
    """The sum of the values of the rows, or their number."""
    values = [row.get("value", 1) for row in rows]
    return sum(value if isinstance(value, int | float) else 1 for value in values)


@pytest.mark.parametrize("page", ["/reach", "/sales-development?who=rep", "/velocity", "/influence/split"])
def test_the_page_and_the_file_of_a_part_have_its_rows(sample, page):
    """The definition tells the part and its value; the rows are as many as it says, on the page and in the file."""
    client, analysis = sample
    parts = [one for one in numbers_of(client, page) if "group=" in one[1]]
    assert parts
    for kpi, href, _ in parts[:6]:
        result, question, group = meant(analysis, kpi, href)
        path, query = href.split("?")
        opened = client.get(href)
        assert opened.status_code == 200
        assert "definition-part" in opened.text
        links = [html.unescape(one) for one in re.findall(r'href="(/kpi/[^"]*/evidence[^"]*)"', opened.text)]
        assert all("group=" in link for link in links)
        total = analysis.evidence(question, "numerator", 0, group=group).total
        assert f"{total:,} row" in client.get(f"{path}/evidence?{query}").text
        lines = client.get(f"{path}/evidence.csv?{query}").text.splitlines()
        assert max(len(lines) - 1, 0) == total
        assert result.status != "unavailable"


def test_a_part_that_no_answer_has(sample):
    client, _ = sample
    opened = client.get("/kpi/program_reach?period=2026-Q3&group=channel%3Dpigeon")
    assert opened.status_code == 200
    assert "There was nothing to measure" in opened.text
    assert client.get("/kpi/program_reach/evidence?period=2026-Q3&group=channel%3Dpigeon").status_code == 200
    assert client.get("/kpi/program_reach?group=" + "x" * 400).status_code == 400
