"""What is known before the first report: people, their committees, companies and their sectors."""

from pathlib import Path

from bot.refresh import newest
from ingest.references import committees, legislators, sectors, tickers
from ingest.securities import Securities
from storage import assets, officials
from storage.database import Database
from storage.model import Official


def load(database: Database, folder: Path) -> tuple[tuple[Official, ...], Securities]:
    """Everybody the database knows with the newest tables in it, and the securities.

    The tables are those shipped, or newer ones in that folder. Raises ReferenceUnusable.
    """
    people, seats = newest(legislators, folder), newest(committees, folder)
    listed, by_symbol = newest(tickers, folder), newest(sectors, folder).by_symbol
    with database.write() as transaction:
        officials.load(transaction, people.as_of, committees.seated(people.officials, seats))
        assets.load(transaction, listed.as_of, (company.name for company in listed.companies))
        everyone = officials.everyone(transaction)
    return everyone, Securities(listed, tickers.load_former(), by_symbol)
