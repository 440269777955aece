"""Every site that Hilltape reads, in the order it shows them."""

from ingest.source import Source
from ingest.sources.house import House

SOURCES: tuple[Source, ...] = (House(),)
