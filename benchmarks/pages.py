"""How long the server takes for each page of the dashboard of a company that is built.

python benchmarks/pages.py WORKSPACE [--scopes 20] [--again 20] [--page funnel]

Each page is asked for in scopes that nobody has asked for, then in one of them again and again. The first answer of a
page may be its frame, with parts that come later: until all of them are there is told beside it.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import httpx
import uvicorn
from fastapi import FastAPI

from abmetry.answers.period_text import parse_period
from abmetry.serving.asked import Answers
from abmetry.serving.reader import Reader
from abmetry.web.app import create_app
from abmetry.web.navigation import ENTRIES
from abmetry.workspace.workspace import Workspace

LATER = re.compile(r'hx-get="([^"]+)" hx-trigger="load')
OTHERS = {
    "definition": "/kpi/engaged_accounts",
    "evidence": "/kpi/engaged_accounts/evidence",
    "stage_accounts": "/funnel/engaged",
}
SLOWEST = 600
QUARTERS = 6


@dataclass
class Measured:
    """Seconds of a page: new scopes until the first answer and until all is there, and one scope again."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the pages of the dashboard.")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--scopes", type=int, default=20, help="scopes that each page is asked for in")
    parser.add_argument("--again", type=int, default=20, help="how often one of them is asked again")
    parser.add_argument("--page", action="append", help="only this page (repeatable)")
    asked = parser.parse_args()
    workspace = Workspace.open(asked.workspace)
    app = create_app(workspace)
    with Reader(app.state.builds, app.state.answers) as reader:
        queries = list(itertools.islice(scopes(reader), asked.scopes))
    with served(app) as address, httpx.Client(base_url=address, timeout=SLOWEST) as client:
        pages = {entry.id: entry.path for entry in ENTRIES.values()} | OTHERS | account_of(client)
        chosen = {name: path for name, path in pages.items() if not asked.page or name in asked.page}
        found = {}
        for name, path in chosen.items():
            print(f"{name} ...", file=sys.stderr, flush=True)
            forget(app, client)
            found[name] = measured(client, [f"{path}?{query}" for query in queries], asked.again)
    report(found, len(queries), asked.again)


def forget(app: FastAPI, client: httpx.Client) -> None:
    """Begin with no answers, but for what a scope can be made of, which every page shows."""
    app.state.answers.close()
    app.state.answers = Answers()
    page_of(client, "/catalogue")


def measured(client: httpx.Client, urls: list[str], again: int) -> Measured:
    """Ask for a page in every scope, then in one of them again."""
    found = Measured()
    for url in urls:
        begun = time.perf_counter()
        text = page_of(client, url)
        found.first.append(time.perf_counter() - begun)
        for later in LATER.findall(text):
            come(client, unescape(later))
        found.whole.append(time.perf_counter() - begun)
    for _ in range(again):
        begun = time.perf_counter()
        page_of(client, urls[0])
        found.again.append(time.perf_counter() - begun)
    return found


def come(client: httpx.Client, url: str) -> None:
    """Ask for a part of a page until it is there, and for the parts that it has."""
    text = page_of(client, url, {"hx-request": "true"})
    for later in LATER.findall(text):
        come(client, unescape(later))


def page_of(client: httpx.Client, url: str, headers: dict[str, str] | None = None) -> str:
    """A page; one that fails ends the run."""
    told = client.get(url, headers=headers)
    if told.status_code not in (200, 202):
        sys.exit(f"{url}: {told.status_code}")
    return told.text


def account_of(client: httpx.Client) -> dict[str, str]:
    """The page of an account, and its address."""
    found = re.search(r'href="(/accounts/[^"?]+)', page_of(client, "/accounts?wait=1&sort=-pipeline"))
    return {"account": unescape(found[1])} if found else {}


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the dashboard, as long as it is served."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def scopes(reader: Reader) -> Iterator[str]:
    """Scopes as readers choose them, each another: a quarter, a tier, a value of a segment, an owner, and pairs."""
    choices = reader.choices()
    quarter = parse_period("last-quarter", reader.analysis.calendar)
    quarters = [quarter.label]
    for _ in range(QUARTERS - 1):
        quarter = quarter.previous()
        quarters.append(quarter.label)
    values = [
        ("where", f"{attribute}={value}")
        for attribute, several in choices.segments.items()
        for value in several[:4]
    ]
    narrow = [
        *(("tier", tier) for tier in choices.tiers),
        *values,
        *(("owner", owner) for owner, _ in choices.owners[:4]),
    ]
    for one, period in itertools.zip_longest(narrow, quarters):
        if period:
            yield urlencode([("period", period)])
        if one:
            yield urlencode([one])
    for period, one in itertools.product(quarters, narrow):
        yield urlencode([one, ("period", period)])


def report(pages: dict[str, Measured], scopes: int, again: int) -> None:
    """Print the table of benchmarks/README.md."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"\n{date.today().isoformat()}, {machine}, Python {platform.python_version()};", end=" ")
    print(f"{scopes} scopes, one of them {again} times again; milliseconds\n")
    print(
        "| page | asked again, p50 | p95 | new scope, first answer, p50 | p95 | new scope, all there, p50 | p95 |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, one in pages.items():
        told = [
            f"{cut * 1000:,.0f}" for several in (one.again, one.first, one.whole) for cut in cuts(several)
        ]
        print(f"| {name.replace('_', ' ')} | {' | '.join(told)} |")


def cuts(seconds: list[float]) -> tuple[float, float]:
    """Median, and the value that 19 in 20 stay below."""
    if len(seconds) < 2:
        return (seconds[0], seconds[0]) if seconds else (0, 0)
    found = quantiles(seconds, n=20, method="inclusive")
    return found[9], found[18]


if __name__ == "__main__":
    main()
