"""Every domain type: what is published, who filed it, who follows it and what is owed to them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from storage.trade import AmountRange, Change, Difference, Owner, Printed, RowStatus, Side, Spot, Trade

__all__ = ["AmountRange", "Change", "Difference", "Owner", "Printed", "RowStatus", "Side", "Spot", "Trade"]

ALERT, CORRECTION = "alert", "correction"
"""The kinds of deliveries: of a filing itself, and of another reading of it."""


class Chamber(StrEnum):
    HOUSE = "house"
    SENATE = "senate"
    EXECUTIVE = "executive"


class Kind(StrEnum):
    """How a filing was made: typed into the office's system, or scanned; or that it is no report at all."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    EXTENSION = "extension"  # a notice of more time for a report: it moves a due date and holds no trade


@dataclass(frozen=True, slots=True)
class Listing:
    """One document as a site's index lists it. `facts` keeps what only the index knows.

    A `quiet` one is recorded and read, but alerts nobody (an extension notice).
    """

    source: str
    document_id: str
    url: str
    filer: str
    filed: date | None
    facts: Printed = field(default_factory=dict)
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes a site published under its own id.

    `pictures` are the images of a paper filing's pages, in their order, where its page only names them.
    """

    source: str
    id: str
    content: bytes
    media_type: str
    pictures: tuple[bytes, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of the content and then of each picture: another image is another document."""
        whole = sha256(self.content)
        for picture in self.pictures:
            whole.update(sha256(picture).digest())
        return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class Vehicle:
    """An account or firm that assets of a filing are held in, as printed: `Family Trust ⇒ Brokerage`.

    `interest` is the share of it that the filer holds (`33%`), `""` where the document does not say.
    """

    name: str
    owner: Owner
    interest: str
    location: str
    description: str


@dataclass(frozen=True, slots=True)
class Filing:
    """A document read: who filed, when, and its trades.

    `filed` is the date the source's index gives, `signed` the one on the document. `state` and
    `district` are as printed (`CA`, 11; 0 is at large), `office` where that is how a filer is known
    (`Secretary, Department of the Interior`). `amendment` is the number of an amendment that says so, else 0.
    `vehicles` are listed by reports of the House only. `doubts` name each self-check that a filer's slip
    or an unclear passage failed; a doubtful filing is complete, its reader is told.
    """

    source: str
    document_id: str
    kind: Kind
    chamber: Chamber
    filer: str
    state: str
    district: int | None
    filed: date | None
    signed: date | None
    pages: int
    trades: tuple[Trade, ...] = ()
    printed: Printed = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    office: str = ""
    amendment: int = 0
    vehicles: tuple[Vehicle, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One stretch of office. `end` is the planned one for who is in office, else the last day known in it."""

    chamber: Chamber
    state: str
    district: int | None
    party: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on a committee (`HSAS`), from the first day listed to the last, None while it is held."""

    committee: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody was on the day of a filing: `""` and none where it is not known."""

    party: str = ""
    state: str = ""
    committees: frozenset[str] = frozenset()


UNKNOWN = Standing()
"""Of whom nobody knows who they are."""


@dataclass(frozen=True, slots=True)
class Official:
    """A person, by bioguide id. `names` keeps every spelling known; `terms` and `seats` run oldest first.

    `learned` are those of the names that only documents taught. They help to find somebody, but prove of no
    other document whose it is: else one mistake would breed the next. `agency` is that of the executive
    branch that somebody files for, `""` where no report has named it yet.
    """

    id: str
    name: str
    names: tuple[str, ...]
    terms: tuple[Term, ...]
    seats: tuple[Seat, ...] = ()
    learned: tuple[str, ...] = ()
    agency: str = ""

    @property
    def reference_names(self) -> tuple[str, ...]:
        """The spellings that the reference, or the first document of somebody it does not have, gave."""
        return tuple(name for name in self.names if name not in self.learned)

    def on(self, day: date) -> Term | None:
        """The newest term begun by that day: the office held, or last held, on it."""
        begun = [term for term in self.terms if term.start <= day]
        return begun[-1] if begun else None

    def standing(self, day: date) -> Standing:
        """Party, state and committees on that day, by the tables we have."""
        term = self.on(day)
        held = (seat for seat in self.seats if seat.start <= day and (seat.end is None or day <= seat.end))
        return Standing(
            party=term.party if term else "",
            state=term.state if term else "",
            committees=frozenset(seat.committee for seat in held),
        )


class ChatState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"  # the platform refused for good: blocked, rights missing; follows are kept for a return
    GONE = "gone"  # the platform says the chat no longer exists, or the bot was removed


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation: a channel (`telegram`) and the platform's own id.

    `person` keeps the person's id of a Discord direct message, whose channel id alone cannot be reopened.
    `secret` is what signs that a message there is ours, `""` on chat platforms; it is never shown in a log.
    """

    id: int
    channel: str
    address: str
    group: bool
    person: str
    title: str
    state: ChatState
    reason: str
    not_before: datetime | None
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where messages go: a chat and its thread or topic (`""` for none, and for Telegram's General topic)."""

    id: int
    chat: Chat
    thread: str


@dataclass(frozen=True, slots=True)
class Follow:
    """A saved query (its canonical text) and the place it sends to, whose `number` it is there for good.

    `role` is the id of the Discord role that its alerts mention, `""` for none. A paused one sends nothing.
    """

    id: int
    place_id: int
    query: str
    created: datetime
    number: int = 1
    role: str = ""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A filing as the database holds it: one revision, its official if identified, and the clocks we keep.

    `seen` is when our poll first listed the document; `not_listed` is the last poll before that did not
    list it (None when there was none, as for a backfill). `amends` is what an amendment changes, `corrects`
    what this reading changes of the one before. `standing` is the official's on the day of filing, as it was
    known when the filing was stored.
    """

    id: int
    revision: int
    superseded: bool
    filing: Filing
    official: Official | None
    unidentified: str
    url: str
    seen: datetime
    not_listed: datetime | None
    silent: bool
    amends: Difference | None = None
    corrects: Difference | None = None
    standing: Standing = UNKNOWN

    def news(self, kind: str) -> tuple[Change, ...]:
        """The rows that a delivery of this kind tells: of an amendment or a correction what it changes.

        Rows of which nobody can prove what they amend are all told.
        """
        difference = (self.corrects if kind == CORRECTION else self.amends) or Difference()
        known = {change.new.ordinal for change in difference.changes if change.new}
        others = [Change(None, trade) for trade in self.filing.trades if trade.ordinal not in known]
        return (*(change for change in difference.changes if not change.is_none), *others)
