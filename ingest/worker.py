"""Reads documents in a process of its own, which a hostile or broken one can hang or kill without harm."""

import resource
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock
from typing import Any, Self, TypeVar, TypeVarTuple

from ingest import errors
from ingest.errors import LimitExceeded, ReaderDied, ReadError
from ingest.first_page import first_page
from ingest.row_picture import row_picture
from ingest.source import Source
from storage.model import Document, Filing, Listing, Spot

START_SECONDS = 60  # a fresh process imports the sources first; on a busy machine that takes its time
GRACE_SECONDS = 2  # the process ends itself this much after its limit, should nobody be left to do it
DRAWING_SECONDS = 5  # a row takes a tenth of one
IDLE_SECONDS = 600
LAST_WORDS_SECONDS = 1  # for a dying process to print why

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Failure:
    """A ReadError as it crosses the pipe."""

    name: str
    detail: str


class Reader:
    """One long-lived reader process. Safe to share between threads; they take turns.

    A document may take `seconds` and the process `memory` bytes of address space. It starts with the first
    document, and ends after `idle` seconds without one, until the next. `close` ends a read that is under
    way at once, in whatever thread.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        *,
        seconds: float = 60,
        memory: int = 1 << 30,
        idle: float | None = None,
    ) -> None:
        self._sources = dict(sources)
        self._seconds = seconds
        self._memory = memory
        self._idle = idle
        self._turn = Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, document: Document, listing: Listing | None) -> Filing:
        """The filing a document holds. Raises a ReadError; after one the next read works."""
        return self._done(_read, document, listing)

    def first_page(self, document: Document) -> bytes:
        """A JPEG of a scan's first page, as `ingest.first_page` makes it. Raises a ReadError like `read`."""
        return self._done(_first_page, document)

    def row(self, document: Document, spot: Spot) -> bytes:
        """A JPEG of one row of a PDF, as `ingest.row_picture` makes it. Raises a ReadError like `read`."""
        return self._done(_row, document, spot)

    def close(self) -> None:
        """Ends the process. A later read raises ReaderDied."""
        self._closed = True
        process = self._process
        if process:
            process.kill()
        with self._turn:
            self._ended()

    def _done(self, work: Callable[[Sources, *Ts], T], *arguments: *Ts) -> T:
        """What a function of this module answers in the other process."""
        with self._turn:
            try:
                pipe = self._started()
                pipe.send((work, arguments))
                answer = self._answer(pipe, self._seconds)
            except (EOFError, OSError):
                raise ReaderDied(self._ended(LAST_WORDS_SECONDS)) from None
        if isinstance(answer, Failure):
            raise _error(answer)
        done: T = answer
        return done

    def _started(self) -> Connection:
        """The pipe to a process that waits for a document; a fresh one if there is none."""
        if self._process and not self._process.is_alive():
            self._ended()
        pipe = self._pipe or self._start()
        if self._closed:  # looked at after the start, so that `close` overlooks no fresh process
            self._ended()
            raise ReaderDied("it is closed")
        return pipe

    def _start(self) -> Connection:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = theirs, self._sources, self._seconds, self._memory, self._idle
        process = context.Process(target=serve, args=arguments, daemon=True)
        process.start()
        self._process, self._pipe = process, ours
        theirs.close()
        self._answer(ours, START_SECONDS)
        return ours

    def _answer(self, pipe: Connection, seconds: float) -> Any:
        if not pipe.poll(seconds):
            self._ended()
            raise LimitExceeded(f"more than {seconds:g} seconds")
        return pipe.recv()

    def _ended(self, patience: float = 0) -> str:
        """Ends the process, after `patience` seconds if it does not by itself; says how it ended."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe:
            pipe.close()
        if not process:
            return "it did not start"
        process.join(patience)
        process.kill()
        process.join()
        return f"exit code {process.exitcode}"


def for_people() -> Reader:
    """A process that draws what somebody asked to see: they do not wait behind the reading of a backfill."""
    return Reader({}, seconds=DRAWING_SECONDS, idle=IDLE_SECONDS)


def serve(pipe: Connection, sources: Sources, seconds: float, memory: int, idle: float | None) -> None:
    """The reader process: does what it is sent until the pipe closes, as it does when the parent is gone,
    or until it has had nothing to do for `idle` seconds.

    Ctrl-C goes to the whole group, and is the parent's to handle. An alarm ends a read that hangs even
    where the parent was killed and cannot.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send(None)
    while pipe.poll(idle):
        try:
            work, arguments = pipe.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)
        pipe.send(_outcome(work, sources, *arguments))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _outcome(work: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return work(*arguments)
    except ReadError as error:
        return Failure(error.name, error.detail)
    except MemoryError:
        return Failure(LimitExceeded.__name__, "more memory than a reader may use")


def _read(sources: Sources, document: Document, listing: Listing | None) -> Filing:
    return sources[document.source].read(document, listing)


def _first_page(_sources: Sources, document: Document) -> bytes:
    return first_page(document)


def _row(_sources: Sources, document: Document, spot: Spot) -> bytes:
    return row_picture(document, spot)


def _error(failure: Failure) -> ReadError:
    error: ReadError = getattr(errors, failure.name)(failure.detail)
    return error
