"""What every list of reports has in common: each report once, and a name for every damaged row."""

from ingest.source import damaged_row, each_once
from storage.model import Listing


def names(*ids: str) -> list[str]:
    return [one.document_id for one in each_once(Listing("house", name, "", "", None) for name in ids)]


def test_a_report_listed_twice_is_one_and_the_first_counts() -> None:
    twice = [Listing("house", "1", "", filer, None) for filer in ("Ada", "Ben")]
    assert each_once(twice) == twice[:1]


def test_damaged_rows_that_say_the_same_are_numbered_and_nothing_else_is() -> None:
    said = damaged_row("Ada 06/22/2026")
    assert names(said, "1", said, "1", said) == [said, "1", f"{said} (2)", f"{said} (3)"]


def test_a_damaged_row_that_says_what_another_was_numbered_is_not_lost() -> None:
    said = damaged_row("Ada")
    assert len(set(names(said, said, f"{said} (2)", said, f"{said} (2)"))) == 5


def test_names_keep_to_the_ledgers_room_and_a_hundred_thousand_twins_take_no_time() -> None:
    found = names(*[damaged_row("x" * 500)] * 100_000)
    assert (len(set(found)), max(map(len, found))) == (100_000, 99)
