"""Fifty readers while the company is built anew: nobody sees an error, and all see the new build."""

import random
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import quantiles

import httpx
import pytest

from abmetry.facts.build_record import current_id
from abmetry.web.navigation import ENTRIES
from abmetry.workspace.places import Places
from patience import SLOW

READERS = 50
PATHS = [entry.path for entry in ENTRIES.values() if entry.id not in ("insights", "catalogue")]
SCOPES = ["", "tier=1", "tier=2", "period=2026-Q1", "lang=fa", "lang=es&compare=none"]


@pytest.mark.many
@pytest.mark.skipif(not SLOW, reason="takes minutes (ABMETRY_SLOW=1)")
def test_readers_during_a_rebuild(sample, tmp_path):
    root = tmp_path / "company"
    shutil.copytree(sample, root)
    before = built(root)
    command = [sys.executable, "-m", "abmetry"]
    server = subprocess.Popen(
        [*command, "serve", "--port", "0"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = told_address(server)
        over, seconds, wrong = threading.Event(), [], []
        readers = [
            threading.Thread(target=read, args=(address, number, over, seconds, wrong))
            for number in range(READERS)
        ]
        for reader in readers:
            reader.start()
        building = subprocess.run(
            [*command, "build", "--full"], cwd=root, capture_output=True, text=True, check=False
        )
        time.sleep(2)
        over.set()
        for reader in readers:
            reader.join(120)
        page = httpx.get(address, timeout=60).text
    finally:
        server.terminate()
        server.wait(20)
    assert building.returncode == 0, building.stderr
    assert wrong == []
    after = built(root)
    assert after != before
    assert after[:15] in page
    cuts = quantiles(seconds, n=20)
    print(
        f"\n{READERS} readers, {len(seconds)} pages during a rebuild:"
        f" median {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f} ms"
    )


def built(root: Path) -> str:
    """Id of the build that is current."""
    return current_id(Places(root)) or ""


def told_address(server: subprocess.Popen) -> str:
    """The address that the server tells when it can be asked."""
    for line in server.stdout:
        if found := re.search(r"http://[\w.:]+/", line):
            return found[0]
    pytest.fail("the dashboard could not be served")


def read(address: str, number: int, over: threading.Event, seconds: list[float], wrong: list[str]) -> None:
    """One reader, who goes from page to page and looks at each for a moment."""
    chance = random.Random(number)
    with httpx.Client(base_url=address, timeout=120) as client:
        while not over.is_set():
            path = f"{chance.choice(PATHS)}?{chance.choice(SCOPES)}"
            begun = time.perf_counter()
            try:
                told = client.get(path)
            except httpx.HTTPError as error:
                wrong.append(f"{path}: {error!r}")
                return
            seconds.append(time.perf_counter() - begun)
            if told.status_code != 200 or "is-problem" in told.text:
                wrong.append(f"{path}: {told.status_code}")
            time.sleep(chance.uniform(0.1, 1))
