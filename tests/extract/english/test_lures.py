"""What looks like a figure in English and claims nothing."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extract import claims

LURES = [
    "The judge, sitting at court 4, was told of it.",
    "The road is closed between junctions 31 and 33.",
    "It has Bluetooth 5.4 and a good screen.",
    "The presales for Double 11 have begun.",
    "Coasts may be lost by 2100.",
    "The 737 MAX and its rival share a hangar.",
    "Participants were aged 40 to 69.",
    "Volume was above the average of the last 20 trading days.",
    "Rents were lower two years earlier.",
    "The iPhone 17 and the Galaxy S26 share a sensor.",
    "Leaders of the G20 met after the G7 talks.",
    "The Boeing 737 landed at Gate 14.",
    "COVID-19 is the subject of her book.",
    "On Tuesday, 4 March, the company said that its founder would leave.",
    "In 2024 the firm moved to Ghent.",
    "Call the helpline on +44 20 7946 0958 or visit Room 214.",
    "Under Section 230 the site cannot be sued.",
    "The match kicks off at 19:45 GMT on Channel 4.",
    "Page 3 of 12",
    "Li Wen, 45, has run the shop since the 1990s.",
    "One of the divers said it was one for the history books.",
    "The S&P 500 and the Nikkei 225 both closed higher.",
    "The second half was no better than the first quarter.",
    "Windows 11 and 5G are mentioned in the 10-K.",
    "The Big Four auditors declined to comment.",
    "The United team drew 2-2 with Calder after leading 2-0.",
    "The plan is set out in a footnote.[3]",
    "The man, a 34-year-old from Oldham, was released.",
    "The service runs 24/7 and the split was 50-50.",
    "Version 4.2.1 fixes the bug; see ticket #8841.",
    "They met at 2:30 p.m. and again at 9am.",
    "The 9/11 inquiry sat in the spring of 2004.",
    "ISBN 978-0-306-40615-7 is out of print.",
    "It is a catch-22, and there are no two ways about it.",
    "On the one hand it is cheap.",
    "Step 4: press F5 and type your PIN.",
    "The two-day summit ended without a statement.",
    "Results were mixed over the past five years.",
    "They live at 27 Alder Street, London SE15 4QD.",
]


@pytest.mark.parametrize("text", LURES)
def test_nothing_is_claimed(text: str) -> None:
    assert [c.figure for c in claims(text, date(2025, 10, 20))] == []


@pytest.mark.parametrize("text", ["Several banks have frozen new loans.", "Tens of thousands were stranded."])
def test_vague_words_are_never_checkable(text: str) -> None:
    assert [c.checkable for c in claims(text)] == [False]
