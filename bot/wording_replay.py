"""What reading stored documents again has shown, for the terminal."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.figures import counted
from bot.wording_changes import change, counts
from ingest.replay import Replayed

ROWS = 12
KINDS = ("added", "removed", "changed")


def report(title: str, found: Sequence[Replayed], today: date, *, apply: bool) -> Iterator[str]:
    """What is different, document by document, and how much it is in all."""
    for one in found:
        yield from _replayed(one, today)
    yield f"{title}: {_summary(found, apply=apply)}"


def _replayed(found: Replayed, today: date) -> Iterator[str]:
    """Nothing for a document that reads as before; else what is different, row by row."""
    if found.problem:
        yield f"{found.document_id}: cannot be read again. {found.problem}"
    elif found.changes is None and not found.is_same:
        yield f"{found.document_id}: can be read at last"
    elif found.changes:
        news = [each for each in found.changes.changes if not each.is_none]
        other = found.changes.instead_of is not None
        beside = ", as another's report" if other else "" if news else ", but other facts"
        yield f"{found.document_id}: {counts(found.changes)}{beside}"
        yield from (f"  {change(each, today)}" for each in news[:ROWS])
        if len(news) > ROWS:
            yield f"  +{counted(len(news) - ROWS, 'other change')}"


def _summary(found: Sequence[Replayed], *, apply: bool) -> str:
    """How many there were of each kind, and of rows; and whether it was stored."""
    if not found:
        return "no document waits for a newer reading."
    failed = sum(bool(one.problem) for one in found)
    same = sum(one.is_same for one in found)
    differences = [one.changes for one in found if one.changes]
    rows = [(sum(len(getattr(one, kind)) for one in differences), kind) for kind in KINDS]
    of_rows = ", ".join(f"{number} {kind}" for number, kind in rows)
    first = len(found) - failed - same - len(differences)
    said = [
        f"{len(differences)} {'changed' if apply else 'would change'} (rows: {of_rows})",
        f"{first} read at last" if first else "",
        f"{same} the same",
        f"{failed} not readable" if failed else "",
    ]
    stored = "" if apply else " Nothing was stored; --apply stores it and corrects what people were told."
    return f"{counted(len(found), 'document')} read again: {', '.join(filter(None, said))}.{stored}"
