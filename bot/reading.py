"""Reads documents from files, as many at once as there are cores; what `hilltape read` prints."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from shlex import quote
from typing import Any

from ingest.errors import OtherDocument, PageChanged, ReadError, Unreadable
from ingest.looks import seems
from ingest.source import Source, printed_record
from ingest.sources import SOURCES
from ingest.worker import Reader
from storage.model import Document, Kind

MOST_READERS = 8
WRONG_FILE = (Unreadable, OtherDocument, PageChanged)
"""What a reader says of a file that is none of its documents."""


def read_files(source: Source, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Each file's record in turn, or its `file`, `error` and `detail` where it cannot be read.

    A document's id is the file's name without its ending.
    """
    readers: SimpleQueue[Reader] = SimpleQueue()
    count = min(len(files), os.cpu_count() or 1, MOST_READERS)
    with ExitStack() as stack, ThreadPoolExecutor(count) as threads:
        for _ in range(count):
            readers.put(
                stack.enter_context(Reader({**{one.name: one for one in SOURCES}, source.name: source}))
            )
        yield from threads.map(lambda file: _read(source, file, readers), files)


def _read(source: Source, file: Path, readers: SimpleQueue[Reader]) -> dict[str, Any]:
    reader = readers.get()
    failed = {"doc_id": file.stem, "file": str(file)}
    try:
        content = file.read_bytes()
        return printed_record(reader.read(_document(source, file, content), None))
    except WRONG_FILE as error:
        said = f"{_said(error)}. {_wrong(source, file, content, reader)}"
        return {**failed, "error": error.name, "detail": said}
    except ReadError as error:
        return {**failed, "error": error.name, "detail": _said(error)}
    except OSError as error:
        return {**failed, "error": type(error).__name__, "detail": error.strerror or str(error)}
    finally:
        readers.put(reader)


def _document(source: Source, file: Path, content: bytes) -> Document:
    return Document(source.name, file.stem, content, source.media_type)


def _said(error: ReadError) -> str:
    return error.detail or str(error)


def _wrong(source: Source, file: Path, content: bytes, reader: Reader) -> str:
    """What the file seems to be, what was expected, and who else can read it."""
    told = f"{file.name} seems to be {seems(content)}; {source.title} needs {source.expects}."
    others = (one for one in SOURCES if one.name != source.name)
    if owner := next((one for one in others if _reads(one, file, content, reader)), None):
        told += f" Read it with: ./hilltape read {owner.name} {quote(str(file))}"
    return told


def _reads(source: Source, file: Path, content: bytes, reader: Reader) -> bool:
    """Whether another source finds its own electronic report in it; a scan can be anybody's."""
    try:
        return reader.read(_document(source, file, content), None).kind is Kind.ELECTRONIC
    except ReadError:
        return False
