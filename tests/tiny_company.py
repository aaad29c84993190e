"""A tiny company as CSV, and a workspace of it that is loaded and built once."""

from pathlib import Path

import pytest

SETTINGS = """
[workspace]
name = "Tiny"
timezone = "Europe/Madrid"
currency = "EUR"

[[sources]]
name = "crm"
type = "files"
path = "exports"

[lists.named]
members = "from list_members"
tiers = ["1", "2"]

[stages]
"Closed Won" = { won = true }
"Closed Lost" = { lost = true }
"""

# Accounts a0..a39, of which a0..a24 are on the list: tier 1 up to a9, then tier 2. In the third quarter of 2026
# a0..a19 view a page, and a30..a34 of those that are on no list. One more touch is nobody's.
MEMBERS, TIER_ONE, ENGAGED, ENGAGED_OUTSIDE, ACCOUNTS = 25, 10, 20, 5, 40


def exports(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "accounts.csv").write_text(
        "account_id,name,domain,industry,employees,owner_id,created_at\n"
        + "".join(
            f"a{i},{name(i)},c{i}.com,{'Software' if i % 2 else 'Retail'},{100 + i},u1,2025-01-01\n"
            for i in range(ACCOUNTS)
        )
    )
    (folder / "users.csv").write_text("user_id,name,email,role\nu1,Ann,ann@own.example,ae\n")
    (folder / "people.csv").write_text(
        "person_id,account_id,name,email,title,created_at\n"
        + "".join(f"p{i},a{i},Person {i},p{i}@c{i}.com,CFO,2025-01-02\n" for i in range(ACCOUNTS))
        + "px,,Nobody's,x@nowhere.test,,2025-01-02\n"
    )
    (folder / "list_members.csv").write_text(
        "list_id,account_id,tier,valid_from\n"
        + "".join(f"named,a{i},{1 if i < TIER_ONE else 2},2025-01-01\n" for i in range(MEMBERS))
    )
    engaged = [*range(ENGAGED), *range(30, 30 + ENGAGED_OUTSIDE)]
    (folder / "touches.csv").write_text(
        "touch_id,occurred_at,kind,channel,person_id,url\n"
        + "".join(
            f"t{i},2026-08-{1 + n % 28:02d}T10:00:00Z,page_view,web,p{i},/pricing\n"
            for n, i in enumerate(engaged)
        )
        + "tx,2026-08-01T10:00:00Z,page_view,web,,/pricing\n"
        + "bad,yesterday,page_view,web,p1,/pricing\n"
    )
    (folder / "opportunities.csv").write_text(
        "opportunity_id,account_id,name,type,amount,currency,stage,is_won,is_closed,created_at,closed_at\n"
        "o1,a1,First,new_business,1000,EUR,Closed Won,true,true,2026-08-10T09:00:00Z,2026-09-10T09:00:00Z\n"
        "o2,,Orphan,new_business,500,EUR,Proposal,false,false,2026-08-11T09:00:00Z,\n"
    )
    (folder / "opportunity_stages.csv").write_text(
        "opportunity_id,stage,entered_at,amount\n"
        "o1,Proposal,2026-08-10T09:00:00Z,900\n"
        "o1,Closed Won,2026-09-10T09:00:00Z,1000\n"
    )
    (folder / "opportunity_people.csv").write_text("opportunity_id,person_id,role\no2,p2,Decision maker\n")
    (folder / "contracts.csv").write_text(
        "contract_id,account_id,opportunity_id,starts_on,ends_on,annual_value,currency\n"
        "k1,a1,o1,2026-09-11,2027-09-10,1000,EUR\n"
    )


def name(i: int) -> str:
    """a7 has a name that a spreadsheet would run, and a8 one that would steer a terminal."""
    return {7: "=cmd|' /C calc'!A0", 8: "Red \x1b[31malert"}.get(i, f"Company {i}")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the tiny company, loaded and built."""
    from abmetry.facts.build import build
    from abmetry.model.load import load
    from abmetry.workspace.workspace import Workspace

    root = tmp_path_factory.mktemp("tiny")
    (root / "abmetry.toml").write_text(SETTINGS)
    exports(root / "exports")
    workspace = Workspace.open(root)
    load(workspace)
    build(workspace)
    return root
