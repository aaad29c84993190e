"""A client of the Model Context Protocol asks over standard input and output, as a language model's would."""

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

mcp = pytest.importorskip("mcp")

from abmetry.access.access import Access  # noqa: E402
from abmetry.workspace.workspace import Workspace  # noqa: E402

Q3 = {"period": "2026-Q3"}
START = "from abmetry.cli.app import main; main()"


def with_client(built: Path, work: Callable[[Any], Awaitable[None]], *options: str) -> None:
    """Start `abmetry mcp` as a process and talk to it."""
    arguments = ["-c", START, "mcp", "--workspace", str(built), *options]

    async def talk() -> None:
        server = mcp.StdioServerParameters(command=sys.executable, args=arguments)
        async with mcp.Client(server, read_timeout_seconds=120) as client:
            await work(client)

    # Of a thread of its own: in this one a browser's loop may run.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, talk()).result()


async def check_asking(client: Any) -> None:
    """The rows behind a number are as many as it says, group by group."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"catalogue", "ask", "evidence", "account", "insights"}
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations.read_only_hint
        assert all("description" in said for said in tool.input_schema["properties"].values()), tool.name
    assert "never causes" in client.instructions

    found = (await client.call_tool("catalogue", {"search": "engaged rate"})).structured_content
    assert "engaged_account_rate" in [one["kpi"] for one in found["kpis"]]
    full = (await client.call_tool("catalogue", {"kpi": "engaged_account_rate"})).structured_content
    assert full["kpi"]["unit"] == "percent"

    asked = {"kpis": ["engaged_account_rate"], "by": ["tier"], "compare": "none", **Q3}
    answer = (await client.call_tool("ask", asked)).structured_content
    first, second = answer["results"]
    assert (first["group"], first["numerator"], first["denominator"]) == ({"tier": "1"}, 10, 10)
    assert (second["group"], second["numerator"], second["denominator"]) == ({"tier": "2"}, 10, 15)
    for result in (first, second):
        for part in ("numerator", "denominator"):
            rows = await evidence(client, result["evidence"], part, limit=4)
            assert len(rows) == result[part]


async def check_handles(client: Any) -> None:
    """Every answer has a handle that evidence takes."""
    account = (await client.call_tool("account", {"name": "Company 1"})).structured_content
    assert account["account"]["company"]["account_id"] == "a1"
    found = (await client.call_tool("evidence", {"handle": account["evidence"]})).structured_content
    assert {row["account_id"] for row in found["rows"]} <= {"a1"}
    insights = (await client.call_tool("insights", {})).structured_content
    assert insights["insights"] == []

    for by, key in (("industry", "industry"), ("owner", None), ("month", None), ("list", None)):
        asked = {"kpis": ["engaged_accounts"], "by": [by], "compare": "none", **Q3}
        answer = (await client.call_tool("ask", asked)).structured_content
        for result in answer["results"]:
            rows = await evidence(client, result["evidence"], "numerator", 500)
            assert len(rows) == result["value"], (by, result["group"])
            assert key is None or {row[key] for row in rows} <= {result["group"][key]}


async def check_errors(client: Any) -> None:
    """Errors are sentences."""
    for tool, given, sentence in (
        ("ask", {"kpis": ["engaged_acounts"]}, "There is no KPI 'engaged_acounts'. Did you mean"),
        ("ask", {"kpis": ["engaged_accounts"], "period": "2026-Q7"}, "2026-Q7"),
        ("ask", {"kpis": []}, "kpis"),
        ("evidence", {"handle": "nonsense"}, "no evidence handle"),
        ("account", {"name": "nobody"}, "There is no account 'nobody'."),
    ):
        said = await client.call_tool(tool, given)
        assert said.is_error
        assert sentence in said.content[0].text
        assert "Traceback" not in said.content[0].text


async def evidence(client: Any, handle: str, part: str, limit: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        said = await client.call_tool(
            "evidence", {"handle": handle, "part": part, "limit": limit, "offset": after}
        )
        assert not said.is_error, said
        rows += said.structured_content["rows"]
        after = said.structured_content["next_offset"]
    return rows


def test_a_client_asks_and_looks_behind_the_number(built, tmp_path):
    """One process, as a client keeps one; what it was asked is in the log of a workspace that has users."""
    root = tmp_path / "workspace"
    shutil.copytree(built, root)
    access = Access.of(Workspace.open(root).places)
    assert access.signing_key

    async def work(client: Any) -> None:
        await check_asking(client)
        await check_handles(client)
        await check_errors(client)

    with_client(root, work)
    log = access.audit.list()
    assert {entry.action for entry in log} == {"ask", "evidence"}
    assert {entry.question["surface"] for entry in log} == {"mcp"}
    assert log[-1].question["kpis"] == ["engaged_account_rate"]


def test_without_people_none_is_told(built):
    async def work(client: Any) -> None:
        account = await client.call_tool("account", {"name": "a1"})
        asked = await client.call_tool("ask", {"kpis": ["people_per_account"], **Q3})
        rows = await client.call_tool(
            "evidence", {"handle": asked.structured_content["results"][0]["evidence"]}
        )
        for said in (account, rows):
            assert not said.is_error
            text = str(said.structured_content) + said.content[0].text
            for personal in ("Person 1", "@c1.com", "'p1'", "CFO"):
                assert personal not in text

    with_client(built, work, "--no-people")
