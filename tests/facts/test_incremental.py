"""A build that begins from the last one has the rows that one from the beginning has."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import abmetry.facts.build as building
from abmetry.answers.analysis import open_workspace
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.build import build
from abmetry.facts.build_record import BuildRecord
from abmetry.facts.incremental import last_build
from abmetry.facts.incremental.parts import parts_of, rows_sql
from abmetry.facts.incremental.touch_renewal import renewal_of
from abmetry.facts.stores import duckdb_store, renewed_store
from abmetry.model.load import load
from abmetry.workspace.workspace import Workspace
from facts.loaded_in_pieces import (
    GROWING,
    load_and_build,
    made_anew,
    pieces,
    plain,
    rows_of,
)
from patience import SLOW
from recompute.company import Company
from recompute.drawn import at, company, touch
from recompute.generate import company_of


def from_the_beginning(*_: object) -> None:
    raise AssertionError("This build is made from the beginning.")


def renewed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> BuildRecord:
    """Build, and see that it begins from the last build."""
    with monkeypatch.context() as patch:
        patch.setattr(duckdb_store.DuckDBStore, "make", from_the_beginning)
        return build(workspace)


def differences(company: Company, folder: Path, seed: int, loads: int = 4) -> list[str]:
    """The facts that differ from those made from the beginning, after any of several loads."""
    found = []
    for number, piece in enumerate(pieces(company, loads, seed)):
        workspace, record = load_and_build(piece, folder)
        renewed_rows, anew = rows_of(workspace.places.build(record.id)), made_anew(workspace)
        found += [f"load {number}: {name}" for name in anew if renewed_rows[name] != anew[name]]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_those_of_a_build_from_the_beginning(seed: int, tmp_path: Path) -> None:
    drawn = company_of(seed, n_accounts=4 + seed, n_people=6 + seed, n_touches=80, n_talks=10)
    assert differences(drawn, tmp_path, seed) == []


@pytest.mark.many
@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 160 if SLOW else 102))
def test_rows_of_many_companies(seed: int, tmp_path: Path) -> None:
    drawn = company_of(
        seed, 3 + seed % 9, seed % 14, n_touches=seed * 37 % 150, n_deals=seed % 8, n_talks=seed * 7 % 20
    )
    assert differences(drawn, tmp_path, seed) == []


@pytest.mark.parametrize("seed", [7])
def test_parquet_in_parts_says_what_the_tables_say(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewed_store, "FEW_ROWS", 0)
    parts = 0
    for piece in pieces(company_of(seed, n_touches=100, n_talks=10), 4, seed):
        workspace, record = load_and_build(piece, tmp_path)
        folder = workspace.places.build(record.id)
        tables = rows_of(folder)
        for name in set(tables) - set(GROWING):
            rows = tables[name]
            parts += len(parts_of(folder / "facts", name))
            assert read_back(folder, name) == rows, name
    assert parts > 0


def read_back(folder: Path, name: str) -> list[tuple[object, ...]]:
    """The rows of a fact as its Parquet says, sorted."""
    with DuckDBEngine() as engine:
        rows = engine.query(rows_sql(engine, renewal_of(name), folder / "facts", name))
    return sorted((tuple(plain(value) for value in row.values()) for row in rows.to_pylist()), key=repr)


def differing(folder: Path, *exports: Company) -> list[str]:
    """The facts that differ from those made from the beginning, after the last of some exports."""
    for export in exports:
        workspace, record = load_and_build(export, folder)
    rows, anew = rows_of(workspace.places.build(record.id)), made_anew(workspace)
    return [name for name in anew if rows[name] != anew[name]]


CAMPAIGNS = [{"campaign_id": "c", "name": "C", "channel": "webinar"}]


def person(key: str, **row: object) -> dict[str, object]:
    return {"person_id": key, "account_id": "a", "email": "p@a-corp.es", "created_at": at(1, 1), **row}


def responded(when: datetime | None, **whose: object) -> dict[str, object]:
    return {"campaign_id": "c", "status": "x", "responded_at": when, **whose}


FORM = touch("form", at(3, 1, 10), "form_submit", person_id="p", campaign_id="c")


@pytest.mark.parametrize("later", [at(3, 2), None])
def test_a_response_that_moves_leaves_the_touch_it_was_one_with(
    later: datetime | None, tmp_path: Path
) -> None:
    """The response rested, so that no row of its own told which touch stood for it.

    p  |--form and response 1 Mar--(second load: response 2 Mar, or none)--|
    """
    drawn = company("a", people=[person("p")], campaigns=CAMPAIGNS, touches=[FORM])
    exports = [drawn.with_rows("campaign_members", responded(on, person_id="p")) for on in (at(3, 1), later)]
    assert differing(tmp_path, *exports) == []


def test_a_response_that_rests_takes_minutes_of_its_accounts_day(tmp_path: Path) -> None:
    """Of 10 minutes the response has 7, though a form of a visitor stands for it: of the call's 8 there are 3 left.

    a  |--form of v, response--(second load: form of nobody)--|
    """
    engagement = {"daily_cap": 10, "minutes": {"form_submit": 8}, "rules": [{"channel": "webinar", "add": 7}]}
    form = touch("form", at(3, 1, 10), "form_submit", account_id="a", visitor_id="v", campaign_id="c")
    members = [responded(at(3, 1, 11), account_id="a")]
    drawn = company(
        "a",
        campaigns=CAMPAIGNS,
        campaign_members=members,
        touches=[form],
        settings={"engagement": engagement},
    )
    later = drawn.with_rows("touches", touch("late", at(3, 1, 12), "form_submit", account_id="a"))
    assert differing(tmp_path, drawn, later) == []


def test_a_response_that_rests_is_weighed_anew(tmp_path: Path) -> None:
    """q, who shares p's address, becomes a chief: q's response, 9 minutes and not 3, leaves 3 for p's last form.

    p  |--form 8, response of q, form--|
    """
    engagement = {
        "daily_cap": 20,
        "minutes": {"form_submit": 8},
        "rules": [{"channel": "webinar", "add": 3}],
        "weights": {"seniority": {"c_level": 3}},
    }
    exports = [
        company(
            "a",
            people=[person("p"), person("q", created_at=at(1, 2), seniority=seniority)],
            campaigns=CAMPAIGNS,
            campaign_members=[responded(at(3, 1, 11), person_id="q")],
            touches=[FORM, touch("last", at(3, 1, 12), "form_submit", person_id="p")],
            settings={"engagement": engagement},
        )
        for seniority in ("junior", "c_level")
    ]
    assert differing(tmp_path, *exports) == []


def test_a_name_links_from_when_its_account_turns_out_to_be_created(tmp_path: Path) -> None:
    """The domain's account was there before that of the name, until the second load says otherwise.

    p  1 Jan--(z 5 Jan)--a 10 Jan--z 1 Feb--|
    """
    someone = {"person_id": "p", "email": "p@a-corp.es", "created_at": at(1, 1), "company": "Zebra Holdings"}
    drawn = company("", people=[someone])
    owner = {"account_id": "a", "name": "a", "domain": "a-corp.es", "created_at": at(1, 10)}
    exports = [
        drawn.with_rows(
            "accounts", owner, {"account_id": "z", "name": "Zebra Holdings", "created_at": created}
        )
        for created in (at(2, 1), at(1, 5))
    ]
    assert differing(tmp_path, *exports) == []


def test_conversions_are_followed_from_one_day_of_ads_to_the_next(tmp_path: Path) -> None:
    """A month after every day of ads there is the next; an ad before the first is loaded late.

    v  |--(ad of a, late)--click and form 1 Jan--click and form 29 Jan--...--click and form 16 Jul--|
    """
    days = [at(1, 1) + timedelta(days=28 * number) for number in range(8)]
    his = {"visitor_id": "v", "account_id": "a"}
    touches = [
        row
        for number, day in enumerate(days)
        for row in (
            touch(f"click{number}", day, "ad_click", **his),
            touch(f"form{number}", day + timedelta(hours=3), "form_submit", **his),
        )
    ]
    drawn = company("a", touches=touches)
    late = touch("late", days[0] - timedelta(days=2), "ad_impression", account_id="a")
    assert differing(tmp_path, drawn, drawn.with_rows("touches", late)) == []


def test_a_spell_that_ends_in_the_hour_that_is_none(tmp_path: Path) -> None:
    """Ninety days after 29 December, at 2:00, clocks go on to 3:00: 2:30, where the first ends, is after 3:00.

    a  |--form 2:30--form 3:00 (second load)--|
    """
    drawn = company(
        "a",
        touches=[touch("t1", at(12, 29, 1, 30, 2025), "form_submit", account_id="a")],
        settings={"workspace": {"timezone": "Europe/Madrid"}},
    )
    later = touch("t2", at(12, 29, 2, 0, 2025), "form_submit", account_id="a")
    assert differing(tmp_path, drawn, drawn.with_rows("touches", later)) == []


def test_rows_of_a_load_whose_record_is_lost_go(tmp_path: Path) -> None:
    """The second load's record is removed, as its message says where it is damaged; y was exported no more.

    a  |--x 1 Mar--y 2 Mar (lost)--z 3 Mar--w 4 Mar--|
    """
    days = {"x": 1, "y": 2, "z": 3, "w": 4}

    def export(ids: str) -> Company:
        return company("a", touches=[touch(i, at(3, days[i]), "page_view", account_id="a") for i in ids])

    workspace = Workspace.open(export("x").write(tmp_path))
    for ids in ("x", "xy", "xz"):
        export(ids).write(tmp_path)
        load(workspace)
    build(workspace)
    sorted((workspace.places.lake / "loads").glob("*.json"))[1].unlink()
    assert differing(tmp_path, export("xzw")) == []


class Twofold(Company):
    """A company with a second source."""

    def document(self) -> dict[str, Any]:
        document = super().document()
        second = {"name": "second", "type": "files", "path": "second/exports"}
        return {**document, "sources": [*document["sources"], second]}


def test_a_touch_of_another_source_keeps_its_own_of_the_same_id(tmp_path: Path) -> None:
    drawn = company("a b", touches=[touch("t", at(3, 1), "page_view", account_id="a")])
    (tmp_path / "second" / "exports").mkdir(parents=True)
    load_and_build(Twofold(drawn.tables, drawn.settings), tmp_path)
    same = touch("t", at(3, 1), "form_submit", account_id="b")
    Company({"touches": [same]}).write(tmp_path / "second")
    assert differing(tmp_path, Twofold(drawn.tables, drawn.settings)) == []


def test_only_what_changed_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One page view more for account a: no fact of deals is touched, and their files are the same files.

    a  |--view 1 Mar----------view 2 Mar (second load)--|
    """
    first = company("a b", touches=[touch("t1", at(3, 1), "page_view", account_id="a")])
    workspace, before = load_and_build(first, tmp_path)
    second = first.with_rows("touches", touch("t2", at(3, 2), "page_view", account_id="a"))
    second.write(tmp_path)
    load(workspace)
    after = renewed(workspace, monkeypatch)
    old, new = (workspace.places.build(record.id) / "facts" for record in (before, after))
    assert (old / "opportunities.parquet").samefile(new / "opportunities.parquet")
    assert not (old / "touches.parquet").samefile(new / "touches.parquet")
    assert after.rows["touches"] == before.rows["touches"] + 1


