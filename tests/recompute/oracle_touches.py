"""Touches as they count: the table of kinds, what is dropped, responses, and engagement minutes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

from crawlerdetect import CrawlerDetect

from recompute.company import Row
from recompute.oracle_clock import Moment
from recompute.oracle_identity import Identity, address, registrable
from recompute.oracle_world import CHANNELS, World

CRAWLERS = CrawlerDetect()
SCANNERS = ("barracuda", "ciscosecureemail", "ironport", "messagelabs", "mimecast", "proofpoint")
PROXIES = (
    "googleimageproxy",
    "via ggpht.com",
    "yahoomailproxy",
    "seznamemailproxy",
    "hey.com/imageproxy",
    "fastmailua",
)


class Kind(NamedTuple):
    """One row of the table of touch kinds."""

    engages: bool
    counts: bool
    minutes: float
    actual: bool
    category: str | None
    direction: str | None


def _kinds() -> dict[str, Kind]:
    yes, no = True, False
    table: dict[str, Kind] = {
        "page_view": Kind(yes, yes, 1, no, "marketing", "inbound"),
        "page_ping": Kind(no, no, 0, no, "marketing", "inbound"),
        "ad_impression": Kind(no, no, 0, no, "marketing", "outbound"),
        "ad_click": Kind(yes, yes, 1, no, "marketing", "inbound"),
        "ad_conversion": Kind(yes, yes, 5, no, "marketing", "inbound"),
        "email_sent": Kind(no, yes, 0, no, "sales", "outbound"),
        "email_open": Kind(no, no, 0, no, "marketing", "inbound"),
        "email_click": Kind(yes, yes, 1, no, "marketing", "inbound"),
        "email_reply": Kind(yes, yes, 5, no, "sales", "inbound"),
        "email_received": Kind(yes, yes, 5, no, "sales", "inbound"),
        "email_bounce": Kind(no, no, 0, no, None, "inbound"),
        "call": Kind(no, yes, 0, no, "sales", "outbound"),
        "call_answered": Kind(yes, yes, 5, yes, "sales", "outbound"),
        "voicemail": Kind(no, yes, 0, no, "sales", "outbound"),
        "meeting": Kind(yes, yes, 30, yes, "sales", None),
        "chat": Kind(yes, yes, 5, yes, "marketing", None),
        "form_submit": Kind(yes, yes, 5, no, "marketing", "inbound"),
        "download": Kind(yes, yes, 10, no, "marketing", "inbound"),
        "event_attended": Kind(yes, yes, 60, yes, "marketing", "inbound"),
        "webinar_attended": Kind(yes, yes, 30, yes, "marketing", "inbound"),
        "direct_mail": Kind(no, yes, 0, no, "marketing", "outbound"),
        "product_session": Kind(yes, yes, 10, yes, "product", "inbound"),
        "task_done": Kind(no, no, 0, no, "sales", "outbound"),
    }
    for event in ("event", "webinar"):
        table[f"{event}_invited"] = Kind(no, yes, 0, no, "marketing", "outbound")
        table[f"{event}_registered"] = Kind(yes, yes, 1, no, "marketing", "inbound")
    for social in ("follow", "like", "share", "comment"):
        table[f"social_{social}"] = Kind(yes, yes, 1, no, "social", "inbound")
    return table


KINDS = _kinds()


@dataclass(frozen=True)
class Touch:
    """One touch or response that is not dropped, with its person and account as known before t."""

    key: str
    moment: Moment
    kind: str
    direction: str | None
    channel: str | None
    category: str | None
    campaign: str | None
    person: str | None
    stakeholder: tuple[str | None, str] | None
    visitor: str | None
    account: str | None
    url: str | None
    ip: str | None
    quantity: float
    duration: float | None
    engages: bool
    counts: bool
    response: bool
    marketing: bool
    minutes: float
    user: str | None = None
    thread: str | None = None
    proxied: bool = False


def matches_page(url: str | None, patterns: list[str]) -> bool:
    """Whether the path of a page matches one of the patterns."""
    path = urlsplit(url or "").path or "/"
    return bool(url) and any(fnmatchcase(path, pattern) for pattern in patterns)


class Dropper:
    """Bots, own staff and test traffic (rule 5)."""

    def __init__(self, world: World, identity: Identity) -> None:
        self.world, self.identity = world, identity
        self.staff = {address(row["email"]) for row in world.users} - {None}
        self.own = {domain.lower() for domain in world.option("identity", "own_domains", [])}
        self.patterns: dict[str, list[str]] = {"address": [], "domain": [], "ip": [], "agent": []}
        for row in world.company.rows("suppressions"):
            self.patterns[row["kind"]].append(row["pattern"].strip().lower())

    def addresses(self, row: Row) -> set[str]:
        """Every address of a touch, of its visitor and of its person."""
        identity, people = self.identity, self.world.people
        links = [link for _, link in identity.links.get(row.get("visitor_id") or "", [])]
        mails = [row.get("email"), *(link["email"] for link in links)]
        for person in [row.get("person_id"), *(link["person_id"] for link in links)]:
            if person in people:
                mails.append(people[person]["email"])
        return {mail for mail in map(address, mails) if mail}

    def drops(self, row: Row) -> bool:
        """Whether a touch never counts."""
        for mail in self.addresses(row):
            host = mail.partition("@")[2]
            if mail in self.staff or any(host == own or host.endswith("." + own) for own in self.own):
                return True
            if mail in self.patterns["address"] or registrable(host) in self.patterns["domain"]:
                return True
        agent, ip = (row.get("user_agent") or "").lower(), row.get("ip")
        if ip and any(ip_address(ip) in ip_network(net, strict=False) for net in self.patterns["ip"]):
            return True
        if agent and any(fnmatchcase(agent, glob) for glob in self.patterns["agent"]):
            return True
        return is_crawler(agent) and row.get("kind") != "email_open"


def is_crawler(agent: str) -> bool:
    """Whether a user agent is a crawler or a scanner of mail."""
    return bool(agent) and (CRAWLERS.isCrawler(agent) or any(word in agent for word in SCANNERS))


def is_proxied(row: Row) -> bool:
    """Whether a touch is an open by a crawler, a scanner of mail, or a privacy proxy; Apple's says Mozilla/5.0 only."""
    agent = (row.get("user_agent") or "").strip().lower()
    machine = is_crawler(agent) or agent == "mozilla/5.0" or any(word in agent for word in PROXIES)
    return machine and row["kind"] == "email_open"


