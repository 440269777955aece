"""How fast House reports are read, against bare text extraction and pdfplumber, and by two processes."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import active_children
from pathlib import Path
from statistics import median

import pdfplumber
import pypdfium2

from benchmarks.documents import printed_reports, real_reports
from ingest.sources.house import House
from ingest.worker import Reader
from storage.model import Document

PAIRS = 7
PDFPLUMBER_EVERY = 16  # documents; it takes its time


@dataclass(frozen=True, slots=True)
class Outcome:
    """Milliseconds of processor time a page, and how many times as long or as fast.

    `two_readers` is how many times the documents two processes read in the time of one, the median of pairs
    that take turns. Megabytes are a reader's peak, after a quarter of the documents and after all.
    """

    of_the_corpus: bool
    documents: int
    pages: int
    pages_for_pdfplumber: int
    reading: float
    bare_text: float
    pdfplumber: float
    times_bare_text: float
    times_faster_than_pdfplumber: float
    two_readers: float
    megabytes_early: float
    megabytes: float


@dataclass(slots=True)
class _Cost:
    """Seconds of processor time spent on so many pages."""

    seconds: float = 0.0
    pages: int = 0

    def add(self, read: Callable[[str, bytes], int], name: str, content: bytes) -> None:
        began = time.process_time()
        self.pages += read(name, content)
        self.seconds += time.process_time() - began

    @property
    def a_page(self) -> float:
        return self.seconds / self.pages


def run(every: int = 1, pairs: int = PAIRS, corpus: bool = True) -> Outcome:
    """`every` takes one document of so many."""
    real = real_reports() if corpus else {}
    reports = dict(list((real or printed_reports())["house"].items())[::every])
    ours, bare, plumber = _costs(reports)
    early, late = _peaks(reports)
    return Outcome(
        of_the_corpus=bool(real),
        documents=len(reports),
        pages=ours.pages,
        pages_for_pdfplumber=plumber.pages,
        reading=1000 * ours.a_page,
        bare_text=1000 * bare.a_page,
        pdfplumber=1000 * plumber.a_page,
        times_bare_text=ours.a_page / bare.a_page,
        times_faster_than_pdfplumber=plumber.a_page / ours.a_page,
        two_readers=_two_readers(reports, pairs),
        megabytes_early=early,
        megabytes=late,
    )


def _costs(reports: Mapping[str, bytes]) -> tuple[_Cost, _Cost, _Cost]:
    """Document by document in turns, so that whatever else the machine does slows all alike."""
    ours, bare, plumber = _Cost(), _Cost(), _Cost()
    for place, (name, content) in enumerate(reports.items()):
        ours.add(_read, name, content)
        bare.add(_bare_text, name, content)
        if place % PDFPLUMBER_EVERY == 0:
            plumber.add(_words_and_rects, name, content)
    return ours, bare, plumber


def _read(name: str, content: bytes) -> int:
    return House().read(_document(name, content), None).pages


def _bare_text(_: str, content: bytes) -> int:
    pdf = pypdfium2.PdfDocument(content)
    for number in range(len(pdf)):
        page = pdf[number]
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    pages = len(pdf)
    pdf.close()
    return pages


def _words_and_rects(_: str, content: bytes) -> int:
    with pdfplumber.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            page.extract_words()
            len(page.rects)
            page.close()
        return len(pdf.pages)


def _document(name: str, content: bytes) -> Document:
    return Document("house", name, content, "application/pdf")


def _two_readers(reports: Mapping[str, bytes], pairs: int) -> float:
    """One process reads the first half of the documents; then two read that half each, and so on in turns."""
    documents = [_document(name, content) for name, content in reports.items()][::2]
    with Reader({"house": House()}) as one, Reader({"house": House()}) as other:
        for reader in (one, other):
            reader.read(documents[0], None)
        return median(_speed_up((one, other), documents) for _ in range(pairs))


def _speed_up(readers: Sequence[Reader], documents: Sequence[Document]) -> float:
    alone = _seconds(readers[:1], documents)
    return len(readers) * alone / _seconds(readers, documents)


def _seconds(readers: Sequence[Reader], documents: Sequence[Document]) -> float:
    """Until each of the readers has read all the documents, one thread for each."""
    began = time.monotonic()
    with ThreadPoolExecutor(len(readers)) as threads:
        list(threads.map(lambda reader: [reader.read(one, None) for one in documents], readers))
    return time.monotonic() - began


def _peaks(reports: Mapping[str, bytes]) -> tuple[float, float]:
    """Megabytes of a fresh reader, after the first quarter of the documents and after all."""
    documents = [_document(name, content) for name, content in reports.items()]
    quarter = max(len(documents) // 4, 1)
    others = {child.pid for child in active_children()}
    with Reader({"house": House()}) as reader:
        peaks = []
        for part in (documents[:quarter], documents[quarter:]):
            for one in part:
                reader.read(one, None)
            [process] = {child.pid for child in active_children()} - others
            peaks.append(_peak_of(process))
    return peaks[0], peaks[1]


def _peak_of(process: int | None) -> float:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024
