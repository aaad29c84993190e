"""Surges of counts: an example by hand, the traps, a plain re-computation, and no look-ahead."""

import math
import random
from datetime import date, datetime, timedelta

import pytest

from abmetry.scores.intent_series import BAND_EDGES
from facts.model_fixture import tiny_model

MONDAY = date(2026, 1, 5)
SETTINGS = {"intent": {"baseline_weeks": 3}}


def week(number):
    return MONDAY + timedelta(days=7 * number)


def counts(account, *weekly, topic="abm", first=0, **row):
    """A row per count; a dot is a week without a row."""
    return [
        {"week": week(first + n), "topic": topic, "account_id": account, "count": float(one), **row}
        for n, one in enumerate(weekly)
        if one != "."
    ]


def judged(accounts, intent, settings=SETTINGS):
    """(account or domain, week's number, topic): its judgement."""
    model = tiny_model(settings, accounts=accounts, intent=intent)
    model.build("intent")
    rows = model.rows(
        "select account_id, week_on, topic, vendor, known_from, expected, tail, q_value, false_discovery_rate,"
        " is_surge from intent"
    )
    return {
        (row["account_id"], (row["week_on"] - MONDAY).days // 7, row["topic"], row["vendor"]): row
        for row in rows
    }


def accounts(text, **more):
    return [{"account_id": name, "name": name, "employees": 100, **more} for name in text.split()]


def test_by_hand():
    """
    weeks before 0 1 2, judged in week 3     a 2 2 2, then 6     b nothing, then 6     mu 6.5 / 6, k 1.310924
    expected: a (6 + k mu) / (3 + k) = 1.721254, b k mu / (3 + k) = 0.329439; variance over mean 1 + 1 / (3 + k)
    negative binomial with r = m (3 + k), p = (3 + k) / (4 + k); two tests: the larger p-value is its own q
    """
    found = judged(accounts("a b"), [*counts("a", 2, 2, 2, 6), *counts("b", ".", ".", ".", 6)])
    a, b = found["a", 3, "abm", None], found["b", 3, "abm", None]
    assert (a["expected"], b["expected"]) == pytest.approx((1.721254, 0.329439), abs=1e-5)
    p = 4.310924 / 5.310924
    assert a["tail"] == pytest.approx(plain_tail(6, 1.721254 * 4.310924, p), rel=1e-4)
    assert b["tail"] == pytest.approx(plain_tail(6, 0.329439 * 4.310924, p), rel=1e-4)
    assert 0 < b["tail"] < 0.01 < a["tail"]
    assert (a["is_surge"], b["is_surge"]) == (False, True)
    assert (a["q_value"], b["q_value"]) == pytest.approx((a["tail"], 2 * b["tail"]))
    assert b["false_discovery_rate"] == pytest.approx(2 * b["tail"])
    assert a["false_discovery_rate"] is None
    assert found["a", 0, "abm", None]["is_surge"] is None


def plain_tail(count, r, p):
    """1 - the sum of the probabilities below."""
    return 1 - sum(
        math.exp(
            math.lgamma(y + r) - math.lgamma(r) - math.lgamma(y + 1) + r * math.log(p) + y * math.log(1 - p)
        )
        for y in range(count)
    )


def test_fewer_than_three_are_never_a_surge_and_the_settings_say_how_many():
    many = accounts(" ".join(f"x{n}" for n in range(50)))
    given = [*counts("x0", 1, 0, 0, 0), *counts("x1", ".", ".", ".", 2), *counts("x2", ".", ".", ".", 3)]
    found = judged(many, given)
    assert found["x1", 3, "abm", None]["tail"] < 0.01
    assert found["x1", 3, "abm", None]["is_surge"] is False
    assert found["x2", 3, "abm", None]["is_surge"] is True
    lower = judged(many, given, {"intent": {"baseline_weeks": 3, "min_count": 2}})
    assert lower["x1", 3, "abm", None]["is_surge"] is True
    strict = judged(many, given, {"intent": {"baseline_weeks": 3, "tail": 1e-12}})
    assert strict["x2", 3, "abm", None]["is_surge"] is False


def test_what_is_much_for_five_people_is_little_for_fifty_thousand():
    """Twenty-five of each size: the small count 0 or 1 a week, the large 20. Five more: a surge for the small."""
    small = [{"account_id": f"s{n}", "employees": 5} for n in range(25)]
    large = [{"account_id": f"l{n}", "employees": 50_000} for n in range(25)]
    given = [
        *(row for n in range(24) for row in counts(f"s{n}", n % 2, 1, (n + 1) % 2)),
        *(row for n in range(24) for row in counts(f"l{n}", 20 + n % 3, 19, 20)),
        *counts("s24", 1, 0, 1, 6),
        *counts("l24", 20, 20, 20, 25),
    ]
    found = judged([*small, *large], given)
    assert found["s24", 3, "abm", None]["is_surge"] is True
    assert found["l24", 3, "abm", None]["is_surge"] is False
    assert found["l24", 3, "abm", None]["expected"] == pytest.approx(20, abs=0.5)


def test_an_account_without_history_is_expected_to_be_as_its_like():
    """n and o count alike before and now; of n, known since last week, less is known: it is shrunk more."""
    others = accounts(" ".join(f"x{n}" for n in range(30)), created_at="2025-01-01")
    both = [
        {"account_id": "n", "employees": 100, "created_at": week(2).isoformat()},
        {"account_id": "o", "employees": 100, "created_at": "2025-01-01"},
    ]
    given = [
        *(row for n in range(30) for row in counts(f"x{n}", n % 7, n % 7, n % 7)),
        *counts("n", ".", ".", 0, 9),
        *counts("o", 0, 0, 0, 9),
    ]
    found = judged([*others, *both], given)
    n, o = found["n", 3, "abm", None], found["o", 3, "abm", None]
    assert n["expected"] > o["expected"]
    assert n["tail"] > o["tail"]


def test_vendors_and_topics_are_counted_apart_and_a_week_may_be_given_by_another_day():
    given = [
        *counts("a", 50, 50, 50, 50, vendor="Wide"),
        *counts("a", 1, 1, 1, ".", vendor="Narrow"),
        *(
            {**row, "week": row["week"] + timedelta(days=2)}
            for row in counts("a", 6, 6, first=3, vendor="Narrow")
        ),
    ]
    found = judged(accounts("a b"), given)
    assert found["a", 3, "abm", "Narrow"]["expected"] < 2
    assert found["a", 3, "abm", "Wide"]["expected"] > 20
    assert found["a", 4, "abm", "Narrow"]["expected"] > found["a", 3, "abm", "Narrow"]["expected"]
    halves = judged(accounts("a b"), [*counts("a", 1, 0, 0), *counts("a", 3, 3, first=3)])
    parts = judged(
        accounts("a b"),
        [
            *counts("a", 1, 0, 0),
            *counts("a", 3, 2, first=3),
            *(
                {**row, "topic": "ABM ", "week": row["week"] + timedelta(days=1)}
                for row in counts("a", 1, first=4)
            ),
        ],
    )
    assert parts["a", 4, "ABM", None]["tail"] == halves["a", 4, "abm", None]["tail"]


class Plain:
    """The same from the definition: loops over accounts and weeks, sums of probabilities."""

    def __init__(self, accounts, intent, weeks=3, created=None):
        self.weeks, self.accounts = weeks, accounts
        self.known = {row["account_id"]: created_week(row.get("created_at")) for row in accounts}
        self.created = dict(self.known)
        self.domains = {row["domain"]: row["account_id"] for row in accounts if row.get("domain")}
        self.counts = {}
        for row in intent:
            number = (row["week"] - MONDAY).days // 7
            account = row.get("account_id") or self.domains.get(row.get("domain"))
            own = row.get("account_id") is not None
            if account is None:
                continue
            since = number if own else max(number, self.known[account])
            key = (account, row["topic"], since > number)
            self.counts.setdefault(key, {})
            self.counts[key][number] = self.counts[key].get(number, 0) + row["count"]
        self.topics = {}
        for (account, topic, late), weekly in self.counts.items():
            if not late:
                self.topics[topic] = min(self.topics.get(topic, 10**9), *weekly)
                self.known[account] = min(self.known[account], *weekly)

    def exposure(self, account, topic, number):
        begin = max(number - self.weeks, self.topics[topic], self.known[account])
        return list(range(begin, number))

    def rates(self, topic, number):
        sums = squares = pairs = periods = paired = 0.0
        for row in self.accounts:
            weekly = self.counts.get((row["account_id"], topic, False), {})
            shown = [weekly.get(w, 0) for w in self.exposure(row["account_id"], topic, number)]
            n = len(shown)
            sums, squares, periods = sums + sum(shown), squares + sum(x * x for x in shown), periods + n
            pairs += sum(shown[i] * shown[j] for i in range(n) for j in range(n) if i != j)
            paired += n * (n - 1)
        if not periods:
            return None
        mean = (sums + 0.5) / periods
        shared = pairs / paired if paired else squares / periods - mean
        phi = max(1, (squares / periods - shared) / mean) if paired else 1
        between = max(0.0, shared - mean**2)
        return mean, phi, (phi * mean / between if between else math.inf)

    def tail(self, account, topic, number):
        rates = self.rates(topic, number)
        if rates is None:
            return None
        mean, phi, k = rates
        weekly = dict(self.counts[account, topic, False])
        if self.created[account] <= number:
            for w, count in self.counts.get((account, topic, True), {}).items():
                weekly[w] = weekly.get(w, 0) + count
        before = self.exposure(account, topic, number)
        s, n = sum(weekly.get(w, 0) for w in before), len(before)
        m = mean if math.isinf(k) else (s + k * mean) / (n + k)
        ratio = phi * (1 + 1 / (n + k))
        if ratio - 1 < 1e-9:
            return m, 1 - sum(
                math.exp(-m + y * math.log(m) - math.lgamma(y + 1)) for y in range(int(weekly[number]))
            )
        return m, plain_tail(int(weekly[number]), m / (ratio - 1), 1 / ratio)


def created_week(value):
    return -(10**6) if value is None else (date.fromisoformat(value) - MONDAY).days // 7


def drawn(seed):
    """A few accounts (fewer than a band needs), some young, some known by domain only, and their counts."""
    draw = random.Random(seed)
    rows = [
        {
            "account_id": f"a{n}",
            "domain": f"a{n}-corp.es",
            "employees": draw.choice([None, 5, 300]),
            "created_at": draw.choice([None, "2025-01-01", week(draw.randrange(6)).isoformat()]),
        }
        for n in range(5)
    ]
    intent = []
    for row in rows:
        for topic in ("abm", "tools"):
            for number in range(10):
                if draw.random() < 0.5:
                    owner = (
                        {"account_id": row["account_id"]}
                        if draw.random() < 0.7
                        else {"domain": row["domain"]}
                    )
                    count = float(draw.choice([1, 1, 2, 3, 8]))
                    intent.append({"week": week(number), "topic": topic, "count": count, **owner})
    return rows, intent


@pytest.mark.parametrize("seed", range(12))
def test_a_plain_recomputation_agrees(seed):
    """Counts that were known at the end of their week, judged from the definition."""
    rows, intent = drawn(seed)
    plain = Plain(rows, intent)
    found = judged(rows, intent)
    compared = 0
    for (account, number, topic, _), row in found.items():
        on_time = account and number in plain.counts.get((account, topic, False), {})
        late = account and number in plain.counts.get((account, topic, True), {})
        if not on_time or late:
            continue
        expected = plain.tail(account, topic, number)
        if expected is None:
            assert row["tail"] is None
            continue
        assert (row["expected"], row["tail"]) == pytest.approx(expected, rel=1e-7, abs=1e-12), (
            account,
            number,
        )
        compared += 1
    assert compared > 20


@pytest.mark.parametrize("seed", range(12))
def test_later_weeks_never_change_an_earlier_judgement(seed):
    """All that is counted from week 6 on, and who becomes known then, is taken away."""
    rows, intent = drawn(seed)
    before = judged(rows, [row for row in intent if row["week"] < week(6)])
    after = judged(rows, intent)
    ends = datetime.combine(week(6), datetime.min.time()) - timedelta(hours=2)
    known = {key: row for key, row in before.items() if row["known_from"] < ends}
    assert len(known) > 10
    for key, row in known.items():
        assert after[key] == row


def test_bands_are_in_order():
    assert list(BAND_EDGES) == sorted(BAND_EDGES)
