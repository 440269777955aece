"""The reader process: answers, named failures, hangs, deaths, and what becomes of it without its parent."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from ingest.errors import LimitExceeded, OtherDocument, ReaderDied, ReadError, Unreadable
from ingest.worker import Reader, for_people
from replica.printer_scan import print_scan
from storage.model import Document, Spot

SOURCE = """
    import ctypes, os, time
    from datetime import date
    from ingest.errors import OtherDocument
    from storage.model import Chamber, Filing, Kind

    class Moody:
        name, title, reader, media_type = "moody", "Moody", 1, "text/plain"
        pause, hosts = 0, frozenset()

        def indexes(self, today): return ()
        def list_index(self, fetch, index, kept): raise OtherDocument("no site")
        def fetch_document(self, fetch, listing): raise OtherDocument("no site")

        def read(self, document, listing):
            if document.id == "hangs":
                time.sleep(60)
            if document.id == "crashes":
                ctypes.string_at(0)
            if document.id == "fails":
                raise OtherDocument("it names Filing ID 7")
            if document.id == "grows":
                bytearray(2 << 30)
            filer = f"{os.getpid()}"
            return Filing("moody", document.id, Kind.PAPER, Chamber.HOUSE, filer, "", None, None, None, 1)
"""


@pytest.fixture
def moody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A source the reader process can import: it is named by its module, as every source is."""
    (tmp_path / "moody_source.py").write_text(textwrap.dedent(SOURCE))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "moody_source", raising=False)
    from moody_source import Moody

    return Moody()


@pytest.fixture
def reader(moody: object) -> Iterator[Reader]:
    with Reader({"moody": moody}, seconds=2) as reader:
        yield reader


def document(name: str) -> Document:
    return Document("moody", name, b"", "text/plain")


def process_of(reader: Reader) -> int:
    return int(reader.read(document("plain"), None).filer)


def is_alive(process: int) -> bool:
    """Whether it runs; one that ended may stay in the list until somebody asks how."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends_within(seconds: float, process: int) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(process)


def test_one_process_reads_every_document(reader: Reader) -> None:
    first, second = process_of(reader), process_of(reader)
    assert first == second != os.getpid()


def test_a_read_error_crosses_by_name_with_its_detail(reader: Reader) -> None:
    with pytest.raises(OtherDocument) as failure:
        reader.read(document("fails"), None)
    assert failure.value.detail == "it names Filing ID 7"
    assert str(failure.value).count(":") == 1


@pytest.mark.parametrize(
    ("name", "error"), [("hangs", LimitExceeded), ("grows", LimitExceeded), ("crashes", ReaderDied)]
)
def test_after_a_document_that_harms_its_reader_the_next_is_read(
    reader: Reader, name: str, error: type[ReadError]
) -> None:
    with pytest.raises(error):
        reader.read(document(name), None)
    assert reader.read(document("plain"), None).document_id == "plain"


def test_the_first_page_of_a_scan_is_drawn_in_the_process(reader: Reader) -> None:
    assert reader.first_page(Document("moody", "1", print_scan(), "application/pdf")).startswith(b"\xff\xd8")


def test_a_page_that_cannot_be_drawn_is_told_by_name(reader: Reader) -> None:
    with pytest.raises(Unreadable, match="first page"):
        reader.first_page(document("plain"))
    assert reader.read(document("plain"), None).document_id == "plain"


def test_a_row_is_drawn_while_another_process_reads(reader: Reader) -> None:
    def read() -> None:
        with suppress(LimitExceeded):
            reader.read(document("hangs"), None)

    thread = Thread(target=read)
    thread.start()
    with for_people() as drawing:
        printed = Document("house", "1", print_scan(), "application/pdf")
        assert drawing.row(printed, Spot(1, 100, 150)).startswith(b"\xff\xd8")
        assert thread.is_alive()
    thread.join()


def test_a_process_with_nothing_to_do_ends_until_it_is_needed(moody: object) -> None:
    with Reader({"moody": moody}, idle=0.2) as reader:
        before = process_of(reader)
        assert ends_within(5, before)
        assert process_of(reader) != before


def test_a_death_says_how_the_process_ended(reader: Reader) -> None:
    with pytest.raises(ReaderDied, match=f"exit code -{signal.SIGSEGV.value}"):
        reader.read(document("crashes"), None)


def test_a_hanging_process_is_gone_once_the_limit_is_told(reader: Reader) -> None:
    before = process_of(reader)
    with pytest.raises(LimitExceeded, match="2 seconds"):
        reader.read(document("hangs"), None)
    assert not is_alive(before)


def test_a_process_killed_between_two_documents_costs_neither(reader: Reader) -> None:
    before = process_of(reader)
    os.kill(before, signal.SIGKILL)
    assert ends_within(5, before)
    assert process_of(reader) != before


def test_ctrl_c_leaves_the_reading_to_its_end(reader: Reader) -> None:
    before = process_of(reader)
    os.kill(before, signal.SIGINT)
    assert process_of(reader) == before


def test_closing_ends_a_read_under_way_at_once(moody: object) -> None:
    reader = Reader({"moody": moody}, seconds=60)
    process = process_of(reader)
    failures: list[ReadError] = []

    def read() -> None:
        try:
            reader.read(document("hangs"), None)
        except ReadError as error:
            failures.append(error)

    thread = Thread(target=read)
    thread.start()
    time.sleep(0.2)
    reader.close()
    thread.join(5)
    assert [failure.name for failure in failures] == ["ReaderDied"]
    assert not is_alive(process)


def test_a_closed_reader_reads_no_more(reader: Reader) -> None:
    reader.close()
    with pytest.raises(ReaderDied, match="closed"):
        reader.read(document("plain"), None)


def test_threads_take_turns(reader: Reader) -> None:
    names = [f"document {number}" for number in range(20)]
    read: dict[str, str] = {}

    def note(name: str) -> None:
        read[name] = reader.read(document(name), None).document_id

    threads = [Thread(target=note, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == {name: name for name in names}


PARENT = """
    import sys
    from ingest.worker import Reader
    from moody_source import Moody
    from storage.model import Document

    if __name__ == "__main__":
        reader = Reader({"moody": Moody()}, seconds=1)
        print(reader.read(Document("moody", "plain", b"", "text/plain"), None).filer, flush=True)
        reader.read(Document("moody", sys.argv[1], b"", "text/plain"), None)
        input()
"""


@pytest.mark.parametrize("doing", ["plain", "hangs"])
def test_a_killed_parent_leaves_no_orphan(moody: object, tmp_path: Path, doing: str) -> None:
    script = tmp_path / "parent.py"
    script.write_text(textwrap.dedent(PARENT))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, script, doing],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        parent.kill()
    assert ends_within(10, child)
