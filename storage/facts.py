"""What a query is held against; pure. The same when a filing is stored, when it is read back, and in SQL."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from storage.due import delay, late
from storage.kinds import kind
from storage.model import Filing, RowStatus, Standing, Stored, Trade
from storage.names import fold
from storage.trade import UNSETTLED

BRACKETS = re.compile(r"\s*\([A-Z0-9.$-]{1,8}\)\s*$")  # (NVDA), (BRK.B)
MARK = "|"  # parts names, and stands before the first and after the last; no folded name has it


@dataclass(frozen=True, slots=True)
class Facts:
    """One trade of a filing, or a paper filing as a whole (no trade yet).

    `party`, `state` and `committees` are as of the filing date. `names` are what the asset is called (see
    `called`), `kind` one of `storage.kinds`, `""` where it is not known. `delay` and `late` count days
    (see `storage.due`, of rows that amend `storage.lateness`). `amended` says that the row, or its whole
    report, amends an earlier one.
    """

    filing: Filing
    trade: Trade | None
    official_id: str | None
    party: str = ""
    state: str = ""
    committees: frozenset[str] = frozenset()
    names: str = ""
    kind: str = ""
    sector: str = ""
    delay: int | None = None
    late: int | None = None
    amended: bool = False


def facts(filing: Filing, trade: Trade | None, official_id: str | None, standing: Standing) -> Facts:
    """The one way from what is stored, or about to be, to what a query sees of it."""
    whole = Facts(
        filing=filing,
        trade=None,
        official_id=official_id,
        party=standing.party,
        state=filing.state or standing.state,
        committees=standing.committees,
        amended=filing.amendment > 0,
    )
    if trade is None:
        return whole
    return replace(
        whole,
        trade=trade,
        names=called(trade),
        kind=kind(filing, trade),
        sector=trade.sector,
        delay=delay(filing, trade),
        late=late(filing, trade) if trade.late == UNSETTLED else trade.late,
        amended=whole.amended or trade.status is not RowStatus.NEW,
    )


def of_rows(filing: Filing, official_id: str | None, standing: Standing) -> Sequence[Facts]:
    """The facts of every row of a filing."""
    return [facts(filing, trade, official_id, standing) for trade in filing.trades]


def of(found: Stored, trade: Trade | None) -> Facts:
    """The facts of a row beside the filing it stands in, or of the filing itself."""
    return facts(found.filing, trade, found.official.id if found.official else None, found.standing)


def called(trade: Trade) -> str:
    """The folded names of its asset, as printed and as listed: `| nvidia corporation | nvidia corp |`.

    The ticker in brackets is no part of the name: one office prints it there, another does not.
    """
    return names(BRACKETS.sub("", trade.asset), trade.listed_as)


@lru_cache(10_000)
def names(*spellings: str) -> str:
    """Names in the form in which whole words are found in them: `| ford motor co |`."""
    folded = dict.fromkeys(fold(spelling) for spelling in spellings)
    return f"{MARK} {f' {MARK} '.join(name for name in folded if name)} {MARK}"


def holds_words(held: str, words: str) -> bool:
    """Whether such names hold these folded words, one after the other."""
    return f" {words} " in held
