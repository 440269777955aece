"""Who files in the gallery: officials we made up, in seats that nobody holds, and a few real ones."""

from datetime import date

from ingest.references import legislators
from storage.model import Chamber, Official, Term

REAL = ("Pelosi", "Khanna", "Rogers", "McCaul")  # of the demo's reports, and of names that are asked for


def _made_up(
    official_id: str, name: str, party: str, state: str, chamber: Chamber = Chamber.HOUSE
) -> Official:
    district = 99 if chamber is Chamber.HOUSE else None
    term = Term(chamber, state, district, party, date(2023, 1, 3), date(2027, 1, 3))
    return Official(official_id, name, (name,), (term,))


ADA = _made_up("X000101", "Ada Sample", "D", "OH")
BORIS = _made_up("X000102", "Boris Placeholder", "R", "TX")
CARLA = _made_up("X000103", "Carla Example", "I", "ME", Chamber.SENATE)
LONG = _made_up("X000104", "Wilhelmina Featherstonehaugh-Cholmondeley", "D", "NY")


def everyone() -> tuple[Official, ...]:
    """As the table of officials would hold them."""
    real = [one for one in legislators.load().officials if one.name.endswith(REAL)]
    return (*real, ADA, BORIS, CARLA, LONG)
