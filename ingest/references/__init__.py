"""Reference facts joined to filings, one file each; this tuple is their table of contents."""

from ingest.reference import Dated, Reference
from ingest.references import committees, legislators, sectors, tickers

REFERENCES: tuple[Reference[Dated], ...] = (legislators, committees, tickers, sectors)
