"""Which steps of a query are named more than once, and which a step rests on."""

from abmetry.steps.fact import Step
from abmetry.steps.reused import needed_steps, reused_steps

CONSTANTS = Step("constants", "select 1 as x")
VISITS = Step("visits", "select account_id from touches, constants")
ACCOUNTS = Step("accounts", "select distinct account_id from visits")
ASIDE = Step("aside", "select * from accounts")
COUNTED = Step(
    "counted",
    """
    select a.account_id, count(*) as n
    from accounts as a
    JOIN visits as v on v.account_id = a.account_id
    join constants on constants.x = 1
    join constants as c on c.x = 1
    group by a.account_id
    """,
)
STEPS = [CONSTANTS, VISITS, ACCOUNTS, ASIDE, COUNTED]


def test_a_step_is_reused_that_is_named_twice_and_reads_something():
    """visits: by accounts and counted; accounts: by aside and counted; constants read nothing."""
    assert reused_steps(STEPS) == {"visits", "accounts"}
    assert reused_steps([VISITS, COUNTED]) == set()


def test_a_step_rests_on_what_it_names_itself_or_by_others():
    assert needed_steps(STEPS) == [CONSTANTS, VISITS, ACCOUNTS, COUNTED]
    assert needed_steps([CONSTANTS, VISITS, ACCOUNTS, ASIDE]) == [CONSTANTS, VISITS, ACCOUNTS, ASIDE]
    assert needed_steps([CONSTANTS, ASIDE]) == [ASIDE]
