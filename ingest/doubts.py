"""What self-checks share: how a doubt names rows and days, and names compared by their letters."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from storage.model import Trade

NAMED_ROWS = 5


def about(what: str, trades: Iterable[Trade]) -> Iterator[str]:
    """The doubt with the rows it is about; none where there are no rows."""
    if numbers := [trade.ordinal for trade in trades]:
        yield f"{what}: {row_numbers(numbers)}"


def row_numbers(numbers: Sequence[int]) -> str:
    """`row 7`; of many the first few: `rows 1, 2, 3, 4, 5 and 12 more`."""
    named = ", ".join(map(str, numbers[:NAMED_ROWS]))
    more = f" and {len(numbers) - NAMED_ROWS} more" if len(numbers) > NAMED_ROWS else ""
    return f"{'row' if len(numbers) == 1 else 'rows'} {named}{more}"


def written(day: date) -> str:
    """`29 May 2026`, as Hilltape writes days everywhere."""
    return f"{day.day} {day:%b %Y}"


def letters(name: str) -> str:
    """The letters only, without case or accents."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain.casefold() if letter.isalpha())
