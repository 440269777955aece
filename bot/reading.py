"""Reads documents from files, as many at once as there are cores; what `hilltape read` prints."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from ingest.errors import ReadError
from ingest.source import Source, printed_record
from ingest.worker import Reader
from storage.model import Document

MOST_READERS = 8


def read_files(source: Source, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Each file's record in turn, or its `doc_id`, `error` and `detail` where it cannot be read.

    A document's id is the file's name without its ending.
    """
    readers: SimpleQueue[Reader] = SimpleQueue()
    count = min(len(files), os.cpu_count() or 1, MOST_READERS)
    with ExitStack() as stack, ThreadPoolExecutor(count) as threads:
        for _ in range(count):
            readers.put(stack.enter_context(Reader({source.name: source})))
        yield from threads.map(lambda file: _read(source, file, readers), files)


def _read(source: Source, file: Path, readers: SimpleQueue[Reader]) -> dict[str, Any]:
    reader = readers.get()
    try:
        document = Document(source.name, file.stem, file.read_bytes(), source.media_type)
        return printed_record(reader.read(document, None))
    except ReadError as error:
        return {"doc_id": file.stem, "error": error.name, "detail": error.detail or str(error)}
    except OSError as error:
        return {"doc_id": file.stem, "error": type(error).__name__, "detail": error.strerror or str(error)}
    finally:
        readers.put(reader)