def test_changed_definitions_are_made_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = company("a", touches=[touch("t1", at(3, 1), "page_view", account_id="a")])
    load_and_build(drawn, tmp_path)
    changed = Company(drawn.tables, {**drawn.settings, "influence": {"window_days": 30}})
    workspace = Workspace.open(changed.write(tmp_path))
    with pytest.raises(AssertionError, match="from the beginning"):
        renewed(workspace, monkeypatch)
    assert build(workspace).definition == workspace.definition_hash


def test_what_another_version_made_by_other_queries_is_read_and_made_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = company("a", touches=[touch("t1", at(3, 1), "page_view", account_id="a")])
    workspace, before = load_and_build(drawn, tmp_path)
    for module in (last_build, building):
        monkeypatch.setattr(module, "queries_of_facts", lambda: "of the next version")
    with open_workspace(tmp_path) as analysis:
        assert analysis.record.id == before.id
    with pytest.raises(AssertionError, match="from the beginning"):
        renewed(workspace, monkeypatch)
    assert build(workspace).queries == "of the next version"


def test_full_makes_all_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, _ = load_and_build(company("a"), tmp_path)
    monkeypatch.setattr(renewed_store.RenewedStore, "__init__", from_the_beginning)
    assert build(workspace, full=True).rows["accounts"] == 1


def test_only_the_last_build_keeps_its_workings(tmp_path: Path) -> None:
    drawn = company("a", touches=[touch("t1", at(3, 1), "page_view", account_id="a")])
    workspace, before = load_and_build(drawn, tmp_path)
    _, after = load_and_build(
        drawn.with_rows("touches", touch("t2", at(3, 2), "page_view", account_id="a")), tmp_path
    )
    assert not (workspace.places.build(before.id) / duckdb_store.WORKINGS).exists()
    assert (workspace.places.build(after.id) / duckdb_store.WORKINGS).exists()


def test_a_load_of_very_many_touches_is_built_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_build, "FEW_TOUCHES", 1)
    first = company("a", touches=[touch("t1", at(3, 1), "page_view", account_id="a")])
    load_and_build(first, tmp_path)
    more = [touch(f"n{day}", at(3, day), "page_view", account_id="a") for day in (2, 3)]
    workspace = Workspace.open(first.with_rows("touches", *more).write(tmp_path))
    load(workspace)
    with pytest.raises(AssertionError, match="from the beginning"):
        renewed(workspace, monkeypatch)
