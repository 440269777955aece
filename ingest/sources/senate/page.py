"""Reads one page of the Senate's eFD: an electronic report, a paper one's images, an extension notice."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ingest.errors import OtherDocument, PageChanged, Unreadable
from ingest.html import Element, all_of, only, parse, text
from ingest.looks import is_page
from ingest.sources.senate.cells import iso_date
from ingest.sources.senate.kinds import PageKind, described, page_kind
from ingest.sources.senate.report import read_report
from storage.model import Chamber, Document, Filing, Kind, Listing

MOST_BYTES = 8 << 20  # the longest report so far, of 127 rows, has 164 kB
MOST_TAGS = 250_000  # and 6,800
END_MARK_WITHIN = 1024  # bytes

_PAGE = re.compile(r"Page ([0-9]+) of ([0-9]+)")  # Page 1 of 7
_PRINT_LINK = re.compile(r"/search/print/paper/([0-9a-f-]{36})/?", re.IGNORECASE)
_ASKED = re.compile(r"^(.+?) requested an extension of time\b")  # Benjamin E Sasse requested an …
_IN_BRACKETS = re.compile(r".*\(([^()]+)\)$")
_TITLED = re.compile(r"^Periodic Transaction Report for (\S+)")
_AMENDMENT = re.compile(r"\(Amendment ([0-9]{1,2})\)$")  # Periodic Transaction Report for … (Amendment 1)
_DATE = r"([A-Z][a-z]+ [0-9]{1,2}, [0-9]{4})"  # August 13, 2017
_WAS_DUE = re.compile(rf"\boriginally due on {_DATE}")
_IS_DUE = re.compile(rf"\bnew due date\b.{{0,60}}? no later than {_DATE}")


def read_page(document: Document, listing: Listing | None) -> Filing:
    """The filing that a page of the site shows; what the page does not say is its listing's.

    Raises a ReadError.
    """
    kind = page_kind(document.content)
    if kind is PageKind.REPORT:
        filing = read_report(_page(document), document, listing)
    elif kind is PageKind.PAPER:
        filing = _paper(_page(document), document, listing)
    elif kind is PageKind.EXTENSION:
        filing = _extension(_page(document), document, listing)
    elif is_page(document.content):
        raise PageChanged(f"it is {described(document.content)}")
    else:
        raise Unreadable("it is no web page")
    return replace(filing, office=_office(listing))


def picture_urls(document: Document) -> tuple[str, ...]:
    """Where the images of a paper filing's pages lie, in their order, as its page names them.

    Raises a ReadError.
    """
    return _pictures(_page(document))


def _page(document: Document) -> Element:
    if b"</html>" not in document.content[-END_MARK_WITHIN:].lower():
        raise Unreadable("not all of the page")
    return parse(document.content, MOST_BYTES, MOST_TAGS)


def _pictures(page: Element) -> tuple[str, ...]:
    """Each has a caption; the site's own logo is an image of another class. Raises PageChanged."""
    urls = tuple(image.get("src", "") for image in all_of(page, "img", "filingImage"))
    numbered = [_PAGE.fullmatch(text(strong)) for strong in all_of(page, "strong")]
    captions = [match.groups() for match in numbered if match]
    if not all(urls) or captions != [(str(number), str(len(urls))) for number in range(1, len(urls) + 1)]:
        raise PageChanged(f"{len(urls)} images of pages, {len(captions)} captions")
    if not urls:
        raise PageChanged("no image of a page")
    return urls


def _paper(page: Element, document: Document, listing: Listing | None) -> Filing:
    """Its page says neither who filed nor when."""
    for link in all_of(page, "a"):
        named = _PRINT_LINK.fullmatch(link.get("href", ""))
        if named and not document.id.lower().endswith(named[1].lower()):
            raise OtherDocument(f"it links to {named[1]}")
    filing = _without_trades(document, listing, Kind.PAPER)
    titled = _TITLED.match(str(listing.facts.get("title", ""))) if listing else None
    day = iso_date(titled[1]) if titled else ""
    printed = {**filing.printed, **({"title_date": day} if day else {})}
    return replace(filing, pages=len(_pictures(page)), printed=printed)


def _extension(page: Element, document: Document, listing: Listing | None) -> Filing:
    """Who asked, for which report, and the new date where the notice says it."""
    said = [text(paragraph) for paragraph in all_of(page, "p")]
    name = _found(_ASKED, said)
    if not name:
        raise PageChanged("it does not say who asked for an extension")
    filing = _without_trades(document, listing, Kind.EXTENSION)
    printed = {
        **filing.printed,
        "report": text(only(page, "h1")),
        "full_name": name,
        "was_due": _long_date(_found(_WAS_DUE, said)),
        "due": _long_date(_found(_IS_DUE, said)),
    }
    return replace(filing, filer=name, printed=printed)


def _found(form: re.Pattern[str], paragraphs: Sequence[str]) -> str:
    """What the form names in the first paragraph that has it, `""` where none has."""
    return next((match[1] for match in map(form.search, paragraphs) if match), "")


def _office(listing: Listing | None) -> str:
    """`Senator` of the search's `Boozman, John (Senator)`, and of `Senator` alone beside a paper filing."""
    printed = str(listing.facts.get("office", "")) if listing else ""
    return _IN_BRACKETS.sub(r"\1", printed).strip()


def _without_trades(document: Document, listing: Listing | None, kind: Kind) -> Filing:
    """All that the listing knows of a filing whose own trades cannot be read, or that has none."""
    amendment = _AMENDMENT.search(str(listing.facts.get("title", ""))) if listing else None
    return Filing(
        source=document.source,
        document_id=document.id,
        kind=kind,
        chamber=Chamber.SENATE,
        filer=listing.filer if listing else "",
        state="",
        district=None,
        filed=listing.filed if listing else None,
        signed=None,
        pages=1,
        printed={"uuid": document.id.lower()},
        amendment=int(amendment[1]) if amendment else 0,
    )


def _long_date(printed: str) -> str:
    """The ISO date of `August 13, 2017`, `""` of anything else."""
    try:
        return datetime.strptime(printed, "%B %d, %Y").date().isoformat()
    except ValueError:
        return ""
