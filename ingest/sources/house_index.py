"""Reads the Clerk's yearly index: a zip with every filing of a year, as XML and as tab-separated text."""

import re
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from lxml import etree

from ingest.errors import IndexUnreadable
from ingest.source import damaged_row

MOST_MEMBERS = 10  # the Clerk's zips hold two
MOST_BYTES = 64 << 20  # unpacked; the largest year so far has 1.9 MB
MOST_RATIO = 200  # unpacked to packed; the Clerk's XML shrinks to about a fifteenth

_ID = re.compile(r"[0-9]{1,12}")  # 20033759

Row = Mapping[str, str]
"""One filing by the index's own field names; a field that a row lacks is absent."""


def read_index(content: bytes) -> list[Row]:
    """Every filing the index names, of every type, in its order. Raises IndexUnreadable."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            name, data = _list(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise IndexUnreadable(f"no sound zip ({error})") from error
    return _xml_rows(data) if name.lower().endswith(".xml") else _text_rows(data)


def _list(archive: zipfile.ZipFile) -> tuple[str, bytes]:
    """The XML list, or the text where a zip lacks XML, checked before it is unpacked."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise IndexUnreadable(f"{len(members)} files in the zip")
    for ending in (".xml", ".txt"):
        for member in members:
            if member.filename.lower().endswith(ending):
                return member.filename, _unpacked(archive, member)
    raise IndexUnreadable("the zip holds no list")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The member's bytes; zipfile itself never unpacks more than the size a member declares."""
    if member.file_size > MOST_BYTES or member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise IndexUnreadable(f"{member.filename} would unpack to {member.file_size} bytes")
    return archive.read(member)


def _xml_rows(data: bytes) -> list[Row]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise IndexUnreadable(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise IndexUnreadable("the XML declares a document type")
    if root.tag != "FinancialDisclosure":
        raise IndexUnreadable(f"the XML is a {root.tag}")
    return [_xml_row(member) for member in root.iterchildren("Member")]


def _xml_row(member: etree._Element) -> Row:
    return {str(cell.tag): _cell(cell.text) for cell in member.iterchildren("*")}


def _text_rows(data: bytes) -> list[Row]:
    """Quotes are literal in this file, and `Filing Year` is the XML's `FilingYear`."""
    header, *lines = data.decode("utf-8-sig", "replace").split("\n")
    names = [_cell(name).replace(" ", "") for name in header.split("\t")]
    if "DocID" not in names:
        raise IndexUnreadable("the text names no DocID")
    return [dict(zip(names, map(_cell, line.split("\t")), strict=False)) for line in lines if line.strip()]


def _cell(text: str | None) -> str:
    return " ".join((text or "").replace("\x00", "").split())


def is_transaction_report(row: Row) -> bool:
    """`FilingType` P, or `DisclosureType` PTR in the one form of 2012 that has that field."""
    return row.get("FilingType") == "P" or row.get("DisclosureType") == "PTR"


def document_id(row: Row, index: str) -> str:
    """The report's id; for a row whose id is damaged a name of its own in that index, the same each time."""
    if _ID.fullmatch(row.get("DocID", "")):
        return row["DocID"]
    return damaged_row(f"{index} {filer(row)} {row.get('FilingDate', '')} {row.get('DocID', '')}")


def filer(row: Row) -> str:
    """The filer's name in the order people say it."""
    return " ".join(filter(None, (row.get(part, "") for part in ("Prefix", "First", "Last", "Suffix"))))
