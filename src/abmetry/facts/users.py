"""Our own people."""

from __future__ import annotations

from abmetry.steps.fact import Fact, Step, fact_columns

FACT = Fact(
    name="users",
    doc="Someone of ours.",
    columns=fact_columns(
        "user_id text: The user's id.",
        "name text: Full name.",
        "email text: E-mail address.",
        "role text: Role, in lower case, e.g. sdr, ae.",
        "team text: Team.",
    ),
    reads=("model_users",),
    steps=lambda _dialect, _settings: [
        Step("staff", "select user_id, name, email, lower(trim(role)) as role, team from model_users")
    ],
)
