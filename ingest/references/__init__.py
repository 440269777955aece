"""Reference facts joined to filings, one file each; this tuple is their table of contents."""

from ingest.reference import Reference
from ingest.references import legislators

REFERENCES: tuple[Reference, ...] = (legislators,)