class Touches:
    """All touches and responses before t, in order of time."""

    def __init__(self, world: World, identity: Identity) -> None:
        self.world, self.identity = world, identity
        self.channels = {name: world.option("channels", name, listed) for name, listed in CHANNELS.items()}
        dropper = Dropper(world, identity)
        kept = [row for row in world.before("touches", "occurred_at") if not dropper.drops(row)]
        touches = [self.touch(row) for row in kept]
        members = [row for row in world.before("campaign_members", "responded_at") if not dropper.drops(row)]
        responses = [self.response(row) for row in members]
        self.all = self.capped(self.merged(touches, responses))

    def our_user(self, told: str | None) -> str | None:
        """The user with that address, if one alone has it; else what was told."""
        bearers = [
            row["user_id"] for row in self.world.users if told and address(row["email"]) == told.lower()
        ]
        return bearers[0] if len(bearers) == 1 else told

    def category(self, channel: str | None, kind: str) -> str | None:
        """A touch's category is its channel's, without one its kind's."""
        found = [name for name, listed in self.channels.items() if channel in listed]
        return found[0] if found else KINDS[kind].category

    def touch(self, row: Row) -> Touch:
        """A row of touches by the table of kinds."""
        world = self.world
        moment, kind, outcome = world.clock.certain(row["occurred_at"]), row["kind"], row["outcome"]
        if kind == "call" and outcome in ("answered", "connected"):
            kind = "call_answered"
        rule = KINDS[kind]
        direction = row["direction"] or rule.direction
        void = kind == "meeting" and outcome in ("no_show", "cancelled")
        void = void or (kind == "chat" and outcome == "no_message")
        engages = rule.engages or (kind == "email_open" and world.option("engagement", "count_opens", False))
        if direction == "outbound" and kind not in ("call_answered", "meeting", "chat"):
            engages = False
        engages = engages and not void and not is_proxied(row)
        who = self.identity.who(row, moment)
        return Touch(
            key=row["touch_id"], moment=moment, kind=kind, direction=direction, channel=row["channel"],
            category=self.category(row["channel"], kind), campaign=row["campaign_id"], person=who.person,
            stakeholder=self.identity.stakeholder(who.person) if who.person else None, visitor=row["visitor_id"],
            account=who.account, url=row["url"], ip=row["ip"],
            quantity=1 if row["quantity"] is None else row["quantity"], duration=row["duration_seconds"],
            engages=engages, counts=rule.counts and not void, response=False,
            marketing=engages and row["channel"] in self.channels["marketing"],
            minutes=self.minutes(row, kind, who.person) if engages else 0.0,
            user=self.our_user(row["user_id"]), thread=row["thread_id"], proxied=is_proxied(row),
        )  # fmt: skip

    def minutes(self, row: Row, kind: str, person: str | None) -> float:
        """Minutes of an engagement: actual where the table says so, else its default; rules add, weights multiply."""
        world, rule = self.world, KINDS[kind]
        quantity = 1 if row["quantity"] is None else row["quantity"]
        if rule.actual and row["duration_seconds"] is not None:
            minutes = row["duration_seconds"] / 60
        else:
            minutes = world.option("engagement", "minutes", {}).get(kind, rule.minutes)
            if kind == "page_view" and matches_page(row["url"], world.option("pages", "high_value", [])):
                minutes += 2
            minutes *= quantity
        for extra in world.option("engagement", "rules", []):
            if extra["kind"] == kind and ("url" not in extra or matches_page(row["url"], [extra["url"]])):
                minutes += extra["add"] * quantity
        if person:
            weights = world.option("engagement", "weights", {})
            minutes *= weights.get("seniority", {}).get(world.people[person]["seniority"], 1)
        return float(minutes)

    def response(self, row: Row) -> Touch:
        """A campaign membership with `responded_at`, on its campaign's channel."""
        moment = self.world.clock.certain(row["responded_at"])
        who = self.identity.who(row, moment)
        channel = self.world.campaigns.get(row["campaign_id"], {}).get("channel")
        return Touch(
            key=f"{row['campaign_id']}/{row['person_id'] or row['account_id']}", moment=moment, kind="response",
            direction="inbound", channel=channel, category=self.category(channel, "page_view"),
            campaign=row["campaign_id"], person=who.person,
            stakeholder=self.identity.stakeholder(who.person) if who.person else None, visitor=None,
            account=who.account, url=None, ip=None, quantity=1, duration=None, engages=True, counts=False,
            response=True, marketing=channel in self.channels["marketing"], minutes=0.0,
        )  # fmt: skip

    @staticmethod
    def merged(touches: list[Touch], responses: list[Touch]) -> list[Touch]:
        """A response and an engagement of the same person, campaign and local day are one: the touch, marked."""
        result = sorted(touches, key=lambda touch: (touch.moment.at, touch.key))
        for answer in responses:
            for place, touch in enumerate(result):
                same = (
                    touch.stakeholder == answer.stakeholder
                    if answer.stakeholder
                    else touch.account == answer.account
                )
                placed = answer.stakeholder or answer.account
                day = touch.moment.day == answer.moment.day
                if placed and same and day and touch.engages and touch.kind != "response" and (
                    touch.campaign == answer.campaign
                ):  # fmt: skip
                    marketing = touch.marketing or answer.marketing
                    result[place] = replace(touch, response=True, marketing=marketing)
                    break
            else:
                result.append(answer)
        return sorted(result, key=lambda touch: (touch.moment.at, touch.key))

    def capped(self, touches: list[Touch]) -> list[Touch]:
        """Minutes of one person (else visitor, else account) and local day stop at the cap, first come first."""
        cap = self.world.option("engagement", "daily_cap", 240)
        used: dict[object, float] = {}
        result = []
        for touch in touches:
            whose = touch.stakeholder or touch.visitor or touch.account
            key = (type(whose), touch.visitor is not None and not touch.stakeholder, whose, touch.moment.day)
            minutes = (
                touch.minutes if whose is None else min(touch.minutes, max(0.0, cap - used.get(key, 0.0)))
            )
            used[key] = used.get(key, 0.0) + minutes
            result.append(replace(touch, minutes=minutes))
        return result
