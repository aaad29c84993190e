"""Texts, numbers, money and dates in four languages."""

from datetime import UTC, date, datetime

import pytest

from abmetry.errors import UsageError
from abmetry.lang.language import LANGUAGES
from abmetry.lang.message import Quantity, all_of, completed, message, one_of, sentences
from abmetry.lang.words import Words

EN, ES, CA, FA = (Words(code) for code in ("en", "es", "ca", "fa"))


def plain(text):
    """Without the signs that nobody sees."""
    return text.replace("\u00a0", " ").replace("\u200e", "").replace("\u2068", "").replace("\u2069", "")


def test_there_are_four_languages_and_one_is_written_from_right_to_left():
    assert list(LANGUAGES) == ["en", "es", "ca", "fa"]
    assert [language.direction for language in LANGUAGES.values()] == ["ltr", "ltr", "ltr", "rtl"]


def test_no_other_language_is_known():
    with pytest.raises(UsageError, match="no language 'de'"):
        Words("de")


@pytest.mark.parametrize(
    ("words", "shown"),
    [(EN, "1,234,567.8"), (ES, "1.234.567,8"), (CA, "1.234.567,8"), (FA, "۱٬۲۳۴٬۵۶۷٫۸")],
)
def test_numbers(words, shown):
    assert words.number(1234567.8, 1) == shown


@pytest.mark.parametrize(("words", "shown"), [(EN, "62.5%"), (ES, "62,5 %"), (CA, "62,5 %"), (FA, "۶۲٫۵٪")])
def test_percentages(words, shown):
    assert plain(words.percent(62.5)) == shown


@pytest.mark.parametrize(
    ("words", "shown", "compact"),
    [
        (EN, "€1,234,567", "€1.23M"),
        (ES, "1.234.567 €", "1,23 M€"),
        (CA, "1.234.567 €", "1,23 M€"),
        (FA, "۱٬۲۳۴٬۵۶۷ €", "۱٫۲۳ میلیون €"),
    ],
)
def test_money(words, shown, compact):
    assert plain(words.money(1234567, "EUR")) == shown
    assert plain(words.money(1234567, "EUR", compact=True)) == compact


def test_a_zero_has_no_minus():
    assert EN.number(-0.0001, 2) == "0.00"
    assert FA.number(-0.0001, 1) == "۰٫۰"
    assert plain(FA.number(-12.5, 1)) == "−۱۲٫۵"


@pytest.mark.parametrize(
    ("words", "shown"),
    [(EN, "84.2 days"), (ES, "84,2 días"), (CA, "84,2 dies"), (FA, "۸۴٫۲ روز")],
)
def test_values_carry_their_unit(words, shown):
    assert words.value(84.2, "days") == shown
    assert words.value(None, "days") == "–"


def test_differences_have_their_sign():
    assert EN.difference(3.14, "percent") == "+3.1 pt"
    assert EN.difference(0.01, "percent") == "0.0 pt"
    assert FA.difference(12, "count") == "\u200e+۱۲"
    assert ES.difference(-7.7, "days") == "-7,7 d"


@pytest.mark.parametrize(
    ("words", "shown"),
    [(EN, "14 Sep 2026"), (ES, "14 sept 2026"), (CA, "14 de set. 2026"), (FA, "۱۴ سپتامبر ۲۰۲۶")],
)
def test_days(words, shown):
    assert words.date(date(2026, 9, 14)) == shown


def test_instants_tell_the_time_unless_it_is_midnight():
    assert EN.instant(datetime(2026, 9, 14, 17, 30, tzinfo=UTC)) == "14 Sep 2026 17:30"
    assert EN.instant("2026-10-01T00:00:00+02:00") == "1 Oct 2026"
    assert FA.instant(datetime(2026, 9, 14, 17, 30, tzinfo=UTC)) == "۱۴ سپتامبر ۲۰۲۶ ۱۷:۳۰"


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-07-01", "2026-10-01", "Q3 2026"),
        ("2026-09-01", "2026-10-01", "September 2026"),
        ("2026-01-01", "2027-01-01", "2026"),
        ("2026-07-03", "2026-09-12", "3 Jul – 11 Sep 2026"),
        ("2026-09-03", "2026-09-12", "3 – 11 Sep 2026"),
        ("2025-12-03", "2026-01-12", "3 Dec 2025 – 11 Jan 2026"),
        ("2026-09-14", "2026-09-15", "14 Sep 2026"),
    ],
)
def test_periods(start, end, shown):
    assert EN.period(start, end) == shown


