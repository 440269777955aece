"""Which page the Senate's site sent: its title tells, before anything else of it is believed."""

import re
from enum import Enum
from html import unescape

from ingest.errors import Maintenance, Refused, SessionLost, WrongKind
from ingest.html import clean

TITLE_WITHIN = 64 << 10  # bytes


class PageKind(Enum):
    """The pages of the site, each by its title."""

    REPORT = "eFD: Print Periodic Transaction Report"
    PAPER = "eFD: View Report"
    EXTENSION = "eFD: Extension Notice"
    ANNUAL = "eFD: Annual Report"  # goes on: for 2024 - Last, First
    HOME = "eFD: Home"  # the agreement; where a lost session is sent
    SEARCH = "eFD: Find Reports"  # the search form; some lost sessions see it in place of a report
    MAINTENANCE = "U.S. Senate: Site Under Maintenance"
    DENIED = "Access Denied"  # by Akamai, which stands before the site
    UNKNOWN = ""


IN_WORDS = {
    PageKind.ANNUAL: "an annual report, which Hilltape does not read",
    PageKind.HOME: "the site's page that asks to accept its terms, in place of a report",
    PageKind.SEARCH: "the site's search form, in place of a report",
    PageKind.MAINTENANCE: "the site's notice that it is under maintenance",
    PageKind.DENIED: "the site's refusal to show a page",
}

_TITLE = re.compile(rb"<title[^<>]*>([^<]{0,300})</title", re.IGNORECASE)


def page_title(content: bytes) -> str:
    """The page's title, `""` where it begins with none."""
    match = _TITLE.search(content, 0, TITLE_WITHIN)
    return clean(unescape(match[1].decode("utf-8", "replace"))) if match else ""


def page_kind(content: bytes) -> PageKind:
    """The kind of page, UNKNOWN for any that nobody has seen there."""
    title = page_title(content)
    if title.startswith(PageKind.ANNUAL.value):
        return PageKind.ANNUAL
    return next((kind for kind in PageKind if kind.value == title), PageKind.UNKNOWN)


def described(content: bytes) -> str:
    """What a page is that is no report, in words."""
    title = page_title(content)
    other = f"a page titled {title!r}" if title else "a page without a title"
    return IN_WORDS.get(page_kind(content), other)


def check_kind(content: bytes, *expected: PageKind) -> PageKind:
    """The kind of an answer that is one of those expected; for the network side, before it is kept.

    Raises SessionLost, Maintenance, Refused, or WrongKind for any other page.
    """
    kind = page_kind(content)
    if kind in expected:
        return kind
    seen = f"a page titled {page_title(content)!r}"
    if kind in (PageKind.HOME, PageKind.SEARCH):
        raise SessionLost(seen)
    if kind is PageKind.MAINTENANCE:
        raise Maintenance(seen)
    if kind is PageKind.DENIED:
        raise Refused(seen)
    raise WrongKind(seen)
