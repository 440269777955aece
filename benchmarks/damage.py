"""Damages reports as a transfer or a disk might, and holds each reading against the whole one's."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.damages import HTML, PDF
from benchmarks.documents import printed_reports, real_reports
from ingest.errors import ReadError
from ingest.source import printed_record
from ingest.sources import SOURCES
from ingest.worker import Reader
from storage.model import Document, Filing

DAMAGES = {"house": PDF, "senate": HTML, "oge": PDF}
SHARES = {"house": 3, "senate": 1, "oge": 1}
SAID_BY_THE_FILE = ("pages", "generator")  # not by the report
FREE_TEXT = ("asset", "comment", "details", "exchange")  # of the Senate, which has no checksum over its pages


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many of the damaged documents read as the whole one, were refused (by error), or were doubted.

    Three lists name the source, the report, the damage and the number of the document. `pages_missing` read
    clean without the rows of whole pages: a page break between two rows leaves no trace. `letters_changed`
    read clean with other letters in the free texts of a page without checksums. `wrong` read clean and differ
    otherwise.
    """

    documents: Mapping[str, int]
    of_the_corpus: bool
    same: int
    refused: Mapping[str, int]
    doubted: int
    pages_missing: tuple[str, ...]
    letters_changed: tuple[str, ...]
    wrong: tuple[str, ...]


def run(documents: int = 5000, seed: int = 1, corpus: bool = True, every: int = 1) -> Outcome:
    """`every` takes one report of so many to damage."""
    real = real_reports() if corpus else {}
    reports = {name: dict(list(held.items())[::every]) for name, held in (real or printed_reports()).items()}
    sources = {source.name: source for source in SOURCES}
    counts, refused, tally = Counter[str](), Counter[str](), Counter[str]()
    listed: dict[str, list[str]] = {"missing": [], "letters": [], "wrong": []}
    readings: dict[tuple[str, str], Filing] = {}
    with Reader(sources) as reader:
        for number in range(documents):
            chance = random.Random(f"{seed} {number}")
            source = chance.choices(list(SHARES), list(SHARES.values()))[0]
            name = chance.choice(list(reports[source]))
            kind = chance.choice(list(DAMAGES[source]))
            whole = Document(source, name, reports[source][name], sources[source].media_type)
            damaged = replace(whole, content=DAMAGES[source][kind](whole.content, chance))
            counts[source] += 1
            try:
                filing = reader.read(damaged, None)
            except ReadError as error:
                refused[error.name] += 1
                continue
            if (source, name) not in readings:
                readings[source, name] = reader.read(whole, None)
            verdict = _verdict(readings[source, name], filing, kind)
            tally[verdict] += 1
            if verdict in listed:
                listed[verdict].append(f"{source} {name} {kind} {number}")
    return Outcome(
        documents=dict(counts),
        of_the_corpus=bool(real),
        same=tally["same"],
        refused=dict(refused),
        doubted=tally["doubted"],
        pages_missing=tuple(listed["missing"]),
        letters_changed=tuple(listed["letters"]),
        wrong=tuple(listed["wrong"]),
    )


def _verdict(whole: Filing, damaged: Filing, kind: str) -> str:
    if _said(damaged) == _said(whole):
        return "same"
    if set(damaged.doubts) - set(whole.doubts):
        return "doubted"
    if kind == "page dropped" and _lacks_rows_only(whole, damaged):
        return "missing"
    return "letters" if _differs_in_free_texts(whole, damaged) else "wrong"


def _said(filing: Filing) -> dict[str, Any]:
    return {**printed_record(filing), **dict.fromkeys(SAID_BY_THE_FILE)}


def _header(filing: Filing) -> dict[str, Any]:
    return {**_said(filing), "rows": None}


def _rows(filing: Filing) -> list[dict[str, Any]]:
    return [{**trade.printed, "ordinal": None} for trade in filing.trades]


def _lacks_rows_only(whole: Filing, damaged: Filing) -> bool:
    """Whether the damaged one has all that the whole one says but for rows that stand side by side."""
    all_rows, rows = _rows(whole), _rows(damaged)
    lacking = len(all_rows) - len(rows)
    return _header(whole) == _header(damaged) and any(
        all_rows[:place] + all_rows[place + lacking :] == rows for place in range(len(rows) + 1)
    )


def _differs_in_free_texts(whole: Filing, damaged: Filing) -> bool:
    """Names of assets, comments and details of a Senate page's rows, and nothing else."""
    all_rows, rows = _rows(whole), _rows(damaged)
    if whole.source != "senate" or len(all_rows) != len(rows) or _header(whole) != _header(damaged):
        return False
    return all(_checked(one) == _checked(other) for one, other in zip(all_rows, rows, strict=True))


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in FREE_TEXT}
