"""What a source is: a site that publishes disclosures, how its lists are read and how its documents are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol

from ingest.fetch import NOTHING_KEPT, Fetch, Validators
from storage.model import Document, Filing, Listing

_DAMAGED = "damaged row: "
_LONGEST_NAME = 90  # characters; the ledger has room for 100, a number may follow


@dataclass(frozen=True, slots=True)
class Index:
    """One page of a site's list, and how often it is asked for.

    `may_be_missing` says that a 404 is no failure today; `year` is the first calendar year the page lists.
    `since` is the first day of filing to ask for, where the list is a search; `within` names the index that
    lists all that this one does.
    """

    name: str
    url: str
    every: timedelta
    year: int
    may_be_missing: bool = False
    since: date | None = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What an index lists now.

    `listings` is None where the site says that our copy is still good. `count` is how many entries there are
    where they should grow in number only; far fewer of them is an alarm.
    """

    listings: Sequence[Listing] | None
    validators: Validators = NOTHING_KEPT
    count: int | None = None


class Source(Protocol):
    """A site that publishes: how its lists and documents are asked for, and how a document reads.

    It keeps nothing between calls. `hosts` are all it may be asked through (`host` or `host:port`), with
    `pause` seconds between two requests to one. `reader` is the version of `read`; raising it lets `replay`
    find what an older one left. `media_type` is that of a document in a file, `expects` says in words what
    one is.
    """

    name: str
    title: str
    reader: int
    media_type: str
    expects: str
    pause: float

    @property
    def hosts(self) -> frozenset[str]: ...

    def indexes(self, today: date) -> Sequence[Index]:
        """Which lists the site keeps, the one that changes most often first."""
        ...

    def list_index(self, fetch: Fetch, index: Index, kept: Validators) -> Listed:
        """The reports one list names now; `kept` is what the site said about our copy.

        Raises a FetchError, IndexUnreadable or IndexEmpty.
        """
        ...

    def fetch_document(self, fetch: Fetch, listing: Listing) -> Document:
        """The bytes published for one listing. Raises a FetchError, or a ReadError by name."""
        ...

    def read(self, document: Document, listing: Listing | None) -> Filing:
        """The filing a document holds; no network, run in a worker. Raises a ReadError by name."""
        ...


def damaged_row(said: str) -> str:
    """The name of a row that leads to no report, by what it says: the same at every poll."""
    return (_DAMAGED + said)[:_LONGEST_NAME].rstrip()


def each_once(listings: Iterable[Listing]) -> list[Listing]:
    """Every report once, as it is first listed. Damaged rows that say the same are numbered, none is lost."""
    found: dict[str, Listing] = {}
    twins = Counter[str]()
    for listing in listings:
        said = name = listing.document_id
        while said.startswith(_DAMAGED) and name in found:
            twins[said] += 1
            name = f"{said} ({twins[said] + 1})"
        found.setdefault(name, replace(listing, document_id=name))
    return list(found.values())


def printed_record(filing: Filing) -> dict[str, Any]:
    """What `hilltape read` prints: the filing's own fields as printed, and its `rows`."""
    return {**filing.printed, "rows": [dict(trade.printed) for trade in filing.trades]}
