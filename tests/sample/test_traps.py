"""Every planted trap is in the files as often as the truth says."""

import pandas as pd

FREE = {"gmail.com", "hotmail.com", "yahoo.com", "outlook.com"}


def test_addresses(company):
    people = company.tables["people"]
    domain = people["email"].str.split("@").str[-1]
    assert domain.isin(FREE).sum() == company.count("free_mail_leads")
    assert (people["email"].str.count("@") == 2).sum() == company.count("emails_with_two_at")
    assert people["email"].str.lower().duplicated().sum() == company.count("duplicate_people_by_address")
    own = people["account_id"].map(company.tables["accounts"].set_index("account_id")["domain"])
    moved = own.notna() & (domain.str.lower() != own)
    assert moved.sum() == company.count("people_who_changed_employer")


def test_accounts(company):
    accounts = company.tables["accounts"]
    assert (accounts["name"] != accounts["name"].str.strip()).sum() == company.count(
        "names_with_stray_spaces"
    )
    assert accounts["domain"].duplicated(keep=False).sum() == company.count("accounts_sharing_a_domain")
    parent = accounts.set_index("account_id")["parent_account_id"].dropna().to_dict()
    assert len(parent) == company.count("accounts_with_parent")

    def is_its_own_ancestor(account):
        above = parent.get(account)
        for _ in range(10):
            if above == account:
                return True
            above = parent.get(above)
        return False

    assert sum(map(is_its_own_ancestor, parent)) == company.count("accounts_in_parent_cycles")


def test_opportunities(company):
    deals = company.tables["opportunities"]
    assert deals["account_id"].isna().sum() == company.count("opportunities_without_account")
    bare = deals["closed_at"].str.len() == 10
    assert bare.sum() == company.count("date_only_closes")
    odd = (deals["is_closed"] == "false") & deals["closed_at"].notna()
    assert odd.sum() == company.count("closed_at_on_open_deal")
    assert (deals["currency"] == "USD").sum() == company.count("opportunities_in_usd")
    assert (deals["currency"] == "GBP").sum() == company.count("opportunities_in_gbp")


def test_stages(company):
    stages = company.tables["opportunity_stages"].copy()
    missing = set(company.tables["opportunities"]["opportunity_id"]) - set(stages["opportunity_id"])
    assert len(missing) == company.count("opportunities_no_history")
    names = stages.groupby("opportunity_id")["stage"].apply(list)
    assert names.map(lambda s: s.count("Security review") > 1).sum() == company.count(
        "opportunities_re_entered"
    )
    reopened = names.map(lambda s: "Closed Lost" in s[:-1])
    assert reopened.sum() == company.count("opportunities_re_opened")
    new = company.tables["opportunities"]
    new = set(new.loc[~new["type"].isin(["renewal", "expansion"]), "opportunity_id"])
    skipped = names.map(lambda s: "Security review" in s and "Solution fit" not in s)
    assert skipped[skipped.index.isin(new)].sum() == company.count("opportunities_skipped")


def test_stages_agree_with_the_deals(company):
    stages = company.tables["opportunity_stages"]
    last = stages.groupby("opportunity_id")["stage"].last()
    deals = company.tables["opportunities"].set_index("opportunity_id")
    assert (deals.loc[last.index, "stage"] == last).all()
    at = pd.to_datetime(stages["entered_at"], utc=True, format="ISO8601").dt.floor("D")
    created = pd.to_datetime(deals["created_at"], utc=True).dt.floor("D")
    assert (at >= stages["opportunity_id"].map(created)).all()


def test_others(company):
    tables = company.tables
    assert tables["campaigns"]["name"].duplicated().sum() == company.count(
        "campaigns_with_a_name_used_before"
    )
    unknown = ~tables["opportunity_people"]["person_id"].isin(tables["people"]["person_id"])
    assert unknown.sum() == company.count("roles_of_unknown_people")
    links = tables["visitor_links"]
    assert links["visitor_id"].duplicated().sum() == company.count("visitors_of_two_people")


def test_touches(company):
    touches = company.tables["touches"]
    assert touches["email"].str.endswith("@cartagrid.com").sum() == company.count("own_staff_touches")
    assert touches["user_agent"].str.contains("Googlebot|bingbot", regex=True).sum() == company.count(
        "crawler_touches"
    )
    assert touches["user_agent"].str.contains("LinkCheck").sum() == company.count("link_scanner_touches")
    late = touches[touches["touch_id"].isin(company.truth.traps["touches_after_close"]["keys"])]
    assert len(late) == company.count("touches_after_close")
    people = company.tables["people"].set_index("person_id")["account_id"]
    closes = company.tables["opportunities"].assign(
        closed=lambda t: pd.to_datetime(t["closed_at"], utc=True, format="ISO8601")
    )
    lost = closes.query("is_closed == 'true' and is_won == 'false'").groupby("account_id")["closed"].min()
    after = late["occurred_at"] > late["person_id"].map(people).map(lost)
    assert after.mean() > 0.8


def test_bad_rows(company):
    assert company.truth.rejected == {"surveys": 2, "tasks": 2, "spend": 1}
    surveys, tasks, spend = (company.tables[name] for name in ("surveys", "tasks", "spend"))
    when = pd.to_datetime(surveys["responded_at"], utc=True, errors="coerce")
    assert (when.isna() | pd.to_numeric(surveys["score"], errors="coerce").isna()).sum() == 2
    due = pd.to_datetime(tasks["due_at"], utc=True, errors="coerce")
    assert (due.isna() | tasks["user_id"].isna()).sum() == 2
    assert pd.to_numeric(spend["amount"], errors="coerce").isna().sum() == 1
