"""What a file seems to be, by its bytes."""

import pytest

from ingest.looks import seems


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b" \r\n", "an empty file"),
        (b"%PDF-1.4 ... %%EOF\n", "a PDF"),
        (b"\n\n%PDF-1.4 ... ", "a PDF that is cut off"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"PK\x03\x04", "a zip archive or an office document"),
        (b"\xef\xbb\xbf<!doctype HTML>", "a web page"),
        (b"<?xml version='1.0'?><HTML lang=en>", "a web page"),
        (b'{"draw": 1}', "JSON"),
        (b"[" * 100_000, "plain text"),
        ("Señor, see <b>file</b>".encode(), "plain text"),
        (b"a\0b", "a file of another kind"),
        (b"\xfe\xfd\xfc", "a file of another kind"),
    ],
)
def test_a_file_is_known_by_its_bytes(content: bytes, said: str) -> None:
    assert seems(content) == said
