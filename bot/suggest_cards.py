"""Cards for inline mode: own follows, officials, tickers, and the newest reports that fit a whole query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channel import Card
from bot.figures import counted, day, listed, short
from bot.message import Button, Message
from bot.suggest_choices import NAME_ROOM, Known, officials_like, symbols_like
from bot.wording_filings import clocks, contents, document, official, report, told_apart, who
from bot.wording_queries import named
from bot.wording_trades import details, largest_first, mark, row, tone
from storage import filings, search, suggestions
from storage.directory import directory
from storage.model import Follow, Official, Stored
from storage.names import fold
from storage.query import Person, Query, QueryError, Ticker, parse, resolve, stored, ticker
from storage.suggestions import Deed, Traded

SINCE = timedelta(days=90)
EACH = 5
REPORTS = 3  # that fit a query, beside all the others; each is read whole
ROWS = 8
DESCRIPTION = 120


@dataclass(frozen=True, slots=True)
class Offer:
    """A card, and the command that its link gives to whoever follows it into the private chat."""

    shown: Card
    label: str
    command: str

    def card(self, token: str | None) -> Card:
        """With the link, for which the command needs a token."""
        if token is None:
            return self.shown
        buttons = (Button(self.label, f"/start {token}"),)
        return replace(self.shown, message=replace(self.shown.message, buttons=buttons))


def cards(known: Known, typed: str, now: datetime) -> list[Offer]:
    """Best first. With nothing typed: what this person follows, and the newest reports."""
    words = typed.strip()
    people = officials_like(known, words, EACH) if words else []
    symbols = [one for one in symbols_like(known, words, EACH) if words]
    return [
        *_own(known, words),
        *(_person(known, one, title) for one, title in told_apart(people, known.today)),
        *(_security(known, one) for one in symbols),
        *(_filing(held, now) for held in _newest(known, words)),
    ]


def _own(known: Known, words: str) -> Iterator[Offer]:
    """What the person follows, if it has these words."""
    wanted = fold(words)
    for follow in known.followed():
        said = named(stored(follow.query), known.people)
        if wanted in fold(said) or wanted in fold(follow.query):
            yield _follow(known, follow, said)


def _follow(known: Known, follow: Follow, said: str) -> Offer:
    deeds = _deeds(known, stored(follow.query))
    message = Message(f"I follow {said} with Hilltape", tuple(_by_whom(known, deed) for deed in deeds))
    card = Card(f"follow-{follow.id}", said, "You follow this", message, personal=True)
    return Offer(card, "Follow it too", f"/follow {follow.query}")


def _deeds(known: Known, query: Query) -> list[Deed]:
    """The newest rows of a follow that is one official or one ticker; of others none is shown."""
    match query.clauses:
        case ((Person(number),),):
            return suggestions.deeds_of(known.transaction, number, EACH)
        case ((Ticker(symbol),),):
            return suggestions.deeds_in(known.transaction, symbol, EACH)
    return []


def _person(known: Known, one: Official, title: str) -> Offer:
    deeds = suggestions.deeds_of(known.transaction, one.id, EACH)
    lines = tuple(f"{row(deed.trade, known.today, whose=True)}{_filed(known, deed)}" for deed in deeds)
    message = Message(title, lines or ("No trade that we can read.",), tone=tone(d.trade for d in deeds))
    symbols = dict.fromkeys(deed.trade.ticker for deed in deeds if deed.trade.ticker)
    said = f"Lately {listed(list(symbols))}" if symbols else "The newest trades"
    return Offer(Card(f"official-{one.id}", title, said, message), "Look closer", f"/official {one.id}")


def _security(known: Known, one: Traded) -> Offer:
    deeds = suggestions.deeds_in(known.transaction, one.symbol, EACH)
    title = f"{one.symbol} · {short(one.name, NAME_ROOM)}"
    people = dict.fromkeys(_name(known, deed) for deed in deeds)
    message = Message(
        f"{one.symbol}: who traded it lately",
        (short(one.name, NAME_ROOM), *(_by_whom(known, deed) for deed in deeds)),
        tone=tone(deed.trade for deed in deeds),
    )
    said = short(f"Lately traded by {listed(list(people))}", DESCRIPTION)
    return Offer(Card(f"ticker-{one.symbol}", title, said, message), "Look closer", f"/ticker ${one.symbol}")


def _filing(held: Stored, now: datetime) -> Offer:
    found = held.filing
    rows = [row(trade, now.date(), whose=True) for trade in largest_first(found.trades)[:ROWS]]
    hidden, filer, said = len(found.trades) - len(rows), who(held), contents(held)
    more = [f"+{counted(hidden, 'more row')}"] if hidden else []
    message = Message(
        f"{filer}: {said}",
        (*rows, *more, "", clocks(held, now)),
        note=report(found),
        link=document(held.url),
        tone=tone(found.trades),
    )
    name = f"{found.source}-{found.document_id}"
    card = Card(name, filer, short(said, DESCRIPTION), message)
    return Offer(card, "Every row", f"/filing {found.document_id}")


def _newest(known: Known, words: str) -> Sequence[Stored]:
    if not words:
        return filings.recent(known.transaction, EACH)
    query = _query(known, words)
    if query is None:
        return ()
    return search.newest(known.transaction, query, known.today - SINCE, REPORTS)


def _query(known: Known, words: str) -> Query | None:
    """The query, where it is one; `nvda` is read as the ticker where nobody has that name."""
    symbols = {one.symbol for one in known.symbols}
    known_ones = {word for word in words.split() if word.upper() in symbols and ticker(f"${word}")}
    marked = " ".join(f"${word}" if word in known_ones else word for word in words.split())
    for text in dict.fromkeys((words, marked)):
        try:
            return resolve(parse(text), directory(known.transaction, known.people), known.today)
        except QueryError:
            continue
    return None


def _by_whom(known: Known, deed: Deed) -> str:
    """`🟢 Nancy Pelosi (D, CA-11) · 200 calls, … · $1 M – $5 M · 29 May · filed 23 Jun`."""
    told = [f"{mark(deed.trade)} {_name(known, deed)}", *details(deed.trade, known.today, whose=True)]
    return " · ".join(told) + _filed(known, deed)


def _name(known: Known, deed: Deed) -> str:
    person = known.people.get(deed.official_id) if deed.official_id else None
    if person is None:
        return f"{short(deed.filer, NAME_ROOM)} (not identified)"
    return official(person, deed.filed or known.today)


def _filed(known: Known, deed: Deed) -> str:
    return f" · filed {day(deed.filed, known.today)}" if deed.filed else ""
