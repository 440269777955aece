"""Pages as elements: what is hostile or cut off is refused, and text reads as a person sees it."""

import pytest

from ingest.errors import LimitExceeded, PageChanged, Unreadable
from ingest.html import Element, all_of, check_made_of, clean, lines, only, parse, text


def page(body: str) -> Element:
    return parse(f"<html><body>{body}</body></html>".encode(), 10_000, 1_000)


@pytest.mark.parametrize("content", [b"", b"  \n ", b"<!-- a comment -->"])
def test_what_shows_nothing_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(content, 100, 100)


@pytest.mark.parametrize(
    "content",
    [b"x" * 10_001, b"<b>" * 1_001, b"<div>" * 300 + b"deep", b"<p>" + b"<i><b>" * 200],
    ids=["long", "many tags", "deep", "deep by other tags"],
)
def test_what_is_too_large_is_refused(content: bytes) -> None:
    with pytest.raises(LimitExceeded):
        parse(content, 10_000, 1_000)


def test_a_text_longer_than_any_that_is_read_is_refused() -> None:
    element = parse(b"<p>" + b"<i>x</i><br>" * 10_001, 200_000, 100_000)
    with pytest.raises(LimitExceeded, match="10001 characters in one p"):
        lines(only(element, "p"))


def test_no_entity_of_a_pages_own_is_known() -> None:
    content = b'<!DOCTYPE html [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><p>&b;&lt;&nbsp;</p>'
    assert text(only(parse(content, 1_000, 100), "p")) == "&b;<"


def test_nothing_a_page_names_is_loaded() -> None:
    content = b'<!DOCTYPE html SYSTEM "file:///etc/hostname"><?xml-stylesheet href="x"?><p>here</p>'
    assert text(parse(content, 1_000, 100)) == "here"


def test_bytes_and_characters_that_no_text_has_are_shown_as_such() -> None:
    assert text(parse(b"<p>a\xffb\x01c\x00d&#2;e</p>", 100, 10)) == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert clean("a\x1cb\x85c\td\x0be") == "a\ufffdb\ufffdc d e"


def test_lines_end_at_breaks_and_white_space_is_collapsed() -> None:
    cell = only(page("<p> one\n <em>and</em>&nbsp;two<br/>three <div>box</div> four</p>"), "body")
    assert text(cell) == "one and two three box four"
    assert lines(only(page("<div>a<br> b <p>c</p> d</div>"), "div"), without="p") == ["a", "b d"]


def test_elements_are_found_by_tag_and_class() -> None:
    found = all_of(page('<i class="x y">1</i><i class="xy">2</i><i>3</i>'), "i", "x")
    assert [text(element) for element in found] == ["1"]


@pytest.mark.parametrize("body", ["", "<h1>a</h1><h1>b</h1>"])
def test_the_one_expected_element_must_be_there_once(body: str) -> None:
    with pytest.raises(PageChanged, match="h1"):
        only(page(body), "h1")


def test_an_element_of_another_tag_is_named() -> None:
    cell = only(page("<p>a<br><u>b</u></p>"), "p")
    check_made_of(cell, ("br", "u"))
    with pytest.raises(PageChanged, match="u inside p"):
        check_made_of(cell, ("br",))
