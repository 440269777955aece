"""The only door to lxml for pages: a site's page as elements, and their text as a person reads it."""

import re
from collections.abc import Iterable

from lxml import etree

from ingest.errors import LimitExceeded, PageChanged, Unreadable

Element = etree._Element

UNREADABLE = "\ufffd"
"""What stands for a byte or character that no text has."""

_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff]")


def parse(content: bytes, most_bytes: int, most_tags: int) -> Element:
    """The page without its comments; nothing it names is loaded, no entity but HTML's own is known.

    Raises Unreadable, LimitExceeded.
    """
    tags = content.count(b"<")
    if len(content) > most_bytes or tags > most_tags:
        raise LimitExceeded(f"{len(content)} bytes with {tags} tags, {most_bytes} with {most_tags} allowed")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        page = etree.fromstring(content.decode("utf-8", "replace").encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("it is no page") from error
    _check_whole(parser)
    if page is None:
        raise Unreadable("it is empty")
    return page


def _check_whole(parser: etree.HTMLParser) -> None:
    """Refuse what libxml2 cut off: it ends a page, and says nothing, where elements stand 256 deep."""
    for entry in parser.error_log:
        if entry.level == etree.ErrorLevels.FATAL:
            raise LimitExceeded(entry.message)


def all_of(element: Element, tag: str, name: str = "") -> list[Element]:
    """Every element of that tag below this one, in the page's order; with a class, where one is named."""
    return [found for found in element.iter(tag) if not name or name in found.get("class", "").split()]


def only(element: Element, tag: str, name: str = "") -> Element:
    """The one element of that tag and class below this one. Raises PageChanged."""
    found = all_of(element, tag, name)
    if len(found) != 1:
        raise PageChanged(f"{len(found)} {tag}{'.' if name else ''}{name} where one is expected")
    return found[0]


def check_made_of(element: Element, tags: Iterable[str]) -> None:
    """Raise PageChanged where an element of another tag stands anywhere below this one."""
    if strange := {str(found.tag) for found in element.iterdescendants()}.difference(tags):
        raise PageChanged(f"{', '.join(sorted(strange))} inside {element.tag}")


def text(element: Element) -> str:
    """All the text in it, with white space collapsed."""
    return clean(" ".join(lines(element)))


def lines(element: Element, without: str = "") -> list[str]:
    """Its text from line break to line break, but for what stands in children of the tag `without`."""
    found = [element.text or ""]
    for child in element:
        if child.tag == "br":
            found.append("")
        elif child.tag != without:
            found[-1] += "".join(str(part) for part in child.itertext())
        found[-1] += child.tail or ""
    return [clean(line) for line in found]


def clean(printed: str) -> str:
    """White space collapsed; control characters, which no report has, become UNREADABLE."""
    return " ".join(_NO_TEXT.sub(UNREADABLE, printed).split())
