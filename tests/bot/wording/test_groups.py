"""Several reports in one message, and /status."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.wording import told
from bot.wording_status import Status, status
from storage.hours import Held
from storage.model import (
    Kind,
    Side,
)
from storage.outbox import Owed
from storage.status import Latency
from tests.support.owed import owed


def test_a_group_tells_amendments_and_corrections_apart_from_trades(amendment, trade, filing, stored, people):
    message = told([*owed(amendment, "$DIS"), *owed(stored(filing()), "*")], people)
    assert message.title == "2 reports, 1 trade that you follow"
    assert message.lines[0].startswith(
        "🟢 Nancy Pelosi (D, CA-11): amended, 1 of 4 rows changed, 1 added, 1 removed · DIS · traded"
    )


def test_several_reports_make_one_message_that_names_each(trade, filing, stored, people):
    ids = [str(20030000 + number) for number in range(20)]
    group = [owed(stored(filing(document_id=one)))[0] for one in ids]
    message = told(group, people)
    assert message.title == "20 reports, 20 trades that you follow"
    assert [line.rpartition(" · ")[2] for line in message.lines] == ids
    assert message.lines[0] == (
        "🟢 Nancy Pelosi (D, CA-11): 1 buy · $1 K – $15 K · INTC · traded 29 May, filed 23 Jun · 20030000"
    )
    assert message.note == "Seen 23 Jun 14:02 UTC · sent because you follow Nancy Pelosi"


def test_a_group_counts_only_rows_that_are_followed_and_names_paper(trade, filing, stored, people):
    mixed = stored(filing(trades=(trade(), trade(ordinal=2, ticker="UBER", side=Side.SELL))))
    paper = stored(filing(kind=Kind.PAPER, trades=(), pages=3, document_id="8220999"), "M001157")
    message = told([*owed(mixed, "$INTC"), *owed(paper, "*")], people)
    assert message.title == "2 reports (1 on paper), 1 trade that you follow"
    assert message.lines[0].startswith("🟢 Nancy Pelosi (D, CA-11): 1 buy, of 2 rows · $1 K – $15 K · INTC")
    assert message.lines[1] == "• Michael McCaul (R, TX-10): on paper, 3 pages · filed 23 Jun · 8220999"
    assert message.note.endswith("sent because you follow $INTC and everything")


def test_status_says_how_fast_alerts_were_and_what_may_have_been_sent_twice(now):
    took = (timedelta(seconds=seconds) for seconds in (35, 65, 1.2, 3))
    held = Status((), {}, Latency(*took, 120), 7, {}, (), {"sent": 1200, "waiting": 2}, 1, None)
    message = status(held, now)
    assert message.title == "Nothing has run yet"
    assert message.lines == (
        "Latency of 120 alerts in 7 days: half within 35 s, 95 % within 1 min 5 s, from the last poll that"
        " did not list the report until the chat had the alert; from the poll that did, 1.2 s and 3.0 s.",
        "Deliveries: 1,200 sent in 7 days, 2 waiting; 1 part sent again in doubt.",
    )


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (Held.NO, "2 reports, 2 trades that you follow"),
        (Held.QUIET, "While you slept: 2 reports, 2 trades that you follow"),
        (Held.SNOOZED, "While snoozed: 2 reports, 2 trades that you follow"),
        (Held.DAILY, "Today: 2 reports, 2 trades that you follow"),
        (Held.WEEKLY, "This week: 2 reports, 2 trades that you follow"),
    ],
)
def test_a_grouped_message_says_why_it_is_one(held, said, filing, stored, people):
    several = [Owed(n, "alert", ("*",), stored(filing(document_id=str(n)))) for n in (1, 2)]
    waited = replace(several[0], held=held)
    assert told([several[1], waited], people).title == said
