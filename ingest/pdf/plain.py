"""Reads pages from a PDF that pdfium has written out, without asking it for each letter."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ingest.errors import Unreadable
from ingest.pdf.content import Content, Known, upright
from ingest.pdf.objects import UNUSUAL, Objects, Reference, Unusual
from ingest.pdf.page import Page


class PlainPdf:
    """The pages of a file that is built in the usual way. Any other raises Unusual.

    Raises Unreadable where the file says that it has another number of pages than it has.
    """

    def __init__(self, content: bytes, page_count: int) -> None:
        try:
            self._objects = Objects(content)
            root = self._objects.get(self._objects.trailer["Root"])
            self._pages = list(islice(self._leaves([root["Pages"]]), page_count + 1))
        except UNUSUAL as error:
            raise Unusual(str(error)) from None
        if len(self._pages) != page_count:
            raise Unreadable("it has another number of pages than it says")
        self._known = Known(self._objects)

    def page(self, number: int) -> Page:
        """What it draws. Raises Unusual, Unreadable where a part of it is damaged, and LimitExceeded."""
        try:
            return self._page(self._objects.get(self._pages[number]))
        except UNUSUAL as error:
            raise Unusual(str(error)) from None

    def _leaves(self, references: list[Reference]) -> Iterator[Reference]:
        """The pages of the tree, in order. Raises Unusual for a group that is met again."""
        known = set()
        waiting = references
        while waiting:
            reference = waiting.pop()
            node = self._objects.get(reference)
            if "Kids" not in node:
                yield reference
            elif reference in known:
                raise Unusual("a group of pages in itself")
            else:
                known.add(reference)
                waiting += reversed(self._objects.get(node["Kids"]))

    def _page(self, node: dict[str, Any]) -> Page:
        box = node["MediaBox"]
        left, bottom, width, height = box
        if left or bottom or node.get("CropBox", box) != box or node.get("Rotate") or "UserUnit" in node:
            raise Unusual("a page that is turned or cut")
        content = Content(self._known, upright(1.0, 0.0, 0.0, -1.0, 0.0, height))
        content.draw(self._objects.get(node["Contents"]).content(), self._objects.get(node["Resources"]))
        return Page(
            width=width,
            height=height,
            runs=tuple(content.runs),
            paths=tuple(content.paths),
            pictures=tuple(content.pictures),
            is_blank=not content.has_drawn,
            is_plain=True,
        )
