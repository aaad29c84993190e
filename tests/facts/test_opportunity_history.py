"""The state of a deal at every instant, against a reading of its history."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from facts.model_fixture import tiny_model

STATUS = {"Talks": "open", "Demo": "open", "Won": "won", "Signed": "won", "Lost": "lost"}
SETTINGS = {
    "workspace": {"timezone": "UTC"},
    "stages": {
        "Talks": {"order": 1},
        "Demo": {"order": 2},
        "Won": {"won": True},
        "Signed": {"won": True},
        "Lost": {"lost": True},
    },
}
DAY0 = datetime(2026, 1, 1)

# One row an instant: the order of rows of one instant has a test of its own.
histories = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(list(STATUS)), st.none() | st.integers(1, 3)),
    max_size=7,
    unique_by=lambda row: row[0],
).map(sorted)


def state_at(created, rows, t):
    """Status, amount and last close as of t; None before the deal exists."""
    before = [(DAY0 + timedelta(days=day), stage, amount) for day, stage, amount in rows]
    before = [row for row in before if row[0] < t]
    if not before:
        return ("open", 70.0, None) if created < t else None
    amounts = [amount for _, _, amount in before if amount is not None]
    status, closed = "open", None
    for entered, stage, _ in before:
        if STATUS[stage] != status:
            status, closed = STATUS[stage], entered
    return status, float(amounts[-1]) if amounts else 70.0, None if status == "open" else closed


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), histories), min_size=4, max_size=4))
def test_the_state_at_any_instant_is_the_last_row_before_it(deals):
    model = tiny_model(
        settings=SETTINGS,
        opportunities=[
            {
                "opportunity_id": f"d{number}",
                "stage": rows[-1][1] if rows else "Talks",
                "created_at": DAY0 + timedelta(days=created),
                "amount": 70,
            }
            for number, (created, rows) in enumerate(deals)
        ],
        opportunity_stages=[
            {
                "opportunity_id": f"d{number}",
                "stage": f" {stage.upper()} ",
                "entered_at": DAY0 + timedelta(days=day),
                "amount": amount,
            }
            for number, (_, rows) in enumerate(deals)
            for day, stage, amount in rows
        ],
    ).build("opportunity_states")
    states = model.rows("select * from opportunity_states")
    for half_days in range(50):
        t = DAY0 + timedelta(hours=12 * half_days)
        found = {
            row["opportunity_id"]: (row["status"], row["amount"], row["closed_at"])
            for row in states
            if row["state_from"] < t and (row["state_to"] is None or row["state_to"] >= t)
        }
        expected = {
            f"d{number}": state
            for number, (created, rows) in enumerate(deals)
            if (state := state_at(DAY0 + timedelta(days=created), rows, t))
        }
        assert found == expected, t
