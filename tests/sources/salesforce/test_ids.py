"""Ids of 15 and of 18 characters."""

import pytest

from abmetry.engine.loading import LoadingEngine
from abmetry.sources.salesforce.ids import is_id, long_id_sql
from sources.export_workspace import ExportWorkspace

SHORT, LONG = "001A0000006Vm9u", "001A0000006Vm9uIAC"
CONTACT, CONTACT_LONG = "003d000000D9Xyz", "003d000000D9XyzAAF"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (SHORT, LONG),
        (f" {SHORT} ", LONG),
        (LONG, LONG),
        ("000000000000000", "000000000000000AAA"),
        ("AAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAA555"),
        ("aaaaAaaaAaaaAaa", "aaaaAaaaAaaaAaaQIE"),
        ("acme", "acme"),
        ("001-0000006Vm9u", "001-0000006Vm9u"),
        ("001A0000006Vm9", "001A0000006Vm9"),
        ("", ""),
        (None, None),
    ],
)
def test_an_id(given, found):
    """001A0 has an upper case letter in place 3: 2^3 = 8, I. 00000 none: A. 6Vm9u in place 1: 2, C."""
    with LoadingEngine() as engine:
        text = "cast(null as varchar)" if given is None else engine.dialect.text(given)
        (row,) = engine.query(f"select {long_id_sql(engine.dialect, text)} as id").to_pylist()
    assert row["id"] == found


@pytest.mark.parametrize(
    ("column", "holds"),
    [
        *(("Id", True), ("ID", True), ("AccountId", True), ("ACCOUNTID", True), ("Account ID", True)),
        *(("Paid", False), ("PAID", False), ("Valid", False), ("Name", False), ("Partner_Id__c", False)),
    ],
)
def test_columns_that_hold_ids(column, holds):
    assert is_id(column) is holds


def test_one_record_whether_named_by_15_characters_or_by_18(tmp_path):
    """006d0 and 00000 have no upper case: AA. AbCdE has it in places 0, 2, 4: 1 + 4 + 16 = 21, V."""
    export = ExportWorkspace(
        tmp_path, "salesforce", '[sources.columns.opportunities]\nsourced_by_id = "SDR__c"'
    )
    export.load(
        {
            "Account.csv": f"Id,Name,ParentId,Code\n{SHORT},Acme,{LONG},{SHORT}\n",
            "Contact.csv": f"Id,LastName,AccountId\n{CONTACT_LONG},Ana,{LONG}\n",
            "Opportunity.csv": "Id,AccountId,Name,StageName,CreatedDate,OwnerId,SDR__c\n"
            f"006d000000AbCdE,{LONG},Deal,Talks,2026-01-05,u1,005d000000AbCdE\n",
            "OpportunityContactRole.csv": "OpportunityId,ContactId,Role,CreatedDate\n"
            f"006d000000AbCdE,{CONTACT},User,2026-01-05\n",
            "Task.csv": "Id,WhoId,WhatId,OwnerId,Status,Subject,TaskSubtype,ActivityDate,CreatedDate\n"
            f"t1,{CONTACT},{SHORT},u1,Completed,Call,Call,2026-01-06,2026-01-06\n",
        }
    )
    assert export.rows("accounts", "account_id", "parent_account_id") == [(LONG, LONG)]
    assert export.rows("people", "person_id", "account_id") == [(CONTACT_LONG, LONG)]
    deal = "006d000000AbCdEAAV"
    columns = ("opportunity_id", "account_id", "owner_id", "sourced_by_id")
    assert export.rows("opportunities", *columns) == [(deal, LONG, "u1", "005d000000AbCdEAAV")]
    assert export.rows("opportunity_people", "opportunity_id", "person_id") == [(deal, CONTACT_LONG)]
    assert export.rows("touches", "touch_id", "person_id", "account_id") == [("t1", CONTACT_LONG, LONG)]
    assert export.rows("accounts", "attributes") == [f'{{"Code": "{SHORT}"}}'.replace(": ", ":")]


def test_loading_the_same_records_with_longer_ids_changes_nothing(tmp_path):
    export = ExportWorkspace(tmp_path, "salesforce")
    export.load({"Account.csv": f"Id,Name\n{SHORT},Acme\n"})
    record = export.load({"Account.csv": f"Id,Name\n{LONG},Acme\n"})
    (counts,) = record.tables
    assert (counts.loaded, counts.unchanged) == (0, 1)
