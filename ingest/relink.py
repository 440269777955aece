"""Links stored amendments anew once a report is stored that they may amend: what is read first is chance.

A backfill reads the newest first, and so an amendment mostly before its original.
"""

from ingest.amendments import amended, may_amend
from storage import links
from storage.database import Transaction
from storage.model import Filing, Stored


def relink(transaction: Transaction, filing: Filing, official_id: str | None) -> None:
    """Holds the official's stored amendments against what is stored now, in the order of their filing.

    Proven ones too: with another report that fits as well, nothing is proven any more. Nobody is alerted:
    that there is an amendment has been told already, or was not to be.
    """
    if official_id is None:
        return
    for one in _affected(links.amendments(transaction, filing.source, official_id), filing):
        found = amended(transaction, one.filing, official_id)
        if found and found != one.amends:
            links.put(transaction, one, found)


def _affected(amendments: list[Stored], filing: Filing) -> list[Stored]:
    """Those that may amend the report, and where they amend row by row all: one takes rows from another."""
    others = [one for one in amendments if one.filing.document_id != filing.document_id]
    meant = [one for one in others if may_amend(one.filing, filing)]
    if any(not one.filing.amendment for one in meant):
        return [one for one in others if one in meant or not one.filing.amendment]
    return meant
