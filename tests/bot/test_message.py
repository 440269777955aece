"""What holds of every message, whatever the channel."""

import pytest

from bot.message import unbroken


@pytest.mark.parametrize(
    "figure",
    [
        "$1.5 M – $6 M",
        "$50 – $1 K",
        "over $50 M",
        "$2,761.57",
        "29 May",
        "2 – 29 May",
        "15 Jan 2027",
        "14:02 UTC",
        "14:02:05 UTC",
        "16:02 CEST",
        "11:02 UTC-03",
    ],
)
def test_figures_are_not_broken_at_the_end_of_a_line(figure):
    whole = unbroken(f"before {figure} after").removeprefix("before ").removesuffix(" after")
    assert whole.replace("\u2060", "").replace("\u00a0", " ") == figure
    assert " " not in whole.removeprefix("over ")
    assert whole.count("–\u2060\u00a0") == whole.count("–")


def test_other_words_are():
    words = "12 Marches, 5 Mayors, $5 Kroner and 14:02 UTCs"
    assert unbroken(words) == words
