"""The pages of the dashboard, as its navigation lists them."""

from __future__ import annotations

from dataclasses import dataclass

from abmetry.lang.message import Message, message


@dataclass(frozen=True)
class Entry:
    """A page.

    Attributes:
        id: Its name in code.
        path: Its address.
        title: Its name for people.
        question: What it answers, in one line.
    """

    id: str
    path: str
    title: Message
    question: Message


@dataclass(frozen=True)
class Group:
    """Pages that belong together."""

    title: Message
    entries: tuple[Entry, ...]


NAVIGATION = (
    Group(
        message("Overview"),
        (
            Entry(
                "board",
                "/",
                message("Board"),
                message("How the program does, in four numbers and six stages"),
            ),
            Entry(
                "funnel", "/funnel", message("Funnel"), message("Where the accounts stand, and how they move")
            ),
        ),
    ),
    Group(
        message("Accounts"),
        (
            Entry(
                "accounts",
                "/accounts",
                message("Accounts"),
                message("Every account, to sort, filter and find"),
            ),
            Entry("coverage", "/coverage", message("Coverage"), message("Whom we know, and whom we miss")),
        ),
    ),
    Group(
        message("Programs"),
        (
            Entry(
                "reach",
                "/reach",
                message("Reach"),
                message("What touches the target accounts, and what is wasted"),
            ),
            Entry("influence", "/influence", message("Influence"), message("What marketing has its part in")),
            Entry(
                "velocity",
                "/velocity",
                message("Velocity"),
                message("How fast deals move, and which stand still"),
            ),
        ),
    ),
    Group(
        message("Customers and sales"),
        (
            Entry(
                "retention",
                "/retention",
                message("Retention and expansion"),
                message("Who stays, and who buys more"),
            ),
            Entry(
                "sales_development",
                "/sales-development",
                message("Sales development"),
                message("What the team and its people do"),
            ),
        ),
    ),
    Group(
        message("Findings"),
        (
            Entry("insights", "/insights", message("Insights"), message("What goes with what")),
            Entry("catalogue", "/catalogue", message("Catalogue"), message("Every KPI and its definition")),
            Entry("data", "/data", message("Data"), message("What was loaded, and what to make of it")),
        ),
    ),
)

ENTRIES = {entry.id: entry for group in NAVIGATION for entry in group.entries}
