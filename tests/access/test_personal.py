"""What tells of a person is left out for those who may not see it."""

from abmetry.access.personal import account_without_personal, without_personal


def test_rows_about_people_keep_no_name():
    rows = [
        {
            "table": "people",
            "key": "P1",
            "account_id": "A1",
            "account": "Acme",
            "name": "Ann",
            "title": "CFO",
        },
        {"table": "opportunities", "key": "O1", "account_id": "A1", "name": "Acme - New", "person_id": "P1"},
        {"table": "touches", "key": "T1", "person_id": "P1", "visitor_id": "V1", "kind": "page_view"},
    ]
    assert without_personal(rows) == [
        {"table": "people", "account_id": "A1", "account": "Acme"},
        {"table": "opportunities", "key": "O1", "account_id": "A1", "name": "Acme - New"},
        {"table": "touches", "key": "T1", "kind": "page_view"},
    ]


def test_the_story_of_an_account_keeps_no_person():
    story = {
        "company": {"name": "Acme"},
        "people": [{"person_id": "P1", "name": "Ann", "email": "a@b.c", "title": "CFO", "persona": "buyer"}],
        "touches": [{"touch_id": "T1", "person_id": "P1", "person": "Ann", "kind": "page_view"}],
        "opportunities": None,
    }
    told = account_without_personal(story)
    assert told["people"] == [{"persona": "buyer"}]
    assert told["touches"] == [{"touch_id": "T1", "kind": "page_view"}]
    assert told["company"] == {"name": "Acme"}
    assert story["people"][0]["name"] == "Ann"
