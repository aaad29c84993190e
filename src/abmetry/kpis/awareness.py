"""Stage 1: whether target accounts and their key contacts take notice of us (KPIS.md)."""

from __future__ import annotations

from collections.abc import Mapping

from abmetry.kpis.kpi import Family, Flag, Kpi, Population, Unit
from abmetry.kpis.measure import ACCOUNTS, Measure, any_row, count_of
from abmetry.kpis.shape import Shape, rate

_NOTICES = "'email_click', 'event_attended', 'webinar_attended', 'call_answered'"
_AWARE = (
    f"is_web_view or (quantity > 0 and kind in ({_NOTICES}))"
    " or (quantity > 0 and kind = 'email_open' and not is_proxy_open)"
)
_AWARE_WITH_PROXIES = f"is_web_view or (quantity > 0 and kind in ('email_open', {_NOTICES}))"
_VISITS = count_of("sessions", everyone=True)
_RESOLVED = count_of("sessions", "account_id is not null", everyone=True)
_OF_VISITS = {"channel": "channel", "campaign": "campaign_id"}


def _aware(where: str) -> Measure:
    return any_row(
        "touches",
        where,
        order="occurred_at",
        shows=("occurred_at", "kind", "channel", "campaign_id", "person_id"),
    )


def _contacts(where: str, *shows: str) -> Measure:
    return count_of("key_contacts", where, shows=("name", "title", *shows))


def _declared(
    kpi_id: str,
    title: str,
    question: str,
    definition: str,
    shape: Shape,
    *,
    population: Population = "T",
    needs: tuple[str | tuple[str, ...], ...] = ("accounts", "touches"),
    by: Mapping[str, str] | None = None,
    extra: Mapping[str, Shape] | None = None,
    flags: tuple[Flag, ...] = (),
    settings: tuple[str, ...] = (),
) -> Kpi:
    return Kpi(
        id=kpi_id,
        title=title,
        question=question,
        definition=definition,
        family=Family.AWARENESS,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=needs,
        population=population,
        shape=shape,
        extra=extra or {},
        by=by or {},
        flags=flags,
        settings=settings,
    )


_OF_PEOPLE = ("accounts", "people", "touches")
_SENT = _contacts("is_sent", "sent_at")

KPIS = (
    _declared(
        "aware_account_rate",
        "Aware accounts",
        "Which share of the target accounts takes notice of us?",
        (
            "Target accounts with a web visit, an e-mail opened or clicked, an event or webinar attended or a call"
            " answered in the period / target accounts. What privacy proxies and scanners open is no open; with it, the"
            " rate is beside."
        ),
        rate(_aware(_AWARE), ACCOUNTS),
        extra={"with_proxies": rate(_aware(_AWARE_WITH_PROXIES), ACCOUNTS)},
        by={"kind": "kind", "channel": "channel"},
        settings=("pages",),
    ),
    _declared(
        "target_traffic_share",
        "Target share of web traffic",
        "How much of the traffic on our site comes from the accounts that we want?",
        (
            "Web visits of accounts in scope that began in the period / all web visits that did and are not by bots or"
            " our own staff."
        ),
        rate(count_of("sessions"), _VISITS),
        population="A",
        by=_OF_VISITS,
        settings=("pages", "identity"),
    ),
    _declared(
        "web_visits_resolved_rate",
        "Web visits resolved to an account",
        "Of how much of the traffic on our site do we know whose it is?",
        "Web visits of the period that are resolved to any account by t / web visits; whatever the scope.",
        rate(_RESOLVED, _VISITS),
        population="A",
        by=_OF_VISITS,
        settings=("pages", "identity"),
    ),
    _declared(
        "key_contact_email_open_rate",
        "Key contacts that open our mail",
        "Which share of the key contacts opens what we send them?",
        (
            "Key contacts of target accounts that opened, by t, at least one e-mail sent to them in the period (an open"
            " at or after the sending, of the same thread; where one of the two names none, of the same campaign) / key"
            " contacts that one was sent to. Opens by privacy proxies and scanners are left out, and counted beside."
        ),
        rate(_contacts("is_sent and has_opened", "read_mail_at"), _SENT),
        needs=_OF_PEOPLE,
        extra={
            "with_proxies": rate(_contacts("is_sent and is_opened_with_proxies", "opened_mail_at"), _SENT)
        },
        flags=(
            Flag(
                count_of("key_contacts", "is_untraceable"),
                "{n} key [contact|contacts] got only mail without a thread or campaign, whose opens cannot be told",
            ),
        ),
    ),
    _declared(
        "key_contact_attendance_rate",
        "Key contacts that attend events",
        "Which share of the invited key contacts comes to our events?",
        (
            "Key contacts of target accounts that attended at least one event or webinar in the period / key contacts"
            " invited to or registered for one, or attending one, in the period."
        ),
        rate(
            _contacts("is_invited and has_attended", "attended_at"),
            _contacts("is_invited", "invited_at"),
        ),
        needs=_OF_PEOPLE,
    ),
    _declared(
        "key_contact_answer_rate",
        "Key contacts that answer our calls",
        "Which share of the key contacts that we call picks up?",
        (
            "Key contacts of target accounts that answered at least one call in the period / key contacts called in the"
            " period: calls, answered calls and voicemails."
        ),
        rate(_contacts("is_called and has_answered", "answered_at"), _contacts("is_called", "called_at")),
        needs=_OF_PEOPLE,
    ),
)
