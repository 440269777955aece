"""What read, refresh and doctor say."""

import json
from pathlib import Path

import pytest

from replica.clerk import blank_page
from replica.printer import print_report
from replica.reports import demo_reports
from replica.rig import Outside
from tests.support.command_line import Run
from tests.support.shared import CORPUS

HOUSE = CORPUS / "house"

pytestmark = pytest.mark.usefixtures("logs_restored")


def test_reading_a_scan_prints_its_record(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "8221321.pdf").write_bytes(blank_page())
    result = hilltape("read", "house", "8221321.pdf")
    record = json.loads(result.stdout)
    assert (result.exit_code, record["doc_id"], record["rows"]) == (0, "8221321", [])


def test_an_unreadable_file_is_told_in_its_place_and_the_rest_is_read(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "1.pdf").write_bytes(b"<html>")
    (tmp_path / "2.pdf").write_bytes(blank_page())
    result = hilltape("read", "house", "1.pdf", "nowhere.pdf", "2.pdf")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [record.get("error") for record in records] == ["Unreadable", "FileNotFoundError", None]
    assert records[1] == {
        "doc_id": "nowhere",
        "file": "nowhere.pdf",
        "error": "FileNotFoundError",
        "detail": "No such file or directory",
    }
    assert records[0]["detail"] == (
        "no PDF, or not all of it. 1.pdf seems to be a web page; House Clerk needs the whole PDF of a "
        "periodic transaction report, named by its Filing ID (20034836.pdf)."
    )


HOUSE_PDF = print_report(next(one.record for one in demo_reports() if one.doc_id == "20034836") or {})
WRONG_FILES = {
    "empty.html": (b"", "it is no web page. empty.html seems to be an empty file; Senate eFD needs"),
    "20034836.pdf": (HOUSE_PDF, "Read it with: ./hilltape read house 20034836.pdf"),
    "scan.jpg": (b"\xff\xd8\xff\xe0", "scan.jpg seems to be a JPEG picture; Senate eFD needs"),
    "login.html": (b"<html><title>Sign in</title></html>", "it is a page titled 'Sign in'. login.html seems"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_wrong_file_is_told_with_what_it_seems_to_be_and_what_is_needed(
    hilltape: Run, tmp_path: Path, name: str
) -> None:
    content, said = WRONG_FILES[name]
    (tmp_path / name).write_bytes(content)
    result = hilltape("read", "senate", name)
    record = json.loads(result.stdout)
    assert (result.exit_code, record["file"], said in record["detail"]) == (1, name, True)


def test_a_pdf_that_is_no_278_t_is_told_with_whose_it_is(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "20034836.pdf").write_bytes(HOUSE_PDF)
    [record] = map(json.loads, hilltape("read", "oge", "20034836.pdf").stdout.splitlines())
    assert record["detail"] == (
        "its first page does not say (OGE Form 278-T). 20034836.pdf seems to be a PDF; OGE needs the whole "
        "PDF of an OGE Form 278-T. Read it with: ./hilltape read house 20034836.pdf"
    )


@pytest.mark.corpus
def test_files_are_read_in_the_order_given(hilltape: Run) -> None:
    files = sorted(HOUSE.glob("ptr/*.pdf"))[:12]
    result = hilltape("read", "house", *map(str, files))
    assert [json.loads(line)["doc_id"] for line in result.stdout.splitlines()] == [
        file.stem for file in files
    ]


def test_refreshing_without_a_network_leaves_everything_as_it_was(
    hilltape: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    result = hilltape("refresh")
    assert result.exit_code == 1
    assert "Left members of Congress as they were. The site did not answer: " in result.stderr
    assert "Left companies' tickers as they were: www.sec.gov serves only whom it can reach." in result.stderr
    assert not (tmp_path / "hilltape.data").exists()


def test_doctor_prints_a_line_for_each_thing_and_no_secret(hilltape: Run, outside: Outside) -> None:
    result = hilltape("doctor")
    assert result.exit_code == 0
    assert {line.split()[0] for line in result.stdout.splitlines()} == {"ok", "off"}
    assert outside.telegram.token not in result.output


def test_doctor_ends_with_1_when_something_is_wrong(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("log: {level: loud}", encoding="utf-8")
    result = hilltape("doctor")
    assert result.exit_code == 1
    assert "problem  configuration  The configuration (config.yaml) cannot be used:" in result.stdout
