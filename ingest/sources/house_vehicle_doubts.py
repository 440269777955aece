"""Whether a House report's list of investment vehicles is drawn as such lists are: told where it is not.

Nothing else of a report says again what stands in the list, but its drawing does not fit any more where a
line, its bullet or a part of it is lost, moved, recoloured or drawn twice. It does fit where the end of a
line is lost, the last lines of a page, or where a string drawn in one piece has other letters (`Dover; DE`
for `Dover, DE`): such a list may be the office's own.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ingest.pdf import UNMAPPED
from ingest.sources.house_vehicles import LABELS, Line, in_list

# Points from the bottom of one line to the next's, on all 832 lines of the corpus
_LINE = (9.5, 11.6)  # below the same bullet: 9.84 to 11.25
_BULLET = (17.6, 19.1)  # of the next one: 18 to 18.75
_FIRST = (22.9, 24.6)  # of the first, below the heading: 23.34 to 24.16
_NEXT_HEADING = (42.8, 45.4)  # 43.3 to 44.9


def about_list(below: Sequence[Line]) -> tuple[str, ...]:
    """A sentence that shows each line that is out of place or not whole. Raises UnknownValue."""
    listed = in_list(below)
    unusual = [*_out_of_place(below, listed), *(line.text for line in listed if not _is_sound(line))]
    shown = ", ".join(repr(text.replace(UNMAPPED, "?")) for text in dict.fromkeys(unusual))
    return (f"its investment vehicles may be misread, drawn as no list before: {shown}",) if shown else ()


def _out_of_place(below: Sequence[Line], listed: Sequence[Line]) -> Iterator[str]:
    """Lines too near or far from the one above on the same page: another is lost between, or one moved."""
    if not listed:
        return
    first = next(place for place, line in enumerate(below) if line is listed[0])
    around = [line for line in below[first - 1 : first + len(listed) + 1] if line.text]
    for above, line in pairwise(around):
        least, most = _pitch(above, line)
        if above.page == line.page and not least <= line.bottom - above.bottom <= most:
            yield line.text


def _pitch(above: Line, line: Line) -> tuple[float, float]:
    if line.is_heading:
        return _NEXT_HEADING
    if above.is_heading:
        return _FIRST
    return _BULLET if line.has_bullet else _LINE


def _is_sound(line: Line) -> bool:
    """Its letters follow one another and are known, and its label has a value."""
    return line.whole and not any(UNMAPPED in value or not value for value in _values(line.text))


def _values(text: str) -> Iterable[str]:
    """What stands behind the line's label, or all of it."""
    labels = [match for each in LABELS.values() if (match := each.match(text))]
    return [text[match.end() :] for match in labels] or [text]
