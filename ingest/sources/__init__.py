"""Every site that Hilltape reads, in the order it shows them."""

from ingest.source import Source
from ingest.sources.house import House
from ingest.sources.oge.source import OGE
from ingest.sources.senate.source import Senate

SOURCES: tuple[Source, ...] = (House(), Senate(), OGE())
