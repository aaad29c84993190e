"""A day of a web server of 1995, by the workspace of `examples/web_log`: hosts become domains of companies, or nothing.

2,365 hosts made 30,969 requests. 702 of them are bare addresses; 668 of those asked for a page.
"""

import csv
import gzip
import re

import pytest

from real_data.example import Example

pytestmark = pytest.mark.real_data

PAGES = 9_311
LEFT_OUT = {"another method": 96, "an error": 221, "elsewhere": 355, "robots.txt": 20_986}
# Internet providers, hosting, caches: whose customers visit.
CARRIERS = {
    "aol.com", "att.net", "compuserve.com", "delphi.com", "demon.co.uk", "digex.net", "hensa.ac.uk", "ibm.net",
    "interramp.com", "mci.net", "netcom.com", "pipeline.com", "prodigy.com", "psi.net", "uu.net", "swipnet.se",
}  # fmt: skip


@pytest.fixture(scope="module")
def log(real_data, tmp_path_factory):
    return Example(tmp_path_factory.mktemp("log"), "web_log", real_data / "web_log")


@pytest.fixture(scope="module")
def requests(real_data):
    with gzip.open(real_data / "web_log" / "nasa_19950801.tsv.gz", "rt") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def domains(log):
    return log.answer("links", "--domains")


def test_every_request_is_a_page_or_left_out_and_counted(log, requests):
    ignored = {one["reason"] for one in log.answer("status")["load"]["ignored"]}
    counted = {
        word: int(reason.split()[0].replace(",", ""))
        for word in LEFT_OUT
        for reason in ignored
        if word in reason
    }
    assert counted == LEFT_OUT
    assert log.count("touches") == PAGES
    assert PAGES + sum(LEFT_OUT.values()) == len(requests) == 30_969
    assert log.answer("rejected") == []


def test_page_views_are_what_a_plain_count_finds(log, requests):
    """GET, answered or still had by the browser, and no picture, film, sound or the like."""
    assets = {"gif", "jpg", "jpeg", "xbm", "mpg", "wav", "bmp", "map"}
    seen = [
        one["url"].lower() for one in requests if one["method"] == "GET" and one["response"] in ("200", "304")
    ]
    paths = [re.split("[?#]", url)[0] for url in seen]
    assert len([path for path in paths if path.rsplit(".", 1)[-1] not in assets]) == PAGES
    found = log.model("select sum(case when kind in ('page_view', 'download') then 1 end) from model_touches")
    assert found == [(PAGES,)]


def test_no_carrier_is_a_company(domains):
    companies = {row["network"] for row in domains["companies"]}
    assert not companies & CARRIERS
    assert {"dec.com", "ibm.com", "hp.com", "upenn.edu", "mayo.edu"} <= companies
    assert "nasa.gov" not in companies
    top = [row["network"] for row in domains["companies"][:30]]
    assert top[0] == "dec.com"
    assert len(set(top)) == 30


def test_bare_addresses_and_single_labels_stay_unresolved(log, domains, requests):
    bare = {one["host"] for one in requests if one["host"].replace(".", "").isdigit()}
    assert len(bare) == 702
    others = {row["class"]: row for row in domains["others"]}
    assert others["address"]["hosts"] == 668
    assert others["invalid"]["hosts"] <= len({one["host"] for one in requests if "." not in one["host"]})
    resolved = log.facts(
        "select count(*) from touches where account_id is not null and link_rule <> 'network'"
    )
    assert resolved == [(0,)]


def test_nearly_half_of_the_visits_come_from_a_company(domains):
    share = domains["of_companies"] / domains["touches"]
    assert 0.44 < share < 0.50
    assert domains["touches"] == sum(row["touches"] for row in [*domains["companies"], *domains["others"]])


def test_visits_of_the_four_companies_are_theirs(log, domains):
    given = {(one["fact"], one["rule"]): one for one in log.answer("links")["given"]}
    assert given["touches", "network"]["accounts"] == 4
    assert given["touches", "network"]["rows"] == domains["of_accounts"]
    assert given["touches", "network"]["confidence"] == pytest.approx(0.7)
    by_domain = {row["network"]: row["account"]["id"] for row in domains["companies"] if row["account"]}
    assert by_domain == {"dec.com": "dec", "ibm.com": "ibm", "hp.com": "hp", "harris.com": "harris"}


def test_a_table_of_networks_resolves_addresses(log):
    (log.root / "networks.csv").write_text("network,account_id\n128.0.0.0/4,dec\n", encoding="utf-8")
    settings = log.root / "abmetry.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[identity]", '[identity]\nnetworks = "networks.csv"'), encoding="utf-8")
    log.command("build", "--quiet")
    rows = log.answer("links", "--domains")["companies"]
    (found,) = [row for row in rows if row["network"] == "128.0.0.0/4"]
    assert found["account"]["id"] == "dec"
    assert found["hosts"] > 50