def test_quarters_in_every_language():
    quarters = [words.period("2026-07-01", "2026-10-01") for words in (EN, ES, CA, FA)]
    assert quarters == ["Q3 2026", "T3 2026", "3T 2026", "سه‌ماههٔ سوم ۲۰۲۶"]


def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends():
    words = Words("en", fiscal_year_starts=4)
    assert words.period("2026-04-01", "2027-04-01") == "FY 2027"
    assert words.period("2026-07-01", "2026-10-01") == "Q2 2027"
    assert words.period("2027-01-01", "2027-04-01") == "Q4 2027"
    assert words.period("2026-01-01", "2027-01-01") == "1 Jan – 31 Dec 2026"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-03-21", "۱ فروردین ۱۴۰۵"),
        ("2025-03-20", "۳۰ اسفند ۱۴۰۳"),
        ("2026-11-22", "۱ آذر ۱۴۰۵"),
    ],
)
def test_days_of_the_solar_hijri_calendar(day, shown):
    assert Words("fa", calendar="persian").date(day) == shown


def test_periods_of_the_solar_hijri_calendar():
    words = Words("fa", calendar="persian", fiscal_year_starts=7)
    assert words.period("2026-03-21", "2026-04-21") == "فروردین ۱۴۰۵"
    assert words.period("2026-06-22", "2026-09-23") == "سه‌ماههٔ دوم ۱۴۰۵"
    assert words.period("2026-03-21", "2027-03-21") == "۱۴۰۵"
    assert words.period("2026-07-01", "2026-10-01") == "۱۰ تیر تا ۸ مهر ۱۴۰۵"


def test_lists():
    assert [words.list("abc") for words in (EN, ES, CA)] == ["a, b and c", "a, b y c", "a, b i c"]
    assert EN.list(["a", "b"], "or") == "a or b"


def test_a_message_is_its_english_text_and_is_said_again_in_another_language():
    told = message(
        "{n} opportunity without an account left out", "{n} opportunities without an account left out", n=1203
    )
    assert told == "1,203 opportunities without an account left out"
    assert EN.text(told) == told
    assert ES.text(told) == "1.203 oportunidades sin cuenta, excluidas"
    assert FA.text(told).startswith("۱٬۲۰۳ ")


def test_a_language_with_one_form_says_it_of_any_number():
    said = [FA.plural("{n} account", "{n} accounts", n) for n in (1, 2)]
    assert said == ["۱ حساب", "۲ حساب"]
    assert [CA.plural("{n} account", "{n} accounts", n) for n in (1, 2)] == ["1 compte", "2 comptes"]


def test_values_of_a_message_are_said_in_the_language_too():
    reason = message("never loaded: {tables}", tables=one_of(["touches", "intent"]))
    told = message("{kpi} cannot be answered: {reasons}.", kpi="aware_accounts", reasons=sentences([reason]))
    assert told == "aware_accounts cannot be answered: never loaded: touches or intent."
    assert ES.text(told) == "aware_accounts no se puede responder: nunca cargado: touches o intent."
    share = Quantity(41.6, "percent", "42 %", places=0)
    assert plain(FA.text(message("{share} from accounts", share=share))) == "۴۲٪ از حساب‌ها"
    assert str(all_of(["a", "b"])) == "a and b"


def test_places_are_filled_bit_by_bit():
    clause = message("had a touch over {channel} {when}", channel="email")
    assert clause == "had a touch over email {when}"
    whole = completed(clause, when=message("in the {days} days before a month", days=90))
    assert whole == "had a touch over email in the 90 days before a month"
    assert CA.text(whole) == "va tenir un toc per email en els 90 dies anteriors al mes"


def test_names_do_not_disturb_what_is_written_from_right_to_left():
    assert FA.text("list {names}", names="Named 2026") == "فهرست \u2068Named 2026\u2069"
    assert ES.text("list {names}", names="Named 2026") == "lista Named 2026"


def test_a_text_that_nobody_translated_stays():
    assert FA.text("Something of somebody's {data}") == "Something of somebody's {data}"
