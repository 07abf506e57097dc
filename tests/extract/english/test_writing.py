"""Ways of writing figures and times in English that accounts, markets and calendars have."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extract import Claim, claims

DAY = date(2026, 11, 1)


def read(text: str) -> list[Claim]:
    return claims(text, DAY)


@pytest.mark.parametrize(
    ("text", "figure", "low", "unit"),
    [
        ("A ticket costs 5 € in May.", "5 €", "5", "EUR"),
        ("A ride now costs 12,50 €.", "12,50 €", "12.50", "EUR"),
        ("Parking is 5€ an hour.", "5€", "5", "EUR"),
        ("The net loss was $(32.4) million.", "$(32.4) million", "-32400000.0", "USD"),
        ("It lost US$(4.2)m last year.", "US$(4.2)m", "-4200000.0", "USD"),
        ("It paid a dividend of 7-1/4 cents a share.", "7-1/4 cents", "0.0725", "USD"),
        ("The mill cut its price by 2 1/2 per cent.", "2 1/2 per cent", "2.5", "%"),
        ("She won in 2 hours 24 minutes.", "2 hours 24 minutes", "144", "minute"),
        ("The flight takes 1 hour and 45 minutes.", "1 hour and 45 minutes", "105", "minute"),
    ],
)
def test_a_figure_is_read_as_it_is_written(text: str, figure: str, low: str, unit: str) -> None:
    (claim,) = read(text)
    assert (claim.figure, str(claim.low).removeprefix("-"), claim.unit) == (figure, low.removeprefix("-"), unit)
    assert str(claim.low).startswith("-") == (low.startswith("-") or "cut" in text)


@pytest.mark.parametrize("text", ["The loss ($5m) was small.", "Sales were €5m ($5.4m)."])
def test_money_in_brackets_is_no_loss(text: str) -> None:
    assert all(claim.low is not None and str(claim.low) > "0" for claim in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Children under six travel free.",
        "Most of them were over 65.",
        "Sizes 12,50 fit.",
        "Its fiscal year ends on 30 June.",
    ],
)
def test_what_is_no_figure_stays_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Inflation was 2.6 per cent on 14 September 2025.", (date(2025, 9, 14), date(2025, 9, 14))),
        ("On 14 September 2025, Ostrava Phones had 3,000 employees.", (date(2025, 9, 14), date(2025, 9, 14))),
        ("Cash stood at $4m as of June 30, 2025, the filing said.", (date(2025, 6, 30), date(2025, 6, 30))),
        ("On 14 September 2025, the bank said it had 3,000 employees.", (None, None)),
        ("The firm reported revenue of $3 million on 14 September 2025.", (None, None)),
        ("Sales rose 5%, the most since the flood on 3 May 2020.", (None, None)),
        ("The tax takes effect on 1 January 2026 at a rate of 15 per cent.", (None, None)),
    ],
)
def test_a_day_is_the_period_where_the_figure_held_on_it(text: str, period: tuple[date | None, date | None]) -> None:
    claim = read(text)[-1]
    assert (claim.period_start, claim.period_end) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        (
            "Castor's fiscal year ends on 30 June. In fiscal 2025 revenue was $5m.",
            (date(2024, 7, 1), date(2025, 6, 30)),
        ),
        (
            "In its fiscal year ended March 31, 2026, it grew. Q1 FY2026 sales were $5m.",
            (date(2025, 4, 1), date(2025, 6, 30)),
        ),
        ("FY2025, which ended in March 2026, brought sales of $5m.", (date(2025, 4, 1), date(2026, 3, 31))),
        ("Revenue in fiscal 2025 was $5m.", (date(2025, 1, 1), date(2025, 12, 31))),
        ("The year to March was good, and sales in 2025 were $5m.", (date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_a_fiscal_year_ends_when_the_text_says(text: str, period: tuple[date, date]) -> None:
    claim = read(text)[-1]
    assert (claim.period_start, claim.period_end) == period


@pytest.mark.parametrize(
    ("text", "subject", "speaker"),
    [
        (
            "According to Pellmark Research, Ostrava Phones shipped 3 million units.",
            "Ostrava Phones",
            "Pellmark Research",
        ),
        ("Ostrava Phones shipped 3 million units, according to IDC.", "Ostrava Phones", "IDC"),
        ("According to data from the ministry, exports fell 3.2%.", "exports", "the ministry"),
        ("“We had 200 orders,” the managing director, Piet Haller, told reporters.", "We", "Piet Haller"),
    ],
)
def test_a_source_speaks_of_others(text: str, subject: str, speaker: str) -> None:
    (claim,) = read(text)
    assert (claim.subject, claim.attribution) == (subject, speaker)
