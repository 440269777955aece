"""Telegram's HTML as the replica takes it."""

import pytest

from replica.telegram_html import BadMarkup, parse


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<b", "Unclosed start tag at byte offset 0"),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<table>", 'Unsupported start tag "table" at byte offset 0'),
        ("<b></b", "Unclosed end tag at byte offset 3"),
    ],
)
def test_bad_markup_is_named_as_telegram_names_it(source: str, problem: str) -> None:
    with pytest.raises(BadMarkup) as raised:
        parse(source)
    assert str(raised.value) == problem
