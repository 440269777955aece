"""What each page of a PDF draws: read by ourselves where it is drawn in the usual ways, else by pdfium.

pdfium opens, decrypts and repairs every file. Asking it for each letter takes four times as long as reading
the pages' own operators, so that is left for pages that use what `content.py` does not know.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.errors import LimitExceeded, Unreadable
from ingest.pdf import pdfium
from ingest.pdf.objects import Unusual
from ingest.pdf.page import UNMAPPED, Page, Run, Shape
from ingest.pdf.plain import PlainPdf

__all__ = ["UNMAPPED", "Page", "Pdf", "Run", "Shape", "opened"]

_END_MARK_WITHIN = 1024  # bytes; ISO 32000-1, Annex H, note 18


class Pdf:
    """An open document. `producer` is the program that made it, `""` where it does not say."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self.page_count = pdfium.page_count(handle)
        self.producer = pdfium.producer(handle)

    def pages(self) -> Iterator[Page]:
        """Each page in turn; one at a time is in memory. Raises Unreadable, LimitExceeded."""
        plain = self._plain()
        return (self._page(plain, number) for number in range(self.page_count))

    def _plain(self) -> PlainPdf | None:
        try:
            return PlainPdf(pdfium.written_out(self._handle), self.page_count)
        except Unusual:
            return None

    def _page(self, plain: PlainPdf | None, number: int) -> Page:
        try:
            if plain:
                return plain.page(number)
        except Unusual:
            pass
        return pdfium.read_page(self._handle, number)


@contextmanager
def opened(content: bytes, maximum_pages: int) -> Iterator[Pdf]:
    """The PDF in `content`. Raises Unreadable, LimitExceeded.

    pdfium repairs a truncated file and shows the pages that are left; one without its end mark is refused.
    """
    if b"%%EOF" not in content[-_END_MARK_WITHIN:]:
        raise Unreadable("no PDF, or not all of it")
    with pdfium.loaded(content) as handle:
        pdf = Pdf(handle)
        if pdf.page_count < 1:
            raise Unreadable("it has no page")
        if pdf.page_count > maximum_pages:
            raise LimitExceeded(f"{pdf.page_count} pages, {maximum_pages} allowed")
        yield pdf
