"""What a process of the service does; one does all of it, or several share it."""

from enum import StrEnum


class Role(StrEnum):
    """`ingest` watches the sites, `deliver` sends and answers; `web` shows, as every process does."""

    ALL = "all"
    INGEST = "ingest"
    DELIVER = "deliver"
    WEB = "web"

    @property
    def ingests(self) -> bool:
        return self in (Role.ALL, Role.INGEST)

    @property
    def delivers(self) -> bool:
        return self in (Role.ALL, Role.DELIVER)
