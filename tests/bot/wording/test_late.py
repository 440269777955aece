"""Late reporting as people read it: a fact with its days and the law, in alerts, groups and look-ups."""

from datetime import date

import pytest

from bot.wording import told
from storage.model import Chamber, RowStatus
from storage.outbox import Owed

APRIL, MARCH, MAY = date(2026, 4, 13), date(2026, 3, 2), date(2026, 5, 29)
LAW = "(5 U.S.C. 13105(l))"


def said(filing, stored, people, **changes):
    return told([Owed(1, "alert", ("*",), stored(filing(**changes)))], people)


def days(*traded):
    return [{"ordinal": number, "traded": day, "notified": day} for number, day in enumerate(traded, 1)]


@pytest.mark.parametrize(
    ("traded", "line"),
    [
        ([APRIL], f"Reported 41 days late: due 13 May {LAW}."),
        ([APRIL, APRIL], f"Both rows reported 41 days late: due 13 May {LAW}."),
        ([MARCH, APRIL, MAY], f"2 of 3 rows reported late, up to 83 days past due {LAW}."),
        ([MAY, APRIL], f"1 of 2 rows reported late, 41 days past due {LAW}."),
        (
            [APRIL, MAY, None],
            f"1 of 3 rows reported late, 41 days past due {LAW}. Of 1 row it is not known.",
        ),
    ],
)
def test_an_alert_says_below_the_sum_what_was_late(traded, line, trade, filing, stored, people):
    rows = tuple(trade(**row) for row in days(*traded))
    assert said(filing, stored, people, trades=rows).lines[1] == line


@pytest.mark.parametrize(
    ("of_filing", "of_trade"),
    [
        ({}, {}),
        ({"amendment": 1}, {"traded": MARCH, "notified": MARCH}),
        ({}, {"traded": MARCH, "notified": MARCH, "status": RowStatus.AMENDED}),
        ({}, {"traded": None}),
        ({"chamber": Chamber.EXECUTIVE}, {"traded": MARCH, "notified": None}),
    ],
)
def test_what_is_in_time_or_not_known_is_not_spoken_of(of_filing, of_trade, trade, filing, stored, people):
    message = said(filing, stored, people, trades=(trade(**of_trade),), **of_filing)
    assert "late:" not in "".join(message.lines)
    assert "reported late" not in "".join(message.lines)


def test_of_the_executive_branch_it_says_what_the_form_says(trade, filing, stored, people):
    rows = tuple(trade(ordinal=n, notified=None, printed={"notified_over_30_days": n < 3}) for n in (1, 2, 3))
    message = said(filing, stored, people, source="oge", chamber=Chamber.EXECUTIVE, trades=rows)
    assert message.lines[1] == "The form says “notification received over 30 days ago” for 2 of 3 rows."


def test_a_group_says_it_briefly(trade, filing, stored, people):
    late = stored(filing(trades=tuple(trade(**row) for row in days(APRIL, MAY))))
    message = told([Owed(1, "alert", ("*",), late), Owed(2, "alert", ("*",), stored(filing()))], people)
    assert " · 1 reported late · traded" in message.lines[0]
    assert "late" not in message.lines[1]


def test_a_report_looked_up_says_of_each_late_row_when_it_was_due(chat, published, filing, trade):
    published(filing(trades=tuple(trade(**row) for row in days(APRIL, MAY))))
    lines = chat("/filing 20034836").lines
    assert lines[1] == f"1 of 2 rows reported late, 41 days past due {LAW}."
    assert lines[3].endswith(" · 13 Apr · due 13 May, 41 days late")
    assert lines[4].endswith(" · 29 May")


def test_a_report_in_time_looked_up_says_when_it_was_due(chat, published, filing):
    published(filing())
    assert chat("/filing 20034836").lines[1] == f"Reported in time: due 29 Jun {LAW}."
