"""What sales people write of calls, roles and addresses, as the canonical words."""

from __future__ import annotations

from abmetry.engine.loading_dialect import LoadingDialect

_VOICEMAIL = r"voice ?-?mail|left .*message|mail ?box|\blvm\b"
_UNANSWERED = (
    r"no.?answer|not answer|unanswered|not (be )?(reach|connect)|disconnect|busy|wrong|fail|missed|no show"
    r"|cancel|gate ?keeper"
)
_ANSWERED = r"answer|connected|completed|conversation|spoke|talked|reached|interested|meeting|call ?back|live"
_ROLES = (
    ("sdr", r"\b(sdr|bdr|sdrs|bdrs)\b|(sales|business) development"),
    ("csm", r"\bcsm\b|customer success"),
    ("ae", r"\bae\b|account exec|sales rep"),
    ("marketing", "marketing"),
)


def call_kind_sql(dialect: LoadingDialect, outcome: str, inbound: str) -> str:
    """The touch kind of a call: an inbound one was answered, by us; of others the words of the outcome tell.

    Args:
        dialect: How the engine says it.
        outcome: Expression of the outcome in lower case.
        inbound: Condition that they called us.
    """
    return (
        f"case when {dialect.regexp_matches(outcome, _VOICEMAIL)} then 'voicemail'"
        f" when {inbound} then 'call_answered'"
        f" when {dialect.regexp_matches(outcome, _UNANSWERED)} then 'call'"
        f" when {dialect.regexp_matches(outcome, _ANSWERED)} then 'call_answered' else 'call' end"
    )


def role_sql(dialect: LoadingDialect, name: str) -> str:
    """The role that a role's or a job's name tells: sdr, ae, csm, marketing, else the name itself."""
    whens = "".join(
        f" when {dialect.regexp_matches(f'lower({name})', pattern)} then '{role}'" for role, pattern in _ROLES
    )
    return f"case{whens} else {name} end"


def host_sql(dialect: LoadingDialect, address: str) -> str:
    """The host name of a web address, without ``www``."""
    bare = dialect.regexp_replace(f"lower({address})", "^[a-z]+://", "")
    host = dialect.regexp_replace(bare, r"^www\.|[/?#:].*$", "")
    return f"nullif({host}, '')"
