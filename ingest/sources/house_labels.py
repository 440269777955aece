"""Parts lines at their labels, as a House report prints them below a row and below an investment vehicle."""

import re
from collections.abc import Iterable, Mapping

from ingest.pdf import UNMAPPED

Labels = Mapping[str, re.Pattern[str]]
"""What begins a line, by the name of the value that follows it; in the order the labels always have."""


def label(words: str) -> re.Pattern[str]:
    """A label: its words in any case (`FIlIng STaTuS:`), or each word's first letter alone."""
    return re.compile(shape(words) + r"\s*:\s*", re.IGNORECASE)


def shape(words: str) -> str:
    """The pattern of words in small capitals, by either generator."""
    each = [rf"{word[0]}(?:{word[1:]}|{UNMAPPED}{{{len(word) - 1}}})" for word in words.split()]
    return r"\s*".join(each)


def labelled(lines: Iterable[str], labels: Labels, unlabelled: str) -> dict[str, str]:
    """Each label's value, and as `unlabelled` what stands before the first label.

    A line without a label, or with one out of order, goes on the value before it.
    """
    values: dict[str, list[str]] = {name: [] for name in (unlabelled, *labels)}
    current, names = unlabelled, list(labels)
    for line in lines:
        for position, name in enumerate(names):
            if match := labels[name].match(line):
                current, line, names = name, line[match.end() :], names[position + 1 :]
                break
        values[current].append(line)
    return {name: in_one_line(parts) for name, parts in values.items()}


def in_one_line(parts: Iterable[str]) -> str:
    return " ".join(" ".join(parts).replace(UNMAPPED, "").split())
